// <photo-sea>: a dark sea to touch. Left is unpleasant, right pleasant; down calm, up lively. Where a finger
// goes, the plankton lights in the colour of that feeling, and fades; a trace stays where one has been.
//
//   <photo-sea></photo-sea>           fills its parent
//   sea.addEventListener('feel', ({ detail: { valence, arousal, x, y, done } }) => ...)   x, y: CSS pixels inside
//   sea.value = { valence, arousal };   moves the mark without telling
//   sea.inviting = true;                a slow light wanders until the first touch
//
// Two sliders stand behind the picture for keyboards and screen readers. Every grain passes the guard.

import { labToBytes, ofFeeling } from './colour.js';
import { Guard } from './guard.js';
import { say } from './words.js';

const AREA = 330; // square CSS pixels for each grain of plankton
const MOST = 3600; // grains
const REACH = 62; // CSS pixels around a finger that light up
const FADE = 2200; // milliseconds in which a grain falls to a third
const TRACE = 0.14; // of its light that a grain keeps where a finger has been
const WAVE = 0.16, FAR = 190; // CSS pixels a millisecond, and CSS pixels that the ripple of a touch goes
const SHADES = 14; // steps of the plane in each direction for which a grain is painted beforehand
const SPRITE = 64; // pixels
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const plain = matchMedia('(prefers-contrast: more)');

const clamp = (low, x, high) => Math.min(high, Math.max(low, x));
const within = (x, width) => clamp(-1, (x / width) * 2 - 1, 1);

/** In words, as a screen reader says them: one of nine for each way of the plane. */
export function inWords(valence, arousal) {
  const step = (x) => (x > 0.6 ? 'very' : x > 0.15 ? 'some' : x < -0.6 ? 'not' : x < -0.15 ? 'less' : 'even');
  return say('sea-value', { valence: step(valence), arousal: step(arousal) });
}

/** sRGB bytes of a feeling that its wearer is sure of. */
export function shade(valence, arousal) {
  return labToBytes(Float32Array.from(ofFeeling(valence, arousal, 1)));
}

class Grains {
  constructor(width, height) {
    this.count = Math.min(MOST, Math.round((width * height) / AREA));
    this.place = new Float32Array(2 * this.count);
    this.level = new Float32Array(this.count);
    this.trace = new Float32Array(this.count);
    this.size = new Float32Array(this.count);
    this.full = new Uint8Array(3 * this.count);
    this.bytes = new Uint8Array(3 * this.count);
    this.guard = new Guard(this.count);
    const apart = Math.sqrt((width * height) / this.count);
    for (let one = 0; one < this.count; one += 1) { // the R2 sequence spreads evenly (Roberts 2018); a shake hides its rows
      const turn = one * 2.399963, shake = apart * 0.75 * ((one * 0.8191725134) % 1);
      const x = clamp(0, ((0.5 + one * 0.7548776662) % 1) * width + shake * Math.cos(turn), width);
      const y = clamp(0, ((0.5 + one * 0.5698402910) % 1) * height + shake * Math.sin(turn), height);
      this.place.set([x, y], 2 * one);
      this.size[one] = 0.5 + 1.1 * ((one * 0.6180339887) % 1) ** 3;
      this.full.set(shade(within(x, width), -within(y, height)), 3 * one);
    }
  }

  /** Light up around a point: amount 0..1. */
  stir(x, y, amount, radius = REACH, trace = 0) {
    for (let one = 0; one < this.count; one += 1) {
      const dx = this.place[2 * one] - x, dy = this.place[2 * one + 1] - y;
      const near = Math.exp(-(dx * dx + dy * dy) / (radius * radius));
      if (near < 0.02) continue;
      this.level[one] = Math.max(this.level[one], amount * near);
      this.trace[one] = Math.max(this.trace[one], trace * near);
    }
  }

  /** The front of a ripple, `far` pixels from where it began. */
  ripple(x, y, far) {
    const amount = 0.5 * (1 - far / FAR) ** 1.5;
    for (let one = 0; one < this.count; one += 1) {
      const away = Math.hypot(this.place[2 * one] - x, this.place[2 * one + 1] - y) - far;
      if (Math.abs(away) < 40) this.level[one] = Math.max(this.level[one], amount * Math.exp(-away * away / 260));
    }
  }

  /** Fades by so many milliseconds; guarded levels stand in `level` afterwards. True while any light moves. */
  fade(since, now) {
    const share = Math.exp(-since / FADE);
    let alive = false;
    for (let one = 0; one < this.count; one += 1) {
      this.level[one] = Math.max(this.trace[one], this.level[one] * share);
      alive ||= this.level[one] > this.trace[one] + 0.004;
      for (let at = 3 * one; at < 3 * one + 3; at += 1) this.bytes[at] = this.full[at] * this.level[one];
    }
    this.guard.limit(this.bytes, now);
    return alive;
  }
}

