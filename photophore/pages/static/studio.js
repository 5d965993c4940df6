// <photo-studio>: type a glyph and see it at once: on a mouth, on a hundred, on a strip of time, on the phone in the
// hand. The hub reads what is typed; everything else happens in this page, and what is kept stays in this browser.

import { LitElement, html, nothing } from 'lit';
import { setSliders, slidersOf } from './glyph.js';
import { proved } from './glyphs.js';

import { forked, keep, kept, nameOf, unpacked, withSlider, withVersion } from './studiokeep.js';
import { Lit as LitWords } from './studiolit.js';
import { mends } from './studiomend.js';
import { slow } from './studiopace.js';
import { Reader } from './studioreader.js';
import { Stage, motionAt } from './studiostage.js';
import { SECONDS, Strip } from './studiostrip.js';
import { MOUTHS, SIGHTS } from './studiovision.js';
import { STILL } from './wear.js';
import { feel, inputsOf } from './thumb.js';
import { say } from './words.js';
import './sea.js';
import './studiodesk.js';
import './studioeditor.js';
import './studiohand.js';

const WORDS_EVERY = slow ? 130 : 66; // milliseconds between two lightings of the words
const DRAFT = 600; // milliseconds after which what was typed is kept in this browser
const FELT = 160; // milliseconds between two strips while a feeling moves
const IDLE = 2600; // milliseconds after which nothing that stands still is painted again
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** What a newcomer finds: one colour passing into another, one slider. */
const first = () => [
  'glyph       first-light', `says        ${say('studio-first-says')}`, `slider      warmth 0..1 0.4 ${say('studio-first-slider')}`, '',
  'colour      blend(azure, amber, warmth + 0.4 * wave(5, 1))',
  'brightness  0.62 + 0.32 * breath(6) * (1 - 0.5 * side)', '',
].join('\n');

