// <photo-guardhubs>: several districts rest where other hubs sign, too. A note is drafted, carried, signed, and ordered.

import { LitElement, html, nothing } from 'lit';
import { ask } from './owed.js';
import { clock, moment } from './when.js';
import { listed, say } from './words.js';

const FIRST = 'photophore order to rest v1'; // commons/resting.py writes it, and the lines below, in this order
const LINES = { name: 'string', hub: 'string', districts: 'object', since: 'number', until: 'number', whom: 'string', by: 'string',
  why: 'string', incident: 'number' };
const SIGNED = /^\u2014 (\S+) [A-Za-z0-9+/]+={0,2}$/;
const HUB = /^[^\s\p{C}]{1,255}$/u; // the name of a log
const MINUTES = 15; // that light rests at most
const LATE = 600_000; // ms from a draft to its order, at most
const LAST = 8e15; // ms UTC, before the end of what a date can tell

/** The notes in what somebody pasted, whatever was written around them; null stands for one that cannot be read. */
export function notes(text) {
  const found = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === FIRST) found.push([]);
    else if (line) found.at(-1)?.push(line);
  }
  return found.map(read);
}

/** What is asked, who signed, and the note as it is sent: what stands here is all that a hub reads of it. */
function read(lines) {
  const types = Object.entries(LINES);
  const head = lines.slice(0, types.length);
  const signed = lines.slice(types.length).filter((line) => SIGNED.test(line));
  try {
    const order = Object.fromEntries(types.map(([name, type], at) => {
      const value = JSON.parse(head[at].slice(name.length + 1));
      if (!head[at].startsWith(`${name} `) || typeof value !== type) throw new TypeError(name);
      return [name, value];
    }));
    const { districts, since, until, hub, whom } = order;
    const named = districts.length > 0 && districts.every((each) => typeof each === 'string');
    const timed = since > 0 && since < until && until - since <= MINUTES * 60_000 && until < LAST;
    if (!named || !timed || !signed.length || !HUB.test(hub) || !['all', 'virtual'].includes(whom)) return null;
    const text = `${[FIRST, ...head].join('\n')}\n`;
    return { ...order, text, signers: signed.map((line) => SIGNED.exec(line)[1]), note: `${text}\n${signed.join('\n')}\n` };
  } catch {
    return null;
  }
}

export class Guardhubs extends LitElement {
  static properties = Object.fromEntries(
    ['facts', 'known', 'chosen', 'draft', 'theirs', 'given', 'back', 'said', 'busy', 'copied'].map((name) => [name, { state: true }]));

  constructor() {
    super();
    Object.assign(this, {
      facts: null, known: null, chosen: [], draft: null, theirs: '', given: null, back: '', said: {}, busy: false, copied: null,
    });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  // --- what the hub says

  async #know() {
    this.known = await ask('/api/rests').catch(() => ({ hubs: null }));
  }

