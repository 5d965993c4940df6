// <photo-first>: First Light, a minute from a touch to a glowing city. A guest, and nothing is kept of one.
//
// sea       "How do you feel?" and a dark sea to touch
// lit       your smile lights where you touched; only you see it
// ask       "Let your neighbours see?"
// together  (or alone) those who allow it are around you and fall into step
// city      the view rises; a code for your phone; keep this moment

import { LitElement, html, nothing } from 'lit';

import './sea.js';
import { CityMap, readCity } from './citymap.js';
import { Live } from './live.js';
import { Moment, kind, record, save } from './moment.js';
import { ASPECT, paintMouth } from './mouth.js';
import { inStep } from './told.js';
import { Wear } from './wear.js';
import { path, say } from './words.js';

const ASK_AFTER = 4200; // milliseconds that the smile is seen before anything is asked
const FEEL_EVERY = 110; // milliseconds between two words to the hub while a finger moves
const RISE = 6500; // milliseconds from one smile to the whole city
const HALO = 1.9; // the mouth's canvas, in widths of the mouth
const PATIENCE = 4000; // milliseconds in which the hub must say where one stands
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const plain = matchMedia('(prefers-contrast: more)');
const narrow = matchMedia('(max-width: 56rem)');
const phone = matchMedia('(max-width: 40rem) and (pointer: coarse)');

const clamp = (low, x, high) => Math.min(high, Math.max(low, x));
const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

