// How somebody comes into a gathering from the smile page, what they see of it, and how they leave: one touch each.
// Nothing is joined without a touch, not even again after a line was lost.

import { html, nothing } from 'lit';
import { clock, moment } from './when.js';
import { path, say } from './words.js';

const PACE = 200; // milliseconds between two words of a slider that moves
const OVER_FOR = 9000; // milliseconds in which the page says that a gathering is over
const STEPS = [[0.85, 'close'], [0.5, 'some']]; // order from which on a crowd is told to be in step
const HALF_A_DAY = 12 * 3600 * 1000;
const ENOUGH = 2; // smiles that can be in step at all

/** In words, how much a crowd is in step. */
export function inStep({ order, members } = {}) {
  if (!(members >= ENOUGH) || order === null || order === undefined) return 'none';
  return (STEPS.find(([least]) => order >= least) ?? [0, 'apart'])[1];
}

/** A code as somebody types it: two words, however they are parted. */
export function spoken(text) {
  return text.trim().toLowerCase().replace(/[\s_.-]+/g, '-').slice(0, 20);
}

/** The hour, or the day too where it may be another: {time, far: yes or no}. */
export function hour(ms) {
  const far = Math.abs(ms - Date.now()) > HALF_A_DAY;
  return { time: (far ? moment : clock)(ms), far: far ? 'yes' : 'no' };
}

export class Joining {
  constructor(page) {
    this.page = page;
    this.asked = null; // the gathering that a link, or a typed code, asks to come into
    this.crowd = null; // {members, order} as last told
    this.was = null; // the one that was left by no own touch: {name}
    this.before = null; // what was worn before it
    this.code = ''; // of the gathering that this page was in
    this.wrong = '';
    this.looked = () => this.#look();
  }

  begin(live) {
    this.live = live;
    this.ends = live.on('gathering', (told) => this.#hear(told));
    addEventListener('hashchange', this.looked);
    this.#look();
  }

  end() {
    this.ends?.();
    removeEventListener('hashchange', this.looked);
    clearTimeout(this.later);
  }

  /** A welcome: where the line was lost inside a gathering, the way back is offered. */
  greet({ gathering }) {
    if (gathering) this.code = gathering.code;
    else if (this.code) this.#find(this.code, false);
    if (this.asked) this.page.open = false; // one thing at a time: first the question
    this.#tell();
  }

  /** An acknowledgement. */
  heed({ gathering }, of) {
    if (gathering) {
      if (this.code !== gathering.code) this.crowd = null;
      const asked = this.asked?.code === gathering.code ? null : this.asked; // another one may be asked for meanwhile
      Object.assign(this, { code: gathering.code, asked, was: null, name: gathering.name });
    } else if (this.code && ['part', 'terms'].includes(of)) {
      if (!this.leaving) this.#over();
      Object.assign(this, { code: '', crowd: null, leaving: false });
    }
  }

  #hear(told) {
    this.crowd = told;
    this.#tell();
  }

