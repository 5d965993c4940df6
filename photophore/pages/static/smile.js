// <photo-smile>: nothing but a mouth of light, full screen; a sheet to shape it; a disc that makes it dark at once.

import { LitElement, html, nothing } from 'lit';
import { Joining } from './joining.js';
import { follow } from './glitches.js';
import { glitchSheet } from './glitchsheet.js';
import { Live } from './live.js';
import { Awake, off, Strap, Taps } from './senses.js';
import * as sheet from './sheet.js';
import { SmileLight } from './smilelight.js';
import { feel } from './thumb.js';
import { Wear } from './wear.js';
import { say } from './words.js';
import './offer.js';
import './rested.js';
import './sea.js';

const NOTHING = {
  hear: false, heart: false, show_near: false, show_public: false, choose: 'bright', glyph: '', dark: false, bodies: true,
  joined: false, gathering: null, autonomy: 0.5,
};
const LANGUAGES = [['en', 'English'], ['es', 'Español']];
const EVERY = 120; // milliseconds between two feelings said to the hub
const HEART_EVERY = 1000; // milliseconds between two heart rates
const SWIPE = 36; // pixels
const ERROR_FOR = 9000; // milliseconds
const OTHERS_FIRST = 2000; // milliseconds in which another page may say what is felt
const SLOW = 600; // milliseconds without the hub after which the page says that it is looking
const SWITCH = ['dark', 'light'];
const AWAKE = ['hear', 'light', 'terms']; // decisions that may let a feeling be heard from now on
const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class Smile extends LitElement {
  static properties = {
    state: { state: true }, open: { state: true }, line: { state: true }, error: { state: true },
    gallery: { state: true }, heart: { state: true }, awake: { state: true }, place: { state: true },
    before: { state: true }, dark: { state: true }, lit: { state: true }, slow: { state: true }, stale: { state: true },
    missing: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, {
      state: NOTHING, open: false, line: 'waiting', error: null, gallery: [], awake: false, place: '',
      heart: { bpm: NaN, tapping: false, strap: null, lost: false }, before: null, dark: false, lit: false,
      slow: false, stale: false, missing: off(),
      asked: 0, // times that dark or light was said here and not answered: meanwhile what is said here counts
    });
    this.wear = new Wear();
    this.taps = new Taps();
    this.lock = new Awake(() => { this.awake = this.lock.on; });
    this.said = { feel: -Infinity, heart: -Infinity, later: null };
    this.light = new SmileLight(this);
    this.joining = new Joining(this);
    this.set = {
      hear: (on) => this.#say({ t: 'hear', on }, { hear: on }),
      show: (on) => this.#show(on),
      public: (on) => this.#say({ t: 'show', on, audience: 'public' }, { show_public: on }),
      choose: (light) => this.#say({ t: 'choose', light }, { choose: light }),
      wear: (name) => this.#say(sheet.wearing(name, this.gallery), { glyph: name }),
      offered: ({ detail }) => this.#say(detail, {}), // by a link; it lights nothing that was dark
      tap: (event) => { if (event.button === 0) this.#tap(); },
      tapKey: (event) => { if (['Enter', ' '].includes(event.key) && !event.repeat) this.#tap(); },
      strap: () => this.#strap(),
      heart: (on) => this.#listen(on),
      awake: (on) => this.lock.set(on),
      autonomy: (value) => this.#say({ t: 'autonomy', value }, { autonomy: value }),
    };
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    setTimeout(() => { this.slow = true; }, SLOW);
    this.live = new Live({ role: 'wearer' });
    this.live.on('welcome', ({ guest }) => this.#greet(guest));
    this.live.on('lost', () => this.#lose());
    this.live.on('ack', ({ of, state }) => { if (state) this.#heed(state, of); });
    this.joining.begin(this.live);
    this.live.on('cue', (cue) => this.wear.cue(cue));
    this.glitches = follow(this.live, this.wear, { changed: () => this.requestUpdate() });
    this.live.on('you', ({ district }) => this.#stand(district));
    this.live.on('error', (error) => this.#tellError(error));
    this.keys = (event) => this.#key(event);
    document.addEventListener('keydown', this.keys);
    this.frame = requestAnimationFrame((now) => this.#paint(now));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    document.removeEventListener('keydown', this.keys);
    this.live.close();
    this.heart.strap?.close();
    this.lock.set(false);
    this.joining.end();
  }

  // what the hub says

  #greet(guest) {
    if (this.line === 'lost') this.wear.forget();
    const begins = guest.joined && this.line === 'waiting' && !guest.dark; // heard, but nothing was felt yet
    const back = this.line === 'lost' && this.wished && !guest.joined ? this.wished : null; // the hub knows who joined
    this.line = 'open';
    const was = this.state.joined;
    this.state = { ...NOTHING, ...guest };
    this.glitches.settle(this.state.joined);
    this.before = back;
    if (guest.joined && guest.dark) {
      this.asked = 0; // it is done: they went dark, here or elsewhere, and have not come back
      this.#darken();
    } else if (was && guest.joined && this.dark && !this.asked) this.#return(); // on another page of theirs, meanwhile
    else if (this.dark) this.#sayDark();
    if ((!this.state.hear && !back) || begins) this.open = true; // nothing shines yet: show how to begin
    if (!this.gallery.length) this.#fetchGallery();
    this.joining.greet(this.state);
  }

  #lose() {
    if (this.line === 'open') this.wished = this.state.hear ? { ...this.state, feeling: this.feeling } : null;
    this.line = 'lost';
    this.place = '';
  }

  #heed(state, of) {
    this.state = { ...this.state, ...state };
    if (!this.state.show_public) this.place = '';
    this.joining.heed(this.state, of);
    if (of === 'faded') this.#tellFaded();
    if (SWITCH.includes(of)) this.asked = Math.max(0, this.asked - 1);
    if (this.state.joined && !this.asked && [...SWITCH, 'terms'].includes(of) && state.dark !== this.dark) {
      if (!state.dark) return void this.#return();
      this.#darken(); // on another page of theirs
    }
    const heard = AWAKE.includes(of) && state.hear && !state.dark; // what was felt before that was not heard
    if (heard && !this.dark && this.feeling) this.#tell();
  }

  /** The name of the district in which this light stands on the map today. */
  async #stand(district) {
    try {
      this.names ??= (await (await fetch('/api/city')).json()).districts.features;
      this.place = this.names.find(({ id }) => id === district)?.properties.name ?? '';
    } catch {
      this.place = ''; // the sentence without a name is true as well
    }
  }

  #tellError(error) {
    if (SWITCH.includes(error.of)) this.asked = Math.max(0, this.asked - 1);
    if (error.of === 'light' && !this.asked) this.#darken(); // it stays as it was
    this.error = error;
    clearTimeout(this.errorGone);
    this.errorGone = setTimeout(() => { this.error = null; }, ERROR_FOR);
  }

  /** What was worn has ended for everybody: taken back by its artist, or found unsafe. */
  #tellFaded() {
    const said = this.state.worn?.how === 'none' ? 'smile-faded-bare' : 'smile-faded'; // no room for the fallback yet
    this.#tellError({ what: say(said, { glyph: this.state.glyph }), try: '' });
    setTimeout(() => this.#fetchGallery(), ERROR_FOR); // not now: it would hold the fade up
  }

  async #fetchGallery() {
    try {
      this.gallery = await (await fetch('/api/glyphs')).json();
    } catch {
      this.gallery = []; // the sheet is whole without it; asked again at the next welcome
    }
  }

  // what the wearer does

  #say(message, change) {
    this.before = null;
    this.state = { ...this.state, ...change };
    this.live.send(message);
  }

  #show(on) {
    if (!on && this.state.show_public) this.set.public(false);
    this.#say({ t: 'show', on, audience: 'near' }, { show_near: on });
  }

  #felt({ detail: { valence, arousal } }) {
    this.feeling = { valence, arousal };
    feel({ valence, arousal });
    if (this.dark) return; // a touch of the sea never lights what was made dark
    if (!this.state.hear) this.set.hear(true);
    clearTimeout(this.said.later);
    const wait = this.said.feel + EVERY - performance.now();
    if (wait > 0) this.said.later = setTimeout(() => this.#tell(), wait);
    else this.#tell();
  }

  #tell() {
    this.said.feel = performance.now();
    this.live.send({ t: 'feel', ...this.feeling });
  }

  #again() {
    const { before } = this;
    this.set.choose(before.choose);
    if (before.glyph) this.set.wear(before.glyph);
    this.set.hear(true);
    this.#listen(before.heart);
    if (before.show_near) this.#show(true);
    if (before.show_public) this.set.public(true);
    if (before.feeling) this.live.send({ t: 'feel', ...before.feeling });
  }

  /** One touch, no question; here at once, whatever the network does. */
  #toggleDark() {
    if (this.dark) {
      this.dark = false;
      this.wear.lighten();
    } else this.#darken();
    if (this.dark) this.#sayDark();
    else {
      this.asked += 1;
      this.live.send({ t: 'light' });
    }
    if (!this.dark && this.state.hear && this.feeling) this.#tell(); // the hub forgot it in the dark
    if (!this.dark && !this.feeling) this.open = true; // nobody knows how they feel: show where to say it
  }

  #sayDark() {
    this.asked += 1;
    this.live.send({ t: 'dark' });
  }

  #darken() {
    this.dark = true;
    this.wear.darken();
    this.light.clear();
  }

  /** Light came back on another page of theirs. What was felt here is told again only where no page of theirs tells. */
  #return() {
    this.dark = false;
    this.wear.lighten();
    setTimeout(() => { if (!this.dark && this.feeling && !this.wear.feels) this.#tell(); }, OTHERS_FIRST);
  }

  /** A sensor of the heart is switched on and off by its own switch; nothing is measured without it. */
  #listen(on) {
    if (on === this.state.heart) return;
    this.#say({ t: 'hear', on, signal: 'heart' }, { heart: on });
    if (on) return;
    const { strap } = this.heart;
    this.heart = { bpm: NaN, tapping: false, strap: null, lost: false };
    strap?.close();
  }

  #tap() {
    this.#listen(true);
    const bpm = this.taps.tap(performance.now());
    this.heart = { ...this.heart, bpm, tapping: true, lost: false };
    if (bpm > 0) this.#beat(bpm);
  }

  #beat(bpm) {
    if (!this.state.hear || !this.state.heart || performance.now() < this.said.heart + HEART_EVERY) return;
    this.said.heart = performance.now();
    this.live.send({ t: 'heart', bpm });
  }

  async #strap() {
    if (this.heart.strap) {
      this.#listen(false);
      return;
    }
    this.#listen(true);
    const lost = () => {
      if (this.heart.strap === strap) this.heart = { bpm: NaN, tapping: false, strap: null, lost: true };
    };
    const beat = (bpm) => {
      this.heart = { ...this.heart, bpm, lost: false };
      this.glitches.felt(bpm, performance.now());
      this.#beat(bpm);
    };
    const strap = new Strap({ beat, lost });
    try {
      if (await strap.open()) this.heart = { ...this.heart, strap, lost: false };
      else if (!this.heart.tapping) this.#listen(false); // none was chosen
    } catch {
      this.heart = { bpm: NaN, tapping: false, strap: null, lost: true };
    }
  }

  #key(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const atRest = event.target === document.body || event.target.closest?.('.handle, main') === event.target;
    if (event.key === 'Escape' && this.open) this.#fold(false);
    else if (event.key === 'ArrowUp' && atRest && !this.open) this.#fold(true);
    else return;
    event.preventDefault();
  }

  #fold(open) {
    this.open = open;
    if (!open && this.querySelector('.sheet')?.contains(document.activeElement)) this.querySelector('.handle').focus();
  }

  #toggle() {
    if (!this.swiped) this.#fold(!this.open);
    this.swiped = false;
  }

  #grab(event) {
    this.grabbed = { y: event.clientY, id: event.pointerId };
  }

  #drop(event) {
    const moved = this.grabbed?.id === event.pointerId ? event.clientY - this.grabbed.y : 0;
    this.grabbed = null;
    this.swiped = Math.abs(moved) > SWIPE; // then the click that follows is no touch
    if (this.swiped) this.#fold(moved < 0);
    else if (event.type === 'pointerup' && event.currentTarget.matches('canvas') && this.open) this.#fold(false);
  }

  // the light

  #paint(nowMs) {
    this.frame = requestAnimationFrame((now) => this.#paint(now));
    if (!this.querySelector('.mouth')) return;
    const hubMs = this.live.clock.now();
    const bytes = this.wear.bytes(hubMs, performance.now(), { still: calm.matches });
    this.lit = this.wear.holds(hubMs) && bytes.some((code) => code > 0);
    const stale = hubMs !== null && this.wear.current?.expires_ms <= hubMs; // the hub is silent, though not gone
    if (stale !== this.stale) this.stale = stale;
    this.light.paint(bytes, { teeth: this.wear.teeth, open: this.open, nowMs });
  }

  // the page

  #told() {
    if (this.error) return say('smile-error', { what: this.error.what, try: this.error.try });
    if (this.line === 'lost' || this.stale) return say('smile-told-lost');
    if (this.dark) return say('smile-told-dark');
    if (this.line === 'waiting') return this.slow ? say('smile-told-waiting') : '';
    if (this.before) return say('smile-told-back');
    if (this.joining.asked) return ''; // one question at a time
    if (!this.state.hear && !this.lit) return say(this.open ? 'smile-told-begin' : 'smile-told-closed');
    return '';
  }

  render() {
    const picture = this.lit ? say('smile-picture-lit', { glyph: this.state.glyph }) : say('smile-picture-dark');
    return html`
      <canvas class="mouth" role="img" aria-label=${picture}
        @pointerdown=${this.#grab} @pointerup=${this.#drop} @pointercancel=${this.#drop}></canvas>
      <div class="told">
        <p role="status">${this.#told()}</p>
        ${this.before && !this.dark ? html`
          <button type="button" class="ring" @click=${this.#again}>${say('smile-again')}</button>` : nothing}
        <photo-rested .live=${this.live} .joined=${this.state.joined}></photo-rested>
        ${this.joining.told(this.view)}
        <photo-offer ?hidden=${this.line !== 'open'} .gallery=${this.gallery} @puton=${this.set.offered}></photo-offer>
      </div>
      <button type="button" class="handle" aria-expanded=${String(this.open)} aria-controls="sheet"
        aria-label=${say(this.open ? 'smile-close' : 'smile-open')}
        @pointerdown=${this.#grab} @pointerup=${this.#drop} @click=${this.#toggle}>
        <span aria-hidden="true"></span>
      </button>
      <section class="sheet" id="sheet" aria-label=${say('smile-sheet')} ?inert=${!this.open} ?data-open=${this.open}>
        ${this.joining.part(this.view)}
        ${sheet.sea({ ...this.view, felt: (event) => this.#felt(event) })}
        ${sheet.switches(this.view)}
        ${sheet.standing(this.view)}
        ${this.joining.entry(this.view)}
        ${sheet.choice(this.view)}
        ${this.gallery.length ? sheet.glyphs(this.view) : nothing}
        ${sheet.heart(this.view)}
        ${glitchSheet(this.glitches)}
        ${sheet.phone(this.view)}
        ${sheet.ways(LANGUAGES)}
      </section>
      <button type="button" class="go-dark" aria-pressed=${String(this.dark)} @click=${this.#toggleDark}>
        <span class="disc" aria-hidden="true"></span>
        <span>${say(this.dark ? 'smile-dark-now' : 'smile-go-dark')}</span>
      </button>`;
  }

  get view() {
    const { state, place, set, gallery, heart, awake, missing: off } = this;
    return { state, place, set, gallery, heart, awake, off, bluetooth: 'bluetooth' in navigator };
  }
}

customElements.define('photo-smile', Smile);
