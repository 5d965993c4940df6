// <photo-log>: a tree ring for each day; any entry opens to its proof, which this browser checks in front of its reader.

import { LitElement, html, nothing } from 'lit';
import { form, moment } from './when.js';
import { lang, path, say } from './words.js';
import { Rings } from './rings.js';
import { entryBody, pattern, title } from './logentry.js';
import { BadLog, Tiles, WIDTH, audit, base64, climb, inclusion, leaf, mustBegin, open, readEntry, readKey, same, unbase64 } from './tlog.js';

const MEMORY = 'photophore-log'; // what this browser remembers of its last look
const PAGE = 12; // entries that are shown at once
const AGAIN = 20_000; // milliseconds between two looks for something new
const DREAMT = [[0, 3], [3, 9], [9, 12], [12, 22]].map(([from, size]) => ({ from, size })); // what an empty log will look like
const GHOST = { rings: DREAMT, seed: [40, 180, 90], ghost: true, lit: 0, chosen: -1, entry: -1 };

async function bring(name) {
  const answer = await fetch(`/log/${name}`, { cache: name.startsWith('tile/') ? 'default' : 'no-store' });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}

const remembered = () => {
  try {
    return JSON.parse(localStorage.getItem(MEMORY));
  } catch {
    return null;
  }
};

export class Log extends LitElement {
  static properties = Object.fromEntries(['state', 'said', 'rings', 'bad', 'look', 'chosen', 'ring', 'entries', 'shown', 'proof', 'whole', 'lit', 'copied']
    .map((name) => [name, { state: true }]));

  constructor() {
    super();
    Object.assign(this, { state: 'wait', rings: [], bad: null, look: undefined, chosen: -1, ring: null, entries: [], shown: PAGE });
    Object.assign(this, { proof: null, whole: null, lit: 0, copied: false });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.resized = new ResizeObserver(() => this.#paint());
    this.#start();
    this.timer = setInterval(() => document.hidden || this.state !== 'here' || this.bad || this.#grow(), AGAIN);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized.disconnect();
    clearInterval(this.timer);
  }

  // --- what is there, and whether it holds

  async #start() {
    this.state = 'wait';
    this.bad = null;
    try {
      await this.#see();
      this.state = 'here';
      this.#recall();
      if (this.said.size) await this.#choose(this.rings.length - 1);
      this.#asked();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The newest checkpoint, its signatures, and the rings up to it. */
  async #see() {
    const answer = await fetch('/api/log', { cache: 'no-store' });
    if (!answer.ok) throw new Error(String(answer.status));
    const facts = await answer.json();
    const kept = remembered();
    const keys = (kept?.origin === facts.origin ? kept.keys : facts.vkeys).map(readKey);
    const bytes = await bring('checkpoint');
    if (!bytes) throw new BadLog('log-bad-gone');
    const said = open(bytes, keys);
    if (!said.verified.length) throw new BadLog(kept ? 'log-bad-other' : 'log-bad-unsigned');
    if (kept && (kept.origin !== said.origin || facts.vkeys.some((key) => !kept.keys.includes(key)))) throw new BadLog('log-bad-other');
    const tiles = new Tiles(bring, said.size);
    if (kept) await mustBegin(kept.size, unbase64(kept.root), said.size, said.root, tiles.at);
    if (this.look === undefined) this.look = kept; // what came while the page was open is no earlier visit
    Object.assign(this, { said, tiles, keys, rings: ringsOf(facts.rings, said) });
    return kept;
  }

  /** From now on this browser would notice. */
  #recall() {
    const { origin, size, root } = this.said;
    try {
      localStorage.setItem(MEMORY, JSON.stringify({ origin, size, root: base64(root), keys: this.keys.map(({ text }) => text), when: Date.now() }));
    } catch {
      // a browser that keeps nothing has a first look each time
    }
  }

  async #grow() {
    const before = this.said.size;
    const last = this.chosen === this.rings.length - 1;
    try {
      await this.#see();
    } catch (error) {
      if (error instanceof BadLog) this.#refuse(error);
      return;
    }
    if (this.said.size === before) return;
    this.#recall();
    this.whole = null;
    if (last || this.chosen < 0) await this.#choose(this.rings.length - 1, true, this.shown + this.said.size - before);
  }

