// <photo-city>: the map fills the window. A line of words at the foot says what the city feels and how sure that
// is; beneath it a thread of time. Two panels open on asking: the districts as a list, and *Who is missing?*.

import { LitElement, html, nothing } from 'lit';

import { CityMap, readCity } from './citymap.js';
import { Lens, readMissing } from './lens.js';
import { Live } from './live.js';
import { ofCity, ofDistrict } from './told.js';
import { say } from './words.js';

const TOLD_EVERY = 10000; // milliseconds between two sentences that a screen reader is told
const SLOW = 0.8; // of its rate, below which the hub's own pace is told
const NAMES_FROM = 2.2; // times nearer than home, from where all districts show their names
const MARGINS = { wide: [64, 24, 150, 24], small: [84, 8, 236, 8] }; // CSS pixels at top, right, bottom, left

class PhotoCity extends LitElement {
  static properties = {
    city: { state: true }, mood: { state: true }, chosen: { state: true }, panel: { state: true }, lens: { state: true },
    back: { state: true }, reach: { state: true }, pace: { state: true }, trouble: { state: true }, lost: { state: true }, away: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { city: null, mood: null, chosen: null, panel: null, lens: null, back: 0, reach: 0 });
    Object.assign(this, { pace: null, trouble: null, lost: false, away: false, spoken: { text: '', at: -Infinity } });
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.#shut(); });
    this.#begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.turn);
    clearInterval(this.second);
    this.map?.end();
    this.live?.close();
  }

  async #begin() {
    this.trouble = null;
    try {
      this.city = await readCity();
    } catch {
      this.trouble = say('hub-none');
      return;
    }
    document.title = `${this.city.name} · Photophore`;
    await this.updateComplete;
    const host = this.querySelector('.map');
    const webgl = new URLSearchParams(location.search).get('gl') !== 'off';
    this.map = new CityMap(host, this.city, { webgl, margins: innerWidth > 640 ? MARGINS.wide : MARGINS.small });
    this.map.camera.attach(host, (x, y) => this.#tap(x, y));
    host.addEventListener('pointermove', (event) => this.#hover(event));
    host.addEventListener('pointerleave', () => this.#point(null));
    this.#listen();
    this.second = setInterval(() => { this.reach = this.map.tiles.reach(performance.now()); }, 1000);
    const frame = (now) => {
      this.#frame(now);
      this.turn = requestAnimationFrame(frame);
    };
    this.turn = requestAnimationFrame(frame);
  }

  #listen() {
    this.live = new Live({ role: 'viewer' });
    this.live.on('mood', (mood) => { if (!this.back) this.mood = mood; });
    this.live.on('open', () => { this.lost = false; });
    this.live.on('city', ({ hz }) => { this.#keepPace(hz); });
    this.live.on('lost', () => { this.lost = true; });
    this.map.hear(this.live);
  }

  /** The hub's own rate, told where it is well below what it would like; in whole pictures, so that it stays readable. */
  #keepPace(hz) {
    const { fps } = this.live.welcome;
    const told = hz > 0 && hz < SLOW * fps ? Math.max(1, Math.round(hz)) : null;
    if (told !== (this.pace?.hz ?? null)) this.pace = told && { hz: told, fps };
  }

  #frame(now) {
    const moved = this.map.frame(now);
    this.dataset.painted = this.map.glow.kind;
    if (moved || !this.named) this.#names();
    const away = this.map.camera.zoom > 1.05;
    if (away !== this.away) this.away = away;
  }

  /** Names stand on their districts, and show when one is near enough or points at one. */
  #names() {
    this.named = true;
    const { camera } = this.map, all = camera.zoom >= NAMES_FROM;
    for (const span of this.querySelectorAll('.names span')) {
      const district = this.city.districts[span.dataset.at];
      const [x, y] = camera.toScreen(...district.middle);
      span.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -50%)`;
      span.toggleAttribute('data-seen', all || district.id === this.pointed);
      span.toggleAttribute('data-chosen', district.id === this.chosen);
    }
  }

  #hover(event) {
    if (event.pointerType !== 'mouse' || event.buttons) return;
    this.#point(this.map.under(event.offsetX, event.offsetY)?.id ?? null);
  }

  #point(id) {
    if (this.pointed === id) return;
    this.pointed = id;
    this.#names();
  }

  #tap(x, y) {
    const id = this.map.under(x, y)?.id ?? null;
    this.#choose(id === this.chosen ? null : id);
  }

  #choose(id) {
    this.chosen = id;
    this.map.choose(id);
    this.#names();
  }

  #visit(id) {
    this.#choose(id);
    this.map.camera.fly(this.map.over(this.city.districts.find((one) => one.id === id)));
  }

  #shut() {
    if (this.panel) this.#open(null);
    else this.#choose(null);
  }

  async #open(panel) {
    const before = this.panel;
    this.panel = panel;
    this.map.stale = true;
    this.map.lens = null;
    this.#make(panel);
    if (panel === 'missing') await this.#look();
    await this.updateComplete;
    if (panel) this.querySelector('.panel')?.focus();
    else if (before) this.querySelector(`[data-opens=${before}]`)?.focus();
  }

  /** Room for a panel: the map steps aside. */
  #make(panel) {
    const wide = innerWidth > 640, [top, right, bottom, left] = wide ? MARGINS.wide : MARGINS.small;
    if (!panel) this.map.margins = [top, right, bottom, left];
    else this.map.margins = wide ? [top, Math.min(400, innerWidth * 0.4), bottom, left] : [56, right, innerHeight * 0.6, left];
    this.map.resize();
  }

  async #look() {
    try {
      this.lens ??= new Lens(this.city, await readMissing());
    } catch {
      this.lens = null;
      return;
    }
    if (this.panel === 'missing') this.map.lens = this.lens;
    this.map.stale = true;
  }

  #turnBack(seconds) {
    this.back = seconds;
    const moment = this.map.tiles.turn(1000 * seconds, performance.now());
    this.mood = moment ? moment.mood : this.map.mood;
  }

  /** {feels, sure} of the city, or of the district that was touched. */
  get told() {
    if (this.lost) return { feels: say('hub-lost'), sure: '' };
    if (this.chosen === null) return ofCity(this.mood?.words);
    const { name } = this.city.districts.find((one) => one.id === this.chosen);
    return ofDistrict(name, this.mood?.districts.find((one) => one.id === this.chosen));
  }

  /** A screen reader hears a new sentence, not every new figure. */
  #speak({ feels }) {
    const now = performance.now();
    const asked = this.chosen !== this.spoken.chosen || this.spoken.text === say('city-waiting');
    if (feels !== this.spoken.text && (asked || now - this.spoken.at > TOLD_EVERY)) {
      this.spoken = { text: feels, at: now, chosen: this.chosen };
    }
    return this.spoken.text;
  }

  render() {
    if (this.trouble) {
      return html`<div class="trouble" role="alert"><p>${this.trouble}</p>
        <button type="button" class="ring" @click=${() => this.#begin()}>${say('hub-retry')}</button></div>`;
    }
    if (!this.city) return html`<div class="foot"><p class="told">${say('city-waiting')}</p></div>`;
    const told = this.told;
    return html`
      <div class="map" tabindex="0" role="application" aria-label=${say('city-map', { city: this.city.name })}
        aria-describedby="told" @keydown=${(event) => { if (this.map.camera.key(event.key)) event.preventDefault(); }}></div>
      <div class="names" aria-hidden="true">${this.city.districts.map(({ name }, at) => html`<span data-at=${at}>${name}</span>`)}</div>
      <div class="foot">
        <p class="told" id="told"><span>${told.feels}</span><small>${told.sure}</small>
          ${this.pace ? html`<small data-pace=${this.pace.hz}>${say('city-slow', this.pace)}</small>` : nothing}</p>
        <p class="unseen" role="status">${this.#speak(told)}</p>
        <div class="bar">${this.#time()}${this.#buttons()}</div>
      </div>
      ${this.panel ? html`<section class="panel" tabindex="-1" aria-label=${say(`city-${this.panel}-title`)}>
        <button type="button" class="ring close" @click=${() => this.#open(null)}>${say(`city-${this.panel}-close`)}</button>
        ${this.panel === 'list' ? this.#list() : this.#missing()}</section>` : nothing}`;
  }

  #time() {
    const most = Math.min(60, Math.max(1, Math.floor(this.reach / 1000)));
    const words = this.back ? say('city-ago', { seconds: this.back }) : say('city-now');
    const input = (event) => this.#turnBack(-Number(event.target.value));
    return html`<label class="time"><span class="unseen">${say('city-time')}</span>
      <input type="range" min=${-most} max="0" step="1" .value=${String(-this.back)} aria-valuetext=${words} @input=${input}>
      <output>${words}</output></label>`;
  }

  #buttons() {
    const opener = (name) => html`<button type="button" class="quiet" data-opens=${name} aria-expanded=${String(this.panel === name)}
      @click=${() => this.#open(this.panel === name ? null : name)}>${say(this.panel === name ? `city-${name}-close` : `city-${name}`)}</button>`;
    return html`<div class="bar">
      ${this.away ? html`<button type="button" class="quiet" @click=${() => this.map.camera.fly(this.map.camera.home)}>${say('city-whole')}</button>` : nothing}
      ${opener('missing')}${opener('list')}</div>`;
  }

  #list() {
    const moods = new Map((this.mood?.districts ?? []).map((mood) => [mood.id, mood]));
    const names = [...this.city.districts].sort((a, b) => a.name.localeCompare(b.name));
    return html`<h2>${say('city-list-title')}</h2><p class="small soft">${say('city-list-says')}</p>
      <ul>${names.map(({ id, name, people }) => {
    const { feels, sure } = ofDistrict(name, moods.get(id));
    return html`<li><button type="button" aria-pressed=${String(id === this.chosen)} @click=${() => this.#visit(id)}>
          <b>${name}</b>${feels} ${sure} ${say('city-list-people', { people })}</button></li>`;
  })}</ul>`;
  }

  #missing() {
    return this.lens ? this.lens.panel((id) => this.#visit(id)) : html`<p role="status">${say('city-missing-failed')}</p>`;
  }
}

customElements.define('photo-city', PhotoCity);
