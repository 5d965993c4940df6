// What was taken back here and not yet acknowledged by the hub: kept in this browser, and asked again until it is.
//
//   ask('/api/me')                       -> what the hub says; throws {status, what, try}
//   const owed = new Owed(changed);      changed() is called whenever something was acknowledged or added
//   owed.add('dark')                     dark here at once, whether there is a hub or not
//   owed.add('withdraw', {record})

const KEY = 'photophore-owed';
const AGAIN = 2000; // milliseconds between two tries
const MOST = 100; // more than these come to one: everything
const GIVES_UP = new Set([400, 401, 403, 404]); // asking again would not help: nobody is here, or there is nothing

/** A request of this page. Whatever goes wrong is thrown as {status, what, try}; status 0: no hub. */
export async function ask(path, said) {
  let answer;
  try {
    const headers = { 'content-type': 'application/json', 'x-photophore': '1' };
    const post = said === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(said) };
    answer = await fetch(path, { cache: 'no-store', ...post });
  } catch {
    throw { status: 0, what: '', try: '' };
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw { status: answer.status, what: told.what ?? '', try: told.try ?? '' };
  return told;
}

export class Owed {
  constructor(changed) {
    this.changed = changed;
    this.trouble = null; // what the hub said to the last try; null where it said yes, or nothing was tried
    this.list = this.#read();
    this.running = null;
    this.online = () => this.flush();
  }

  start() {
    addEventListener('online', this.online);
    this.timer = setInterval(() => this.flush(), AGAIN);
    return this.flush();
  }

  stop() {
    removeEventListener('online', this.online);
    clearInterval(this.timer);
  }

  get dark() {
    return this.list.some(({ deed }) => deed === 'dark');
  }

  /** Whether this record was ended here. */
  ended(record) {
    return this.list.some(({ said }) => said?.record === record);
  }

  add(deed, said = {}) {
    this.list = this.list.length < MOST ? [...this.list, { deed, said }] : [{ deed: 'withdraw', said: {} }];
    this.#write();
    return this.flush();
  }

  /** Somebody comes back to the light before the hub has heard of the dark. */
  drop(deed) {
    this.list = this.list.filter((each) => each.deed !== deed);
    this.#write();
  }

  /** Tell the hub, in order, until it has acknowledged all. Asked twice, it is told once. */
  flush() {
    if (!this.list.length) return Promise.resolve();
    this.running ??= this.#tell().finally(() => { this.running = null; });
    return this.running;
  }

  async #tell() {
    try {
      while (this.list.length) {
        const [first] = this.list;
        await ask(`/api/me/${first.deed}`, first.said);
        this.trouble = null;
        this.#done(first);
      }
    } catch (error) {
      this.trouble = error;
      if (GIVES_UP.has(error.status)) this.#done(this.list[0]);
    } finally {
      this.changed();
    }
  }

  #done(one) {
    this.list = this.list.filter((each) => each !== one);
    this.#write();
  }

  #read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(({ deed }) => ['dark', 'withdraw'].includes(deed)) : [];
    } catch {
      return [];
    }
  }

  #write() {
    try {
      if (this.list.length) localStorage.setItem(KEY, JSON.stringify(this.list));
      else localStorage.removeItem(KEY);
    } catch {
      // no storage here: it is asked for as long as this page is open
    }
  }
}