  #refuse(error) {
    if (error instanceof BadLog) {
      this.bad = error.why;
      this.state = 'here';
    } else {
      this.state = 'lost';
    }
  }

  #forget() {
    localStorage.removeItem(MEMORY);
    this.look = 'forgotten';
  }

  async #check() {
    this.whole = { done: 0, of: this.said.size };
    const { said, whole } = this;
    try {
      const all = await audit(new Tiles(bring, said.size), said, async (done) => {
        this.lit = done;
        this.whole = Object.assign(whole, { done });
        this.requestUpdate();
        await new Promise((next) => setTimeout(next)); // so that it is seen
        return whole.stopped || !this.isConnected;
      });
      if (all) this.whole = { ...whole, all: true };
      else this.whole = null;
    } catch (error) {
      this.lit = 0;
      this.whole = null;
      this.#refuse(error);
    }
  }

  // --- a day, an entry

  /** The address may name an entry: /log#entry-17. */
  async #asked() {
    const index = Number(/^#entry-(\d{1,15})$/.exec(location.hash)?.[1] ?? NaN);
    if (index < this.said.size) await this.#show(index);
  }

  async #show(index) {
    const at = this.rings.findIndex(({ from, size }) => index >= from && index < size);
    await this.#choose(at, at === this.chosen, Math.max(this.shown, this.rings[at].size - index));
    await this.#prove(index);
  }

  /** This day, with so many of its entries; all at once, so that nothing is seen half. `quiet`: it was open before. */
  async #choose(at, quiet = false, shown = PAGE) {
    try {
      const entries = await this.#bring(this.rings[at], shown);
      Object.assign(this, { chosen: at, entries, shown, ring: quiet ? this.ring : 'wait', proof: quiet ? this.proof : null });
      await this.#holds(at);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** The newest entries of a day. */
  async #bring({ from, size }, shown) {
    const low = Math.max(from, size - shown);
    const bundles = new Map();
    for (let n = Math.floor(low / WIDTH); n * WIDTH < size; n += 1) bundles.set(n, await this.tiles.bundle(n));
    const entry = (index) => bundles.get(Math.floor(index / WIDTH))[index % WIDTH];
    return Array.from({ length: size - low }, (_, at) => size - 1 - at).map((index) => ({ index, bytes: entry(index), said: readEntry(entry(index)) }));
  }

  /** A day's own signed checkpoint must be the beginning of today's tree. */
  async #holds(at) {
    const { day, size } = this.rings[at];
    let found = 'last';
    if (at < this.rings.length - 1) {
      const bytes = await bring(`day/${day}`);
      const ring = bytes && open(bytes, this.keys);
      found = ring?.verified.length && ring.size === size ? 'holds' : 'gone';
      if (found === 'holds') await mustBegin(ring.size, ring.root, this.said.size, this.said.root, this.tiles.at);
    }
    if (at === this.chosen) this.ring = found;
  }

  async #prove(index) {
    if (this.proof?.index === index) {
      this.proof = null;
      return;
    }
    const { said, tiles } = this;
    const entry = this.entries.find((each) => each.index === index);
    try {
      const steps = await inclusion(index, said.size, tiles.at);
      const way = climb(leaf(entry.bytes), steps);
      this.proof = { index, entry, steps, way, said, holds: same(way.at(-1), said.root) };
      history.replaceState(null, '', `#entry-${index}`);
      if (!this.proof.holds) this.bad = 'log-bad-entry';
    } catch (error) {
      this.#refuse(error);
      return;
    }
    await this.updateComplete;
    this.querySelector(`[data-entry="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }

  // --- what is seen

  updated() {
    const canvas = this.querySelector('canvas');
    if (canvas && canvas !== this.drawn?.canvas) {
      this.drawn = new Rings(canvas);
      this.resized.disconnect();
      this.resized.observe(canvas);
    }
    this.#paint();
    this.querySelectorAll('.way li, .top').forEach((it, at) => it.style.setProperty('--at', at)); // they come one by one
  }

  #paint() {
    if (!this.drawn || !this.said) return;
    const { rings, chosen, lit, said } = this;
    this.drawn.draw(said.size ? { rings, chosen, lit, seed: this.keys[0].public, entry: this.proof?.index ?? -1 } : GHOST);
  }

  #touch(event) {
    const box = event.target.getBoundingClientRect();
    const { ring, entry } = this.drawn.hit(event.clientX - box.left, event.clientY - box.top);
    if (entry >= 0) this.#show(entry);
    else if (ring >= 0) this.#choose(ring);
  }

  render() {
    if (this.state === 'wait') return html`<p class="wait soft" role="status">${say('log-wait')}</p>`;
    if (this.state === 'lost') {
      return html`<div class="wait"><p role="alert">${say('log-failed')}</p>
        <button type="button" class="ring" @click=${this.#start}>${say('log-retry')}</button></div>`;
    }
    if (!this.said) return this.#alarm();
    if (!this.said.size) return this.#empty();
    return html`${this.#alarm()}
      <div class="both">
        <div class="tree">
          <canvas role="img" aria-label=${say('log-rings', { first: date(this.rings[0].day), last: date(this.rings.at(-1).day), count: this.said.size })}
            @click=${this.#touch}></canvas>
        </div>
        <div class="told">${this.bad ? nothing : this.#checks()}${this.#day()}</div>
      </div>`;
  }

  #alarm() {
    return this.bad ? html`<div class="alarm" role="alert"><h2><i class="fails"></i>${say('log-bad')}</h2>
      <p>${say('log-bad-says', { why: say(this.bad) })}</p>
      ${remembered() || this.look === 'forgotten' ? html`<button type="button" class="quiet small" @click=${this.#forget}>${
        say(this.look === 'forgotten' ? 'log-forgotten' : 'log-forget')}</button>` : nothing}
      </div>` : nothing;
  }

  #empty() {
    return html`${this.#alarm()}<div class="both empty"><div class="tree"><canvas aria-hidden="true"></canvas></div>
      <div class="told"><h2>${say('log-empty')}</h2><p>${say('log-empty-says')}</p>
        <p><a class="ring" href=${path('/join')}>${say('log-empty-join')}</a></p></div></div>`;
  }

  #checks() {
    const { said, look } = this;
    const kinds = said.verified.map(({ key, seconds }) => key.says + (seconds ? ` (${toTheSecond(seconds * 1000)})` : '')).join(', ');
    const again = look && look !== 'forgotten';
    return html`<ul class="checks">
      <li><i class="holds"></i><div><strong>${say('log-signed', { count: said.verified.length })}</strong>
        <span class="soft small">${say('log-signed-says', { kinds })}</span></div></li>
      <li><i class="holds"></i><div><strong>${say(again ? 'log-again' : 'log-first')}</strong>
        <span class="soft small">${again ? say('log-again-says', { count: said.size - look.size, when: moment(look.when) })
          : say(look ? 'log-forgotten' : 'log-first-says')}</span>
        ${look === 'forgotten' ? nothing : html`<button type="button" class="quiet small" @click=${this.#forget}>${say('log-forget')}</button>`}</div></li>
      <li>${this.#all()}</li></ul>`;
  }

  #all() {
    const { said, whole } = this;
    if (whole?.all) {
      return html`<i class="holds"></i><div role="status"><strong>${say('log-whole-done', { count: said.size })}</strong>
        <span class="soft small">${say('log-whole-done-says')}</span></div>`;
    }
    if (whole) {
      return html`<i class="open"></i><div><progress max=${whole.of} value=${whole.done} aria-label=${say('log-whole', { count: said.size })}></progress>
        <span class="soft small">${say('log-checking', { done: whole.done, of: whole.of })}</span>
        <button type="button" class="quiet small" @click=${() => { whole.stopped = true; }}>${say('log-stop')}</button></div>`;
    }
    return html`<i class="open"></i><div><button type="button" class="ring" @click=${this.#check}>${say('log-whole', { count: said.size })}</button>
      <span class="soft small">${say('log-whole-says')}</span></div>`;
  }

  #day() {
    const { day, from, size } = this.rings[this.chosen] ?? {};
    if (!day) return nothing;
    const step = (by, word) => html`<button type="button" class="quiet" ?disabled=${!this.rings[this.chosen + by]}
      @click=${() => this.#choose(this.chosen + by)}>${say(word)}</button>`;
    const rest = size - from - this.entries.length;
    return html`<section aria-labelledby="day">
      <h2 id="day">${date(day)}<span class="soft">, ${say('log-day-count', { count: size - from })}</span></h2>
      <p class="soft small" role="status" ?data-checked=${this.ring !== 'wait'}>${say(this.ring === 'wait' ? 'log-ring-checking' : `log-ring-${this.ring}`)}</p>
      <p class="days" role="group" aria-label=${say('log-days')}>${step(-1, 'log-older')}${step(1, 'log-newer')}</p>
      <ol class="entries" reversed>${this.entries.map((entry) => this.#entry(entry))}</ol>
      ${rest > 0 ? html`<button type="button" class="ring" @click=${this.#further}>${say('log-more', { count: Math.min(rest, 4 * PAGE) })}</button>` : nothing}
    </section>`;
  }

  #further() {
    return this.#choose(this.chosen, true, this.shown + 4 * PAGE);
  }

  #entry({ index, bytes, said }) {
    const opened = this.proof?.index === index;
    return html`<li class=${opened ? 'opened' : ''} data-entry=${index}>
      <button type="button" class="entry" aria-expanded=${String(opened)} @click=${() => this.#prove(index)}>
        ${pattern(leaf(bytes))}<span>${title(said)}</span><span class="soft small number">${index.toLocaleString(lang)}</span></button>
      ${opened ? entryBody(this.proof, this.keys, this.copied, () => this.#copied()) : nothing}</li>`;
  }

  #copied() {
    this.copied = true;
    setTimeout(() => { this.copied = false; }, 2000);
  }
}

/** Days up to this checkpoint, each from where the one before ended. */
function ringsOf(told, { size, verified }) {
  const days = told.filter((ring) => ring.size <= size);
  if (!days.length && size) days.push({ day: new Date((verified.at(-1)?.seconds ?? 0) * 1000).toISOString().slice(0, 10), size });
  const found = days.map((ring, at) => ({ ...ring, from: at ? days[at - 1].size : 0 })).filter((ring) => ring.size > ring.from);
  if (found.length) found.at(-1).size = size;
  return found;
}

const utc = form({ dateStyle: 'long', timeZone: 'UTC' });
const date = (day) => utc(`${day}T12:00:00Z`);
const toTheSecond = form({ dateStyle: 'medium', timeStyle: 'medium' });

customElements.define('photo-log', Log);