class PhotoSea extends HTMLElement {
  connectedCallback() {
    if (this.canvas) return;
    this.canvas = this.appendChild(document.createElement('canvas'));
    this.canvas.setAttribute('aria-hidden', 'true');
    this.#words();
    this.#sliders();
    this.waves = [];
    this.point = null;
    this.watch = new ResizeObserver(() => this.#resize());
    this.watch.observe(this);
    this.#fingers();
    this.#resize();
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  #words() {
    for (const [side, name] of [['up', 'sea-lively'], ['right', 'sea-pleasant'], ['down', 'sea-calm'], ['left', 'sea-unpleasant']]) {
      const word = this.appendChild(document.createElement('span'));
      word.className = `edge ${side}`;
      word.setAttribute('aria-hidden', 'true');
      word.textContent = say(name);
    }
  }

  #sliders() {
    this.setAttribute('role', 'group');
    if (!this.hasAttribute('aria-label')) this.setAttribute('aria-label', say('sea-label'));
    this.sliders = ['valence', 'arousal'].map((name) => {
      const slider = this.appendChild(document.createElement('input'));
      Object.assign(slider, { type: 'range', min: -1, max: 1, step: 0.1, value: 0, className: `unseen ${name}` });
      slider.setAttribute('aria-label', say(`sea-${name}`));
      if (name === 'arousal') slider.setAttribute('aria-orientation', 'vertical');
      slider.addEventListener('input', () => this.#slide());
      slider.addEventListener('keydown', (event) => this.#key(event));
      return slider;
    });
  }

  /** Arrow keys move on the plane whichever slider has the focus. */
  #key(event) {
    const ways = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
    const way = ways[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.#slide();
    if (!way && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!way) return;
    this.sliders.forEach((slider, axis) => { slider.value = Number(slider.value) + way[axis]; });
    this.#slide();
  }

  #slide() {
    const [valence, arousal] = this.sliders.map((slider) => Number(slider.value));
    this.#go(((valence + 1) / 2) * this.clientWidth, ((1 - arousal) / 2) * this.clientHeight, true);
  }

  #fingers() {
    const at = (event) => {
      const box = this.getBoundingClientRect();
      return [clamp(0, event.clientX - box.left, box.width), clamp(0, event.clientY - box.top, box.height)];
    };
    this.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || event.target.closest?.('button, a')) return;
      this.setPointerCapture(event.pointerId);
      this.down = event.pointerId;
      this.#go(...at(event), false);
    });
    this.addEventListener('pointermove', (event) => {
      if (this.down === event.pointerId) this.#go(...at(event), false);
      else if (event.pointerType === 'mouse' && this.grains) { // a hand over the water
        this.grains.stir(...at(event), 0.22, 34);
        this.#run();
      }
    });
    const lift = (event) => {
      if (this.down !== event.pointerId) return;
      this.down = null;
      this.#go(...at(event), true);
    };
    this.addEventListener('pointerup', lift);
    this.addEventListener('pointercancel', lift);
  }

  #go(x, y, done) {
    const begins = !this.point || Math.hypot(x - this.point[0], y - this.point[1]) > 24;
    this.inviting = false;
    this.point = [x, y];
    this.grains?.stir(x, y, 1, REACH, TRACE);
    if (begins && !calm.matches) this.waves = [...this.waves.slice(-3), { x, y, since: performance.now() }];
    const value = { valence: within(x, this.clientWidth), arousal: -within(y, this.clientHeight) };
    this.#mark(value);
    this.#run();
    this.dispatchEvent(new CustomEvent('feel', { detail: { ...value, x, y, done }, bubbles: true }));
  }

  #mark({ valence, arousal }) {
    this.felt = { valence, arousal };
    this.sliders[0].value = valence;
    this.sliders[1].value = arousal;
    const words = inWords(valence, arousal);
    for (const slider of this.sliders) slider.setAttribute('aria-valuetext', words);
  }

  get value() {
    return this.felt ?? null;
  }

  set value(felt) {
    if (!felt) return;
    this.point = [((felt.valence + 1) / 2) * this.clientWidth, ((1 - felt.arousal) / 2) * this.clientHeight];
    this.#mark(felt);
    this.grains?.stir(...this.point, 0.8, REACH, TRACE);
    this.#run();
  }

  get inviting() {
    return this.invites;
  }

  set inviting(on) {
    this.invites = on;
    if (on) this.#run();
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this;
    if (!width || !height) return;
    const ratio = Math.min(2, devicePixelRatio);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.ratio = ratio;
    this.grains = new Grains(width, height);
    this.sprites = new Map();
    this.still = null;
    if (this.felt) this.value = this.felt;
    this.#run();
  }

  #run() {
    if (!this.frame && this.isConnected) this.frame = requestAnimationFrame((now) => this.#paint(now));
  }

  #paint(now) {
    this.frame = 0;
    if (!this.grains) return;
    const since = Math.min(100, now - (this.last ?? now - 16));
    this.last = now;
    this.waves = this.waves.filter((wave) => (now - wave.since) * WAVE < FAR);
    for (const wave of this.waves) this.grains.ripple(wave.x, wave.y, Math.max(0, now - wave.since) * WAVE);
    if (this.down !== undefined && this.down !== null) this.grains.stir(...this.point, 1);
    if (this.invites) this.#invite(now);
    const alive = this.grains.fade(since, now);
    this.#draw();
    if (alive || this.waves.length || this.invites || this.down != null) this.#run();
    else this.last = null;
  }

  /** A light that wanders slowly and breathes at six a minute. */
  #invite(now) {
    const { clientWidth: width, clientHeight: height } = this;
    const turn = calm.matches ? 0.6 : (now / 26000) * 2 * Math.PI, breath = calm.matches ? 1 : 0.5 - 0.5 * Math.cos((now / 10000) * 2 * Math.PI);
    const x = width * (0.5 + 0.24 * Math.cos(turn)), y = height * (0.56 + 0.14 * Math.sin(2 * turn));
    this.grains.stir(x, y, 0.3 + 0.4 * breath, 92);
  }

  #draw() {
    const ctx = this.canvas.getContext('2d'), { grains, ratio } = this;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.globalCompositeOperation = 'source-over';
    ctx.clearRect(0, 0, this.clientWidth, this.clientHeight);
    this.still ??= this.#unlit();
    ctx.drawImage(this.still, 0, 0, this.clientWidth, this.clientHeight);
    ctx.globalCompositeOperation = 'lighter';
    for (let one = 0; one < grains.count; one += 1) this.#grain(ctx, one);
    ctx.globalAlpha = 1;
    if (this.point) this.#ring(ctx);
  }

  /** The grains as they are unlit: painted once. */
  #unlit() {
    const { grains, ratio, canvas } = this;
    const made = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
    const ctx = made.getContext('2d');
    ctx.scale(ratio, ratio);
    ctx.fillStyle = 'rgb(176 206 216)';
    for (let one = 0; one < grains.count; one += 1) {
      ctx.globalAlpha = 0.07 + 0.12 * grains.size[one] ** 2 / 2.56;
      const side = 0.7 + 0.65 * grains.size[one];
      ctx.fillRect(grains.place[2 * one] - side / 2, grains.place[2 * one + 1] - side / 2, side, side);
    }
    return made;
  }

  #grain(ctx, one) {
    const { full, bytes, size, place } = this.grains;
    const most = Math.max(full[3 * one], full[3 * one + 1], full[3 * one + 2]);
    const light = Math.max(bytes[3 * one], bytes[3 * one + 1], bytes[3 * one + 2]) / most;
    if (!(light > 0.012)) return;
    const x = place[2 * one], y = place[2 * one + 1];
    const side = (plain.matches ? 5 : 17 + 17 * light) * size[one];
    ctx.globalAlpha = light;
    ctx.drawImage(this.#sprite(x, y), x - side, y - side, 2 * side, 2 * side);
  }

  /** A small bright core and a wide halo at a tenth of the light, in the colour of this part of the sea. */
  #sprite(x, y) {
    const column = clamp(0, Math.floor((x / this.clientWidth) * SHADES), SHADES - 1);
    const row = clamp(0, Math.floor((y / this.clientHeight) * SHADES), SHADES - 1);
    const key = row * SHADES + column;
    if (!this.sprites.has(key)) {
      const made = Object.assign(document.createElement('canvas'), { width: SPRITE, height: SPRITE });
      const ctx = made.getContext('2d'), half = SPRITE / 2;
      const [red, green, blue] = shade(((column + 0.5) / SHADES) * 2 - 1, 1 - ((row + 0.5) / SHADES) * 2);
      const fall = ctx.createRadialGradient(half, half, 0, half, half, half);
      for (const [at, alpha] of [[0, 1], [0.045, 0.95], [0.1, 0.3], [0.2, 0.11], [0.5, 0.035], [1, 0]]) {
        fall.addColorStop(at, `rgb(${red} ${green} ${blue} / ${alpha})`);
      }
      ctx.fillStyle = fall;
      ctx.fillRect(0, 0, SPRITE, SPRITE);
      this.sprites.set(key, made);
    }
    return this.sprites.get(key);
  }

  #ring(ctx) {
    ctx.globalCompositeOperation = 'source-over';
    const focused = this.sliders.some((slider) => slider.matches(':focus-visible'));
    ctx.strokeStyle = focused ? 'rgb(224 238 240)' : 'rgb(224 238 240 / 0.5)';
    ctx.lineWidth = focused ? 2 : 1;
    ctx.beginPath();
    ctx.arc(...this.point, focused ? 17 : 13, 0, 2 * Math.PI);
    ctx.stroke();
  }
}

customElements.define('photo-sea', PhotoSea);
