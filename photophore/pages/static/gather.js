// <photo-gather>: a host opens a gathering, sees beforehand whether the crowd will fall into step, and how it does.

import { LitElement, html, nothing } from 'lit';
import { CrowdRing } from './crowdring.js';
import * as form from './gatherform.js';
import { hour, inStep } from './joining.js';
import { Live } from './live.js';
import { ask } from './owed.js';
import { listed, path, say } from './words.js';

const PACE = 250; // milliseconds between two changes of a slider that moves
const WIDEST = 0.6; // hertz at the right end of the firmness slider
const DEMO = { members: 40, order: 0.93, psi: 0, rate: 0.2, hub_ms: 0 }; // what an empty page shows
const SHARE = 0.15, TREND = 0.03; // of a new figure in the usual one; order by which a crowd is told to come or go
const FRESH = 4000; // milliseconds for which figures are believed
const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class Gather extends LitElement {
  static properties = Object.fromEntries(
    ['host', 'open', 'wish', 'crowd', 'error', 'busy', 'places', 'designs', 'ending', 'line'].map((name) => [name, { state: true }]),
  );

  constructor() {
    super();
    Object.assign(this, { host: null, open: null, wish: form.NEW, crowd: null, error: null, busy: false, places: [],
      designs: [], ending: false, line: 'waiting' });
    this.heardAt = -Infinity;
    this.set = {
      wish: (change) => { this.wish = { ...this.wish, ...change }; },
      begin: () => this.#begin(),
      change: (change) => this.#change(change),
      slide: (change) => this.#slide(change),
      show: (gathering) => this.#show(gathering),
    };
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.live = new Live({ role: 'viewer' });
    this.live.on('welcome', () => this.#look());
    this.live.on('lost', () => { this.line = 'lost'; this.crowd = null; });
    this.live.on('gathering', (told) => this.#hear(told));
    this.live.on('error', (error) => { this.error = error; });
    this.frame = requestAnimationFrame((now) => this.#paint(now));
    this.#fetch();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.sliding);
    this.live.close();
  }

  updated() {
    form.placed(this);
  }

  async #fetch() {
    try {
      this.host = await ask('/api/host');
    } catch (error) {
      this.host = { may: false, lost: true, gatherings: [], over: [] };
      this.error = error;
    }
    const { gatherings } = this.host;
    if (gatherings.length) this.#show(gatherings.find(({ code }) => code === location.hash.slice(1)) ?? gatherings[0]);
    if (!this.host.may) return;
    const read = (from) => fetch(from).then((it) => it.json()).catch(() => null);
    const [city, glyphs] = await Promise.all([read('/api/city'), read('/api/glyphs')]);
    this.places = city?.districts.features ?? [];
    this.designs = (glyphs ?? []).filter(({ needs }) => !needs.length);
    if (this.wish === form.NEW) this.wish = this.#wished();
  }

  /** A wish to begin with: a design that shows the beat, where this hub has it. */
  #wished() {
    const { wears } = form.NEW;
    return { ...form.NEW, wears: this.designs.some(({ name }) => name === wears) ? wears : '' };
  }

  #show(gathering) {
    if (gathering?.code !== this.open?.code) this.crowd = null;
    this.open = gathering;
    this.ending = false;
    history.replaceState(history.state, '', `${location.pathname}${location.search}${gathering ? `#${gathering.code}` : ''}`);
    this.#look();
  }

  /** Asks to be told how the crowd does; asked again after a line was lost. */
  #look() {
    if (this.live.state !== 'open') return;
    this.line = 'open';
    if (this.open) this.live.send({ t: 'host', code: this.open.code });
  }

  #hear(told) {
    if (told.code !== this.open?.code) return;
    if (told.over) {
      const { name } = this.open;
      const gatherings = this.host.gatherings.filter(({ code }) => code !== told.code);
      this.host = { ...this.host, gatherings, over: [name, ...this.host.over] };
      this.#show(this.host.gatherings[0] ?? null);
      return;
    }
    const before = this.crowd ? this.usual ?? told.order : told.order;
    this.usual = told.order === null ? null : before + SHARE * (told.order - before);
    this.crowd = told;
    this.heardAt = performance.now();
  }

  async #tried(act) {
    this.busy = true;
    this.error = null;
    try {
      return await act();
    } catch (error) {
      this.error = error;
      return null;
    } finally {
      this.busy = false;
    }
  }

  async #begin() {
    if (!this.wish.name.trim()) {
      this.error = { what: say('gather-name-missing'), try: '' };
      this.querySelector('input[name="name"]').focus();
      return;
    }
    const made = await this.#tried(() => ask('/api/gatherings', form.asked(this.wish)));
    if (!made) return;
    const { invite } = this.wish;
    this.host = { ...this.host, gatherings: [made, ...this.host.gatherings] };
    this.wish = this.#wished();
    this.#show(made);
    if (invite > 0 && this.host.invites) await this.#tried(() => ask(`/api/gatherings/${made.code}/invite`, { smiles: invite }));
    await this.updateComplete;
    this.querySelector('.heart')?.focus(); // the ring and the code are in view, wherever the form was
  }

  /** The form of another one, from its beginning. */
  async #another() {
    this.#show(null);
    await this.updateComplete;
    this.querySelector('input[name="name"]').focus();
  }

  /** One thing changes for everybody in it. */
  async #change(change) {
    const { code } = this.open;
    if (change.invite !== undefined) {
      await this.#tried(() => ask(`/api/gatherings/${code}/invite`, { smiles: change.invite }));
      return;
    }
    const told = await this.#tried(() => form.send(`/api/gatherings/${code}`, 'PATCH', change));
    if (told) {
      if (this.open?.code === code) this.open = told;
      this.host = { ...this.host, gatherings: this.host.gatherings.map((one) => (one.code === code ? told : one)) };
    }
  }

  /** The same, by a slider that moves: seen here at once. */
  #slide(change) {
    this.open = { ...this.open, ...change };
    this.late = { ...this.late, ...change };
    this.sliding ??= setTimeout(() => {
      const { late } = this;
      this.sliding = this.late = null;
      this.#change(late);
    }, PACE);
  }

  async #end() {
    if (!this.ending) {
      this.ending = true; // a second touch: it is over for everybody
      return;
    }
    const { code, name } = this.open;
    const done = await this.#tried(async () => { await form.send(`/api/gatherings/${code}`, 'DELETE'); return true; });
    if (done && this.open?.code === code) this.#hear({ code, over: true, name });
  }

  #paint(now) {
    this.frame = requestAnimationFrame((next) => this.#paint(next));
    const canvas = this.querySelector('canvas.crowd');
    if (!canvas) return;
    if (this.ring?.canvas !== canvas) this.ring = new CrowdRing(canvas);
    const shown = this.open || this.host?.may ? this.crowd : DEMO;
    this.ring.tell(this.open && now - this.heardAt > FRESH ? null : shown);
    this.ring.paint(shown === DEMO ? now : this.live.clock.now(), now, calm.matches);
  }

  // what is seen

  render() {
    if (!this.host) return html`<div class="wait"></div>`;
    return html`
      ${this.error ? html`<p class="wrong" role="alert">${this.#wrong(this.error)}</p>` : nothing}
      ${this.open ? this.#running(this.open) : this.host.may ? this.#fresh() : this.#stranger()}`;
  }

  #wrong({ what, try: then }) {
    return then ? say('smile-error', { what, try: then }) : what || say('joining-lost'); // sentences of its own are whole
  }

  /** Somebody who may not open one: what it looks like, and how to begin. */
  #stranger() {
    return html`
      <div class="stage">
        <div class="heart" tabindex="-1"><canvas class="crowd" role="img" aria-label=${say('gather-demo')}></canvas></div>
        <section class="side">
          <h2>${say('gather-empty')}</h2>
          <p>${say('gather-empty-says')}</p>
          <p>${say('gather-empty-how')}</p>
          <p class="acts"><a class="ring" href=${path('/join')}>${say('nav-join')}</a> <a href=${`${path('/smile')}#code`}>${say('gather-empty-code')}</a></p>
        </section>
      </div>`;
  }

  #fresh() {
    const { wish, set, places, designs, host, busy } = this;
    return html`
      ${form.opening({ wish, set, places, designs, host, busy, widest: WIDEST })}
      ${host.over.length ? html`<p class="soft small">${say('gather-over', { names: host.over.slice(0, 5).join(', ') })}</p>` : nothing}`;
  }

  #running(open) {
    const { crowd, set, host } = this;
    const members = crowd?.members ?? open.members;
    return html`
      ${host.gatherings.length > 1 ? html`
        <nav class="which" aria-label=${say('gather-which')}>${host.gatherings.map((one) => html`
          <button type="button" class="quiet" aria-pressed=${String(one.code === open.code)} @click=${() => this.#show(one)}>${one.name}</button>`)}
        </nav>` : nothing}
      <div class="stage">
        <div class="heart" tabindex="-1">
          <canvas class="crowd" role="img" aria-label=${say('gather-ring', { members, step: this.#step() })}></canvas>
          <p class="count"><strong>${members}</strong><span>${say('gather-count', { members })}</span>
            <em>${say('gather-step', { step: this.#step() })}</em></p>
          ${open.mode === 'score' ? html`<p class="calls">${this.#calls()}</p>` : nothing}
        </div>
        <section class="side" aria-labelledby="gather-name">
          <h2 id="gather-name">${open.name}</h2>
          <p class="soft">${this.#when(open)}</p>
          <div class="way">
            <img src=${`/api/gatherings/${open.code}/qr.svg`} width="208" height="208" alt=${say('gather-qr')}>
            <p><span class="soft">${say('gather-code')}</span><code>${open.code}</code></p>
          </div>
        </section>
      </div>
      <section class="will" aria-labelledby="gather-will">
        <h2 id="gather-will" role="status">${this.#forecast()}</h2>
        ${form.firmness({ firm: open.firm, crowd, widest: WIDEST, slide: set.slide })}
        <p class="says">${this.#because()}</p>
      </section>
      ${form.tuning({ open, crowd, set, host, designs: this.designs })}
      <p class="acts">
        <button type="button" class="ring" ?disabled=${this.busy} @click=${() => this.#end()}>
          ${say(this.ending ? 'gather-end-sure' : 'gather-end')}</button>
        ${this.ending ? html`<button type="button" class="quiet" @click=${() => { this.ending = false; }}>${say('gather-end-no')}</button>` : nothing}
        ${host.may ? html`<button type="button" class="quiet" @click=${() => this.#another()}>${say('gather-another')}</button>` : nothing}
      </p>`;
  }

  #when({ begins, until, district }) {
    const place = this.places.find(({ id }) => id === district)?.properties.name ?? '';
    const [from, to] = [hour(begins), hour(until)];
    const soon = begins > Date.now() ? 'soon' : to.far === 'yes' ? 'far' : 'now';
    return say('gather-when', { soon, begins: from.time, until: to.time, place: place || 'none' });
  }

  /** The call of the score that everybody is in now, and the one that comes. */
  #calls() {
    const { calls, next, again } = this.crowd ?? {};
    if (!calls) return say('gather-calls-none');
    const now = calls.length ? say('gather-calls-now', { glyphs: listed([...new Set(calls)]) }) : say('gather-calls-rest');
    const then = next ? say('gather-calls-next', { glyph: next.glyph, seconds: Math.max(1, Math.ceil(next.seconds)) })
      : say('gather-calls-again', { seconds: Math.max(1, Math.ceil(again)) });
    return html`<strong>${now}</strong> ${then}`;
  }

  #forecast() {
    if (this.line === 'lost') return say('hub-lost');
    const { crowd } = this;
    if (!form.told(crowd)) return say('gather-will-few');
    return say('gather-will', { will: crowd.will ? 'yes' : 'no', sure: crowd.sure >= 0.9 ? 'very' : crowd.sure >= 0.7 ? 'some' : 'hardly' });
  }

  /** How much in step, and where to: a crowd that is apart in part falls into step, out of it, or stays so. */
  #step() {
    const { crowd, usual } = this;
    const step = inStep(crowd ?? {});
    if (step !== 'some') return step;
    if (crowd.order < usual - TREND) return 'parting';
    return crowd.will === false && crowd.order <= usual + TREND ? 'part' : 'some';
  }

  #because() {
    const { crowd, open } = this;
    if (!form.told(crowd)) return say('gather-why-few');
    const open_ = 10 * Math.round(10 * (1 - crowd.autonomy)); // a guess: no finer than to a tenth
    const firm = form.beats(open.firm), order = Math.round(100 * (crowd.r ?? 0));
    return say('gather-why', { open: open_, threshold: form.beats(crowd.threshold), firm, order });
  }
}

customElements.define('photo-gather', Gather);