export class Studio extends LitElement {
  static properties = {
    glyph: { state: true }, bad: { state: true }, lost: { state: true }, playing: { state: true }, sight: { state: true },
    kind: { state: true }, sliders: { state: true }, steps: { state: true }, hold: { state: true }, ready: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, {
      glyph: null, bad: null, lost: false, playing: !calm.matches, sight: 'most', kind: 'grown', sliders: [], steps: [false, false],
      hold: null, ready: false, seconds: STILL.seconds, spans: [], values: {}, parent: null, versions: kept().versions,
    });
    this.stage = new Stage();
    this.words = new LitWords();
    this.reader = new Reader((text, answer) => this.#read(text, answer));
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.moved = () => this.#follow();
    addEventListener('hashchange', this.moved);
    this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.moved);
    cancelAnimationFrame(this.frame);
    this.sizes?.disconnect();
    this.reader.close();
  }

  /** What the address asks for: a text to hold or to go on with, or a design to begin from. */
  async #follow() {
    const [what, told = ''] = location.hash.slice(1).split(/=(.*)/s);
    const text = ['hold', 'text'].includes(what) ? await unpacked(told) : null;
    if (what === 'hold' && text) {
      this.hold = text;
      return;
    }
    this.hold = null;
    await this.updateComplete;
    this.#begin();
    if (text) this.set(text);
    else if (what === 'from' && told) await this.querySelector('photo-desk').from(decodeURIComponent(told));
    if (what && location.hash) history.replaceState(null, '', location.pathname + location.search);
  }

  #begin() {
    if (this.ready) return;
    this.editor = this.querySelector('photo-glyphtext');
    this.strip = new Strip(this.querySelector('.strip canvas'));
    this.stage.on(this.querySelector('.mouth'), this.querySelector('.crowd'), [...this.querySelectorAll('.sight canvas')]);
    this.sizes = new ResizeObserver(() => this.#fit());
    for (const canvas of this.querySelectorAll('canvas')) this.sizes.observe(canvas);
    const { draft } = kept();
    this.parent = draft?.parent ?? null;
    this.editor.text = draft?.text ?? first();
    this.ready = true;
    this.querySelector('photo-sea').value = this.stage.aim;
    this.reader.ask(this.text);
    this.frame = requestAnimationFrame((now) => this.#paint(now));
  }

  get text() {
    return this.editor.text;
  }

  /** Another text in place of this one; what stood here can be undone. */
  set(text, parent = this.parent) {
    this.parent = parent;
    this.editor.change(text);
  }

  // what is typed, and what the hub makes of it

  #typed() {
    this.asked = performance.now();
    this.steps = [this.editor.canUndo, this.editor.canRedo];
    this.reader.ask(this.text);
    clearTimeout(this.drafted);
    this.drafted = setTimeout(() => this.#keep(), DRAFT);
  }

  #keep() {
    return keep({ draft: { text: this.text, parent: this.parent }, versions: this.versions });
  }

  #read(text, answer) {
    this.lost = Boolean(answer.lost);
    if (answer.lost) return;
    if (answer.ok) this.#wear(text, answer);
    if (text === this.text) this.editor.wrong(answer.ok ? null : answer);
  }

  #wear(text, { glyph, spans }) {
    this.glyph = glyph;
    this.spans = spans ?? [];
    this.sliders = slidersOf(glyph.tree);
    this.values = {};
    this.editor.mark(this.spans, text);
    this.#light(glyph.tree);
  }

  #light(tree) {
    this.stage.wear(tree);
    this.touched = performance.now();
    this.#strip();
  }

  /** What is drawn, for the strip and for what is saved. */
  get of() {
    const from = Math.floor(this.seconds / SECONDS) * SECONDS;
    const { compiled: draw, seed, aim, sight, kind } = this.stage;
    return { draw, seed, inputs: inputsOf(aim), from, sight, kind };
  }

  #strip() {
    this.stripAt = performance.now();
    if (this.stage.compiled) this.strip.show(this.of);
  }

  // what is tried

  #felt({ detail: { valence, arousal, done } }) {
    this.stage.aim = { valence, arousal, sure: 0.95 };
    feel(this.stage.aim);
    this.touched = performance.now();
    if (done || this.touched - (this.stripAt ?? 0) > FELT) this.#strip();
  }

  /** A slider moves the light at once; let go, it stands in the text. */
  #slide(name, value, done) {
    this.values = { ...this.values, [name]: value };
    if (done) this.editor.change(withSlider(this.text, name, value), this.editor.area.selectionStart);
    else this.#light(setSliders(this.glyph.tree, this.values));
  }

  #see(sight) {
    this.sight = this.stage.sight = sight;
    this.touched = performance.now();
    this.#strip();
  }

  #mouth(kind) {
    this.kind = this.stage.kind = kind;
    this.touched = performance.now();
    this.#strip();
  }

  #mend({ text, caret }) {
    this.editor.change(text, caret);
    this.editor.area.focus();
  }

  #play() {
    this.playing = !this.playing;
    this.touched = performance.now();
  }

  #scrub(event) {
    this.playing = false;
    this.seconds = Math.floor(this.seconds / SECONDS) * SECONDS + Number(event.target.value);
    this.touched = performance.now();
  }

  // the light

  #fit() {
    this.stage.fit();
    this.strip.fit();
    this.touched = performance.now();
  }

  #paint(now) {
    this.frame = requestAnimationFrame((next) => this.#paint(next));
    const since = Math.min(100, now - (this.last ?? now));
    this.last = now;
    const before = Math.floor(this.seconds / SECONDS);
    if (this.playing) this.seconds += since / 1000;
    else if (performance.now() - (this.touched ?? 0) > IDLE) return;
    if (Math.floor(this.seconds / SECONDS) !== before) this.#strip();
    const motion = motionAt(this.seconds);
    this.stage.paint(now, motion, !this.playing && calm.matches);
    this.#lightWords(now, motion);
    this.strip.step(now);
    this.#head();
    if (this.asked && this.stage.changed >= this.asked) this.#tellLit();
  }

  /** For whoever measures: how long a keystroke took to become light on the mouth. */
  #tellLit() {
    const after = performance.now() - this.asked;
    this.asked = null;
    this.dispatchEvent(new CustomEvent('lit', { detail: { after } }));
  }

  #lightWords(now, motion) {
    if (!this.stage.lab || now - (this.wordsAt ?? 0) < WORDS_EVERY) return;
    this.wordsAt = now;
    const parts = this.stage.compiled.parts(this.stage.inputs(motion), this.stage.seed, motion.seconds, MOUTHS[this.kind].teeth);
    this.editor.light(this.words.colours(this.spans, parts, this.stage.lab, now));
  }

  #head() {
    const at = this.seconds % SECONDS, strip = this.querySelector('.strip');
    strip.querySelector('.now').style.transform = `translateX(${((strip.clientWidth * at) / SECONDS).toFixed(1)}px)`;
    if (quarter(at) === this.toldAt) return;
    this.toldAt = quarter(at);
    const range = strip.querySelector('input');
    if (this.playing) range.value = at;
    range.setAttribute('aria-valuetext', say('studio-second', { seconds: at.toFixed(1) }));
  }

  // what the desk asks for

  /** Another design to begin from, with credit. */
  fork(glyph) {
    this.#version();
    const by = glyph.published?.credit ?? glyph.by ?? '';
    const credit = say(by ? 'studio-after-by' : 'studio-after', { glyph: glyph.name, by });
    this.set(forked(glyph.text, glyph.name, credit), { name: glyph.name, by, hash: glyph.tree_hash });
    this.editor.area.focus();
  }

  /** Keeps the text as it stands; false where the browser keeps nothing. */
  #version() {
    const one = { text: this.text, name: nameOf(this.text), at: Date.now(), parent: this.parent };
    if (this.stage.compiled && this.glyph?.text === this.text) one.tree = this.glyph.tree;
    this.versions = withVersion(this.versions, one);
    return this.#keep();
  }

  keepVersion() {
    return this.#version();
  }

  dropVersion(at) {
    this.versions = this.versions.filter((one) => one.at !== at);
    this.#keep();
  }

  openVersion(one) {
    this.#version();
    this.set(one.text, one.parent ?? null);
  }

  render() {
    if (this.hold) return html`<photo-hold .text=${this.hold}></photo-hold>`;
    return html`
      <section class="light" aria-label=${say('studio-light')}>
        <canvas class="mouth" role="img" aria-label=${say('studio-mouth', { glyph: this.glyph?.name ?? '' })}></canvas>
      </section>
      <section class="write" aria-label=${say('studio-write')}>
        <photo-glyphtext aria-label=${say('studio-text')} aria-describedby="studio-told" @typed=${this.#typed}
          @told=${({ detail }) => { this.bad = detail?.answer ?? null; }}></photo-glyphtext>
        <p class="steps">
          <button type="button" class="quiet" ?disabled=${!this.steps[0]} @click=${() => this.editor.step(-1)}>${say('studio-undo')}</button>
          <button type="button" class="quiet" ?disabled=${!this.steps[1]} @click=${() => this.editor.step(1)}>${say('studio-redo')}</button>
        </p>
        <div class="told" id="studio-told" role="status">${this.#told()}</div>
        ${this.sliders.length ? html`<div class="sliders">${this.sliders.map((one) => this.#slider(one))}</div>` : nothing}
      </section>
      ${this.#time()}
      <section class="many"><canvas class="crowd" role="img" aria-label=${say('studio-crowd')}></canvas></section>
      <section class="try" aria-label=${say('studio-try')}>
        <photo-sea aria-label=${say('studio-feel')} @feel=${this.#felt}></photo-sea>
        ${this.#choices()}
      </section>
      <photo-desk .studio=${this} .glyph=${this.glyph} .wrong=${Boolean(this.bad)}></photo-desk>`;
  }

  #told() {
    if (this.lost) return html`<p>${say('studio-lost')}</p>`;
    if (this.bad) {
      const { what, try: hint = '', at } = this.bad, ways = mends(this.text, this.bad);
      return html`<p class="wrong"><span lang="en">${upper(what)}.${ways.length ? '' : ` ${hint}`}</span>
        ${at ? html`<span class="soft"> ${say('studio-at', { line: at[0], column: at[1] })}</span>` : nothing}</p>
        ${this.glyph ? html`<p class="soft small">${say('studio-last')}</p>` : nothing}
        ${ways.length ? html`<p class="mends">${ways.map((way) => html`<button type="button" class="ring small" lang="en"
          aria-label=${say('studio-mend', { word: way.says })} @click=${() => this.#mend(way)}>${way.says}</button> `)}</p>` : nothing}`;
    }
    return html`<p class="soft">${proved(this.glyph?.proof)}</p>`;
  }

  #slider({ name, least, most, value, says }) {
    const now = this.values[name] ?? value, step = (most - least) / 100;
    const told = Number(now.toFixed(2));
    return html`<label class="slider"><span>${says || name}</span> <output class="soft">${told}</output>
      <input type="range" min=${least} max=${most} step=${step} .value=${String(now)}
        @input=${(event) => this.#slide(name, Number(event.target.value), false)}
        @change=${(event) => this.#slide(name, Number(event.target.value), true)}></label>`;
  }

  #time() {
    return html`<section class="time" aria-label=${say('studio-time')}>
      <button type="button" class="ring play"
        aria-label=${say(this.playing ? 'studio-pause' : 'studio-play')}
        @click=${this.#play}><i class=${this.playing ? 'pause' : 'run'} aria-hidden="true"></i></button>
      <div class="strip">
        <canvas aria-hidden="true"></canvas>
        <span class="now" aria-hidden="true"></span>
        <input type="range" min="0" max=${SECONDS - 0.05} step="0.05" aria-label=${say('studio-scrub')} @input=${this.#scrub}>
      </div>
    </section>`;
  }

  #choices() {
    return html`
      <fieldset class="sights"><legend>${say('studio-sights')}</legend>
        ${Object.keys(SIGHTS).map((sight) => html`<label class="sight"><input type="radio" name="sight"
          .checked=${this.sight === sight}
          @change=${() => this.#see(sight)}><canvas aria-hidden="true"></canvas><span>${say(`studio-sight-${sight}`)}</span></label>`)}
      </fieldset>
      <fieldset class="kinds"><legend>${say('studio-kinds')}</legend>
        ${Object.keys(MOUTHS).map((kind) => html`<label class="kind"><input type="radio" name="kind"
          .checked=${this.kind === kind}
          @change=${() => this.#mouth(kind)}><span>${say(`studio-kind-${kind}`)}</span></label>`)}
      </fieldset>`;
  }
}

const upper = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
const quarter = (at) => Math.floor(4 * at);

customElements.define('photo-studio', Studio);