  /** What the hub answers to this; null where it refused, or was not heard. Either is said in words. */
  async #send(way, path, body) {
    Object.assign(this, { busy: true, copied: null, said: { ...this.said, [way]: '' } });
    let came = null;
    try {
      came = await ask(path, body);
    } catch (error) {
      this.#tell(way, error.status ? say('guardroom-refused', { what: error.what, try: error.try }) : say('guardroom-unheard'));
    }
    this.busy = false;
    return came;
  }

  #tell(way, words) {
    this.said = { ...this.said, [way]: words };
  }

  async #drafts(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const came = await this.#send('draft', '/api/rests/draft',
      { districts: form.getAll('district'), minutes: Number(form.get('minutes')), why: form.get('why').trim() });
    if (!came) return;
    [this.draft] = notes(came.note);
    this.#tell('draft', say('guardroom-hubs-drafted'));
  }

  async #signs(order) {
    const came = await this.#send('sign', '/api/rests/cosign', { note: order.note });
    if (!came) return;
    [this.given] = notes(came.note);
    this.#tell('sign', say('guardroom-hubs-signed'));
  }

  async #orders(all) {
    const [{ districts, text }] = all;
    const mine = this.draft?.text === text ? [this.draft] : [];
    const cosigned = [...new Set([...mine, ...all].map(({ note }) => note))];
    const came = await this.#send('order', '/api/rests', { districts, cosigned });
    if (!came) return;
    Object.assign(this, { draft: null, back: '', chosen: [] }); // a note is used once
    this.said = { ...this.said, draft: '', order: say('guardroom-hubs-rest', { districts: listed(came.districts), time: clock(came.until) }) };
  }

  /** Where the browser lends no clipboard, it is marked, and can be copied by hand. */
  async #copy(name) {
    const area = this.querySelector(`#hubs-${name}`);
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
      this.copied = { name, word: 'copied' };
    } catch {
      this.copied = { name, word: 'marked' };
    }
  }

  // --- what is seen

  render() {
    if (!this.facts) return nothing;
    const districts = this.facts.groups.filter(({ kind }) => kind === 'district').map(({ name }) => name).sort();
    return html`<details class="hubs" @toggle=${(event) => event.target.open && this.#know()}>
      <summary class="opens">${say('guardroom-hubs')}</summary>
      <p>${say('guardroom-hubs-says')}</p>
      <p class="soft small counts">${this.#counts()}</p>
      <div class="ways">${districts.length ? html`${this.#draft(districts)}${this.#sign()}${this.#order()}` : this.#sign()}</div></details>`;
  }

  /** Which other hubs count here, from when on, and whose word is missing. */
  #counts() {
    if (!this.known) return nothing;
    const { hubs } = this.known;
    if (!hubs) return say('guardroom-hubs-lost');
    const count = hubs.filter((each) => each.counts_from !== null && each.counts_from <= this.facts.hub_ms);
    const others = hubs.filter((each) => !count.includes(each));
    const named = ({ name, kind }) => say('guardroom-hubs-one', { hub: name, kind: say(`guardroom-hubs-kind-${kind}`) });
    return [count.length ? say('guardroom-hubs-count', { hubs: listed(count.map(named)) }) : say('guardroom-hubs-count-none'),
      ...others.map((each) => (each.counts_from === null
        ? say('guardroom-hubs-waits', { hub: named(each), who: listed(each.waits_for.map((role) => say(`guardroom-hubs-word-${role}`))) })
        : say('guardroom-hubs-soon', { hub: named(each), time: moment(each.counts_from) })))].join(' ');
  }

  #draft(districts) {
    const least = this.facts.rests.some(({ virtual }) => !virtual) ? 1 : 2; // what rests already counts
    const chosen = this.chosen.filter((each) => districts.includes(each));
    const choose = ({ target }) => {
      this.chosen = target.checked ? [...chosen, target.value] : chosen.filter((each) => each !== target.value);
    };
    return html`<div><form @submit=${this.#drafts}><h3>${say('guardroom-hubs-draft')}</h3>
      <fieldset><legend>${say('guardroom-hubs-which', { least })}</legend>${districts.map((each) => html`<label class="stay">
        <input type="checkbox" name="district" value=${each} .checked=${chosen.includes(each)} @change=${choose}>${each}</label>`)}</fieldset>
      <label for="hubs-minutes">${say('guardroom-hubs-minutes')}</label>
      <span class="pick"><select id="hubs-minutes" name="minutes">${Array.from({ length: MINUTES }, (_, at) => html`
        <option value=${at + 1} ?selected=${at + 1 === MINUTES}>${at + 1}</option>`)}</select></span>
      <label for="hubs-why">${say('guardroom-hubs-why')}</label>
      <input id="hubs-why" name="why" type="text" maxlength="200" autocomplete="off" required>
      <button type="submit" class="ring" ?disabled=${this.busy || chosen.length < least}>${say('guardroom-hubs-draft-send')}</button>
      <span class="soft small">${say('guardroom-hubs-draft-says')}</span></form>
      <p class="said" role="status">${this.said.draft}</p>
      ${this.draft ? html`${this.#asks([this.draft])}${this.#note('draft', this.draft.note)}<p>${say('guardroom-hubs-carry')}</p>` : nothing}</div>`;
  }

  #sign() {
    const all = notes(this.theirs);
    const write = (event) => Object.assign(this, { theirs: event.target.value, given: null, said: { ...this.said, sign: '' } });
    const whole = all.length === 1 && all[0];
    return html`<div><h3>${say('guardroom-hubs-sign')}</h3>
      ${this.#area('theirs', this.theirs, write)}
      ${whole ? html`${this.#asks(all)}<p class="soft small">${say('guardroom-hubs-sign-says')}</p>
        <button type="button" class="ring" ?disabled=${this.busy || this.#late(whole)}
          @click=${() => this.#signs(whole)}>${say('guardroom-hubs-sign-send')}</button>` : this.#unread(this.theirs)}
      <p class="said" role="status">${this.said.sign}</p>
      ${this.given ? html`${this.#note('given', this.given.note)}<p>${say('guardroom-hubs-carry-back', { hub: this.given.hub })}</p>` : nothing}</div>`;
  }

  #order() {
    const all = notes(this.back);
    const write = (event) => Object.assign(this, { back: event.target.value, said: { ...this.said, order: '' } });
    const whole = all.length > 0 && all.every(Boolean);
    const one = whole && all.every(({ text }) => text === all[0].text);
    return html`<div><h3>${say('guardroom-hubs-order')}</h3>
      ${this.#area('back', this.back, write)}
      ${one ? html`${this.#asks(all)}<p class="soft small">${say('guardroom-hubs-order-says')}</p>
        <button type="button" class="ring" ?disabled=${this.busy || this.#late(all[0])}
          @click=${() => this.#orders(all)}>${say('guardroom-hubs-order-send')}</button>`
        : whole ? html`<p role="alert">${say('guardroom-hubs-differ')}</p>` : this.#unread(this.back)}
      <p class="said" role="status">${this.said.order}</p></div>`;
  }

  #unread(text) {
    return text.trim() ? html`<p role="alert">${say('guardroom-hubs-unreadable')}</p>` : nothing;
  }

  /** What notes of one draft ask, in plain words. */
  #asks(all) {
    const [{ hub, districts, since, until, whom, why }] = all;
    const names = listed([...new Set(all.flatMap(({ signers }) => signers))]);
    const minutes = Number(((until - since) / 60_000).toFixed(1));
    return html`<p class="asks"><strong>${say('guardroom-hubs-asks', { hub, whom, districts: listed(districts), minutes, time: clock(until) })}</strong>
      <span>${why ? say('guardroom-hubs-why-is', { why }) : say('guardroom-hubs-why-none')}</span>
      <span class="soft small">${say('guardroom-hubs-names', { names })} ${
        say(this.#late(all[0]) ? 'guardroom-hubs-late' : 'guardroom-hubs-until', { time: clock(due(all[0])) })}</span></p>`;
  }

  #late(order) {
    return this.facts.hub_ms >= due(order);
  }

  #area(name, value, write) {
    return html`<label for=${`hubs-${name}`}>${say(`guardroom-hubs-paste-${name}`)}</label>
      <textarea id=${`hubs-${name}`} class="signed" rows="4" spellcheck="false" autocomplete="off" ?readonly=${this.busy}
        .value=${value} @input=${write}></textarea>`;
  }

  #note(name, note) {
    const word = this.copied?.name === name ? this.copied.word : 'copy';
    return html`<textarea id=${`hubs-${name}`} class="signed" rows="16" readonly aria-label=${say('guardroom-hubs-note')} .value=${note}></textarea>
      <button type="button" class="ring" @click=${() => this.#copy(name)}>${say(`guardroom-hubs-note-${word}`)}</button>`;
  }
}

const due = ({ since, until }) => Math.min(since + LATE, until); // until when it may be ordered: its minutes run from the draft on

customElements.define('photo-guardhubs', Guardhubs);