class PhotoFirst extends LitElement {
  static properties = {
    step: { state: true }, dark: { state: true }, lost: { state: true }, near: { state: true }, order: { state: true },
    people: { state: true }, making: { state: true }, failed: { state: true }, hub: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { step: 'sea', dark: false, lost: false, near: null, order: 0, people: 0, making: 0, failed: false });
    Object.assign(this, { hub: null, wear: new Wear(), bytes: new Uint8Array(96), kept: new Uint8Array(96), spot: null, at: null, told: -Infinity });
  }

  createRenderRoot() {
    this.replaceChildren(); // the question that the server wrote; the same one is drawn in its place
    return this;
  }

  firstUpdated() {
    this.sea = this.querySelector('photo-sea');
    this.sea.inviting = true;
    this.mouth = this.querySelector('.mouth');
    this.#size();
    this.watch = new ResizeObserver(() => this.#size());
    this.watch.observe(this);
    this.live = new Live({ role: 'guest' });
    this.live.on('cue', (cue) => this.wear.cue(cue));
    this.live.on('you', ({ at }) => { this.at = at; });
    this.live.on('lost', () => { this.lost = true; this.wear.forget(); });
    this.live.on('open', () => this.#return());
    this.city = readCity().catch(() => null);
    fetch('/api/hub').then((answer) => answer.json()).then((hub) => { this.hub = hub; }, () => {});
    const frame = (now) => {
      this.#frame(now);
      this.turn = requestAnimationFrame(frame);
    };
    this.turn = requestAnimationFrame(frame);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.turn);
    this.watch?.disconnect();
    this.live?.close();
    this.map?.end();
  }

  /** The line is open. A hub that comes back remembers nothing of a guest, so the wishes of this page are said again. */
  #return() {
    const again = this.lost;
    this.lost = false;
    this.wear.forget();
    if (!again || this.step === 'sea' || this.dark) return;
    this.#wish();
  }

  #wish() {
    this.live.send({ t: 'choose', light: 'all' });
    this.live.send({ t: 'hear', on: true });
    if (this.sea.value) this.live.send({ t: 'feel', ...this.sea.value });
    if (!this.shown) return;
    this.live.send({ t: 'show', on: true, audience: 'near' });
    this.live.send({ t: 'show', on: true, audience: 'public' });
  }

  #size() {
    this.width = this.clientWidth;
    this.height = this.clientHeight;
    this.full = Math.round(Math.min(440, this.width * 0.72, this.height * 0.9)); // the mouth's width, when it is alone
    const ratio = Math.min(2, devicePixelRatio);
    this.mouth.width = Math.round(this.full * HALO * ratio);
    this.mouth.height = Math.round((this.full / ASPECT) * HALO * 1.5 * ratio);
    this.ratio = ratio;
    this.map?.resize();
  }

  #felt({ detail: { valence, arousal, x, y, done } }) {
    if (this.dark) return;
    const now = performance.now();
    this.spot = [x, y];
    if (this.step === 'sea') this.#light();
    if (!done && now - this.told < FEEL_EVERY) return;
    this.told = now;
    this.live.send({ t: 'feel', valence, arousal });
  }

  async #light() {
    this.step = 'lit';
    this.live.send({ t: 'choose', light: 'all' });
    this.live.send({ t: 'hear', on: true });
    await pause(ASK_AFTER);
    if (this.step === 'lit') this.#go('ask');
  }

  async #go(step) {
    const within = this.querySelector('.acts')?.contains(document.activeElement);
    this.step = step;
    await this.updateComplete;
    if (within) this.querySelector('.say h1').focus();
  }

  async #answer(yes) {
    this.shown = yes;
    await this.#ground();
    if (!yes) {
      this.#go('alone');
      return;
    }
    this.live.send({ t: 'show', on: true, audience: 'near' });
    this.live.send({ t: 'show', on: true, audience: 'public' });
    for (const until = performance.now() + PATIENCE; !this.at && performance.now() < until;) await pause(50);
    if (this.map) this.#stand();
    this.#go('together');
  }

  /** The map beneath, ready before it is seen. */
  async #ground() {
    const city = await this.city;
    if (!city || this.map) return;
    const margins = narrow.matches ? [150, 8, this.height * 0.6, 8] : [70, this.width * 0.36, 90, 24];
    this.map = new CityMap(this.querySelector('.map'), city, { margins });
    this.map.hear(this.live);
    this.live.send({ t: 'look', box: null, zoom: 1 });
    this.live.on('near', ({ ids }) => this.#company(ids.length));
    this.live.on('mood', (mood) => this.#mood(mood));
  }

  #mood({ words, districts }) {
    this.people = words?.count ?? 0;
    const here = this.at && this.map ? this.map.under(...this.map.camera.toScreen(...this.home)) : null;
    this.order = districts.find(({ id }) => id === here?.id)?.order ?? 0;
  }

  /** Where this smile stands in the world of the map: by today's lot, or in the middle where nobody sees it. */
  get home() {
    const { box, toWorld, districts } = this.map.city;
    if (this.at) return toWorld(...this.at);
    return districts.length ? districts[0].middle : [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
  }

  #stand() {
    const { camera } = this.map, [x, y] = this.home;
    this.map.mine = this.at ? [x, y] : null;
    const wide = clamp(52, this.width * 0.08, 84);
    camera.jump({ x, y, scale: wide / this.map.near.width });
    this.landing = { since: performance.now(), from: this.place() };
    this.onMap = true;
  }

  /** Too empty a place to meet anybody: look from a little farther, until somebody is there. */
  #company(count) {
    this.near = Math.max(0, count - (this.at ? 1 : 0));
    const { camera } = this.map;
    if (this.step !== 'together' || this.near >= 7 || camera.flight || camera.zoom < 6) return;
    camera.fly({ x: camera.x, y: camera.y, scale: camera.scale / 1.5 }, 1400);
  }

  async #rise() {
    await this.#ground();
    if (!this.map) {
      location.assign(path('/city'));
      return;
    }
    if (!this.onMap) this.#stand();
    this.#go('rising');
    await pause(calm.matches ? 0 : 500);
    await this.map.camera.fly(this.map.camera.home, RISE);
    this.#go('city');
  }

  #toggle() {
    this.dark = !this.dark;
    if (this.dark) this.wear.darken();
    else this.wear.lighten();
    this.live.send({ t: this.dark ? 'dark' : 'light' });
    if (!this.dark && this.sea.value) this.live.send({ t: 'feel', ...this.sea.value }); // the hub forgot it in the dark
  }

  async #keep(shape) {
    this.failed = false;
    this.making = 0.001;
    try {
      const mine = { at: this.home, bytes: () => this.kept, teeth: () => this.wear.teeth };
      const moment = new Moment(shape, this.map, mine, this.map.city.name);
      save(await record(moment, shape, (share) => { this.making = Math.max(0.001, Math.round(share * 20) / 20); }));
    } catch (error) {
      console.warn('keep', error);
      this.failed = true;
    }
    this.making = 0;
  }

  /** Where the mouth is in the window: {x, y, wide}, CSS pixels. */
  place() {
    const alone = { ...this.#afloat(), wide: this.full };
    if (!this.onMap) return alone;
    const { camera, near } = this.map, [x, y] = camera.toScreen(...this.home);
    const there = { x, y, wide: near.width * camera.scale };
    const t = calm.matches ? 1 : clamp(0, (performance.now() - this.landing.since) / 1800, 1);
    const share = t * t * (3 - 2 * t), { from } = this.landing;
    const mix = (a, b) => a + (b - a) * share;
    return { x: mix(from.x, there.x), y: mix(from.y, there.y), wide: from.wide * (there.wide / from.wide) ** share };
  }

  /** On the sea: where one touched, but whole, and clear of the words. */
  #afloat() {
    const half = this.full * 0.56, tall = this.full / ASPECT;
    const [x, y] = this.spot ?? [this.width / 2, this.height / 2];
    const aim = [
      clamp(Math.min(half, this.width / 2), x, Math.max(this.width - half, this.width / 2)),
      clamp(this.height * 0.3 + tall * 0.5, y, this.height * 0.64),
    ];
    const share = this.afloat && !calm.matches ? 0.09 : 1;
    this.afloat = (this.afloat ?? aim).map((from, one) => from + (aim[one] - from) * share);
    return { x: this.afloat[0], y: this.afloat[1] };
  }

  #frame(now) {
    if (this.making) this.map.flow(now); // the clip is painted instead
    else this.map?.frame(now);
    this.bytes.set(this.wear.bytes(this.live.clock.now(), now, { still: calm.matches }));
    if (this.step === 'sea') return;
    const { x, y, wide } = this.place(), { mouth, ratio, full } = this;
    const lit = this.bytes.some((byte) => byte > 0);
    this.toggleAttribute('data-lit', lit);
    if (lit) this.kept = this.bytes.slice(); // a clip goes on in the last light that was seen
    const far = clamp(0, (wide - 7) / 8, 1);
    mouth.style.opacity = far.toFixed(3);
    mouth.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px) translate(-50%, -50%) scale(${(wide / full).toFixed(4)})`;
    const pin = this.querySelector('.pin');
    pin.style.opacity = this.onMap && this.shown && !this.dark ? (1 - far).toFixed(3) : '0';
    pin.toggleAttribute('data-left', x > this.width - 190);
    pin.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
    if (far === 0) return;
    const ctx = mouth.getContext('2d'), width = mouth.width / ratio, height = mouth.height / ratio;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const box = { x: (width - full) / 2, y: (height - full / ASPECT) / 2, width: full, height: full / ASPECT };
    paintMouth(ctx, this.bytes, box, { teeth: this.wear.teeth, halo: !plain.matches });
  }

  /** [heading, what it means] of this step. */
  get words() {
    if (this.lost) return [say('hub-lost'), ''];
    if (this.dark) return [say('first-dark'), ''];
    switch (this.step) {
      case 'lit': return [say('first-yours'), say('first-yours-says')];
      case 'ask': return [say('first-ask'), say('first-ask-says')];
      case 'together': return [say('first-together', { count: this.near ?? 0 }),
        say('first-together-says', { order: inStep(this.order) })];
      case 'alone': return [say('first-alone'), say('first-alone-says')];
      case 'rising': return ['', ''];
      case 'city': return [say('first-city', { city: this.map.city.name }), say('first-city-says', { count: this.people })];
      default: return [say('first-question'), ''];
    }
  }

  render() {
    const [heading, means] = this.words, onSea = !['together', 'rising', 'city'].includes(this.step);
    return html`
      <div class="map" aria-hidden="true" ?data-seen=${!onSea}></div>
      <photo-sea aria-label=${say('sea-label')} ?inert=${!onSea} ?data-gone=${!onSea} ?data-plain=${this.step !== 'sea'}
        @feel=${(event) => this.#felt(event)}></photo-sea>
      <canvas class="mouth" aria-hidden="true"></canvas>
      <div class="pin" aria-hidden="true"><span>${say('first-place')}</span></div>
      <div class="say ${this.step}" role="status">
        <h1 class=${this.step === 'sea' ? 'question' : ''} tabindex="-1">${heading}</h1>
        ${means ? html`<p>${means}</p>` : nothing}
        ${this.step === 'sea' && !this.lost ? html`<p class="soft">${say('first-touch')}</p>` : nothing}
      </div>
      <div class="acts ${this.step}">${this.#acts()}</div>
      ${this.step === 'sea' ? nothing : html`
        <button type="button" class="go-dark" aria-pressed=${String(this.dark)} @click=${() => this.#toggle()}>
          <span class="disc" aria-hidden="true"></span><span>${say(this.dark ? 'go-light' : 'go-dark')}</span></button>`}`;
  }

  #acts() {
    const ring = (name, act) => html`<button type="button" class="ring" @click=${act}>${say(name)}</button>`;
    if (this.dark || this.lost) return nothing;
    if (this.step === 'ask') return html`${ring('first-yes', () => this.#answer(true))}${ring('first-no', () => this.#answer(false))}`;
    if (this.step === 'together' || this.step === 'alone') return ring('first-rise', () => this.#rise());
    return this.step === 'city' ? this.#end() : nothing;
  }

  #end() {
    const address = this.hub?.lan.urls[0] ?? location.origin;
    return html`
      <section class="bring">${phone.matches ? html`<a class="ring" href=${path('/smile')}>${say('first-here')}</a>` : html`
        <img src="/api/qr.svg" width="132" height="132" alt=${say('first-code', { address: `${address}/smile` })}>
        <div><h2>${say('first-bring')}</h2><p>${say(this.hub && !this.hub.lan.on ? 'first-bring-here' : 'first-bring-says')}</p></div>`}
      </section>
      <section class="keep"><h2>${say('first-keep')}</h2>
        <p aria-live="polite">${this.failed || !kind() ? say('first-keep-failed') : say(this.making ? 'first-keep-making' : 'first-keep-says')}</p>
        ${this.making ? html`<progress max="1" .value=${this.making} aria-label=${say('first-keep-making')}></progress>` : this.#shapes()}
      </section>
      <p class="small soft">${say('first-kept')}</p>
      <p><a href=${path('/city')}>${say('first-explore')}</a></p>`;
  }

  #shapes() {
    if (!kind()) return nothing;
    return html`<div class="pair">${['upright', 'wide'].map((shape) => html`
      <button type="button" class="ring" @click=${() => this.#keep(shape)}>${say(`first-keep-${shape}`)}</button>`)}</div>`;
  }
}

customElements.define('photo-first', PhotoFirst);