  /** What the address asks; behind the `#`, which no log sees. */
  #look() {
    if (location.hash.startsWith('#gather=')) this.#find(decodeURIComponent(location.hash.slice(8)), true);
    else if (location.hash === '#code') this.#show();
  }

  /** The place for a code, which another page promised. */
  async #show() {
    this.page.open = true;
    await this.page.updateComplete;
    this.page.querySelector('.entry')?.scrollIntoView({ block: 'center' });
  }

  async #find(text, loud) {
    this.wrong = '';
    try {
      const answer = await fetch(`/api/gatherings/${encodeURIComponent(spoken(text))}`);
      const told = await answer.json();
      if (answer.ok) {
        this.asked = told;
        this.page.open = false;
      }
      else if (loud && answer.status === 404) this.wrong = say('joining-wrong');
      else if (loud) this.wrong = say('smile-error', { what: told.what, try: told.try });
    } catch {
      if (loud) this.wrong = say('joining-lost');
    }
    this.#tell();
  }

  #answer(yes, state) {
    const { asked } = this;
    this.asked = null;
    this.code = '';
    if (location.hash.startsWith('#gather=')) history.replaceState(history.state, '', location.pathname + location.search);
    if (yes) {
      this.live.send({ t: 'join', code: asked.code });
      if (asked.wears && this.#design(asked) !== state.glyph) {
        this.before ??= state.glyph;
        this.page.set.wear(asked.wears);
      }
    }
    if (!state.hear) this.page.open = true; // nothing was felt yet: how to begin
    this.#tell();
  }

  /** The name of what a gathering wears; '' where it wears nothing of its own. */
  #design({ wears }) {
    return this.page.gallery.find(({ published }) => published?.hash === wears)?.name ?? wears ?? '';
  }

  #leave() {
    this.leaving = true;
    this.live.send({ t: 'part' });
    this.#back();
  }

  #over() {
    this.was = this.name;
    this.later = setTimeout(() => { this.was = null; this.#tell(); }, OVER_FOR);
    this.#back();
  }

  #back() {
    if (this.before) this.page.set.wear(this.before);
    this.before = null;
  }

  #move(event) {
    const value = 1 - Number(event.target.value); // to the right: with the others
    clearTimeout(this.moving);
    const send = () => { this.sent = performance.now(); this.page.set.autonomy(value); };
    const wait = (this.sent ?? -Infinity) + PACE - performance.now();
    if (wait > 0) this.moving = setTimeout(send, wait);
    else send();
  }

  #type(event) {
    event.preventDefault();
    const text = new FormData(event.target).get('code');
    if (text) this.#find(text, true);
  }

  #tell() {
    this.page.requestUpdate();
  }

  // what is seen

  /** Above the mouth: what is asked, or where one is and how to leave. */
  told({ state }) {
    if (this.asked && this.asked.code !== state.gathering?.code) return this.#ask(this.asked, state);
    if (state.gathering) return this.#inside(state.gathering);
    const said = this.wrong || (this.was ? say('joining-over', { name: this.was }) : '');
    return said ? html`<p role="status">${said}</p>` : nothing;
  }

  #ask(asked, state) {
    const { name, until } = asked;
    const glyph = this.#design(asked);
    const dressed = glyph && glyph !== state.glyph ? say('joining-wears', { glyph }) : '';
    return html`
      <div class="joining" role="group" aria-labelledby="joining-name">
        <h2 id="joining-name">${name}</h2>
        <p>${say('joining-ask', hour(until))} ${dressed}</p>
        <div class="answers">
          <button type="button" class="ring" @click=${() => this.#answer(true, state)}>${say('joining-yes')}</button>
          <button type="button" class="quiet" @click=${() => this.#answer(false, state)}>${say('joining-no')}</button>
        </div>
      </div>`;
  }

  #inside(gathering) {
    const members = this.crowd?.members ?? gathering.members;
    const step = gathering.begins > Date.now() ? 'soon' : inStep(this.crowd ?? {});
    const told = step === 'soon' ? say('joining-soon', hour(gathering.begins))
      : say('joining-with', { others: Math.max(0, members - 1), step: members > 1 ? step : 'first' });
    return html`
      <div class="joining">
        <h2>${gathering.name}</h2>
        <p aria-live="off">${told}</p>
        <div class="answers"><button type="button" class="ring" @click=${() => this.#leave()}>${say('joining-leave')}</button></div>
      </div>`;
  }

  /** In the sheet: how freely one beats while it lasts. */
  part({ state }) {
    if (!state.gathering) return nothing;
    const free = state.autonomy >= 0.99 ? 'free' : state.autonomy <= 0.01 ? 'with' : 'some';
    const doubt = this.live.clock.doubt;
    const skew = Number.isFinite(doubt) ? say('joining-skew', { ms: Math.max(1, Math.round(doubt)) }) : '';
    return html`
      <section class="part" aria-labelledby="freely-name">
        <h2 id="freely-name">${say('joining-freely')}</h2>
        <div class="slider">
          <input type="range" min="0" max="1" step="0.05" .value=${String(1 - state.autonomy)}
            aria-labelledby="freely-name" aria-describedby="freely-says" @input=${(event) => this.#move(event)}>
          <p class="ends" aria-hidden="true"><span>${say('joining-alone')}</span><span>${say('joining-together')}</span></p>
        </div>
        <p class="says" id="freely-says">${say('joining-freely-says', { free })}</p>
        <p class="says">${say('joining-until', hour(state.gathering.until))} ${skew}</p>
      </section>`;
  }

  /** In the sheet, below what is used each day: a place for a code. */
  entry({ state }) {
    if (state.gathering || this.asked) return nothing;
    return html`
      <details class="part entry" ?open=${location.hash === '#code'}>
        <summary>${say('joining-code')}</summary>
        <form @submit=${(event) => this.#type(event)}>
          <input name="code" aria-label=${say('joining-code-name')} placeholder="lusab-babad" maxlength="20" autocapitalize="none"
            autocomplete="off" spellcheck="false">
          <button class="ring">${say('joining-code-go')}</button>
        </form>
        <p class="says">${say('joining-code-says')} <a href=${path('/gather')}>${say('joining-host')}</a></p>
      </details>`;
  }
}
