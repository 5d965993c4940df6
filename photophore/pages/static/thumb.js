// <photo-thumb>: a small mouth that lives its glyph in the page. All thumbs of a page feel the same.
//
//   thumb.tree = tree;            // as /api/glyphs tells it
//   feel({ valence, arousal });   // moves every thumb's feeling, softly
//
// Only thumbs on the screen are drawn. With prefers-reduced-motion their light stays and their motion stops.

import { compileTree } from './glyph.js';
import { labToBytes, ofFeeling } from './colour.js';
import { Guard } from './guard.js';
import { paintMouth } from './mouth.js';
import { STILL, TEETH } from './wear.js';

const GAP = 30, STILL_GAP = 120, LONGEST_GAP = 250; // milliseconds between drawings
const SHARE = 0.4; // of a slow machine's time that all thumbs together may take
const EASE = 350; // milliseconds in which a new feeling takes hold
const BEAT = 0.25, HEART = 1.1; // hertz of the shared beat, and of a heart of 66 beats a minute
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const plain = matchMedia('(prefers-contrast: more)');

const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: block; position: relative; }
  canvas { position: absolute; inset: -25% -12%; inline-size: 124%; block-size: 150%; pointer-events: none; }
`); // the canvas is larger than the thumb, so that the halo has room

const shared = { aim: { valence: 0.45, arousal: 0.1, sure: 0.95 }, now: null };
const seen = new Set(); // thumbs on the screen
let last = null;
let running = false;
let gap = GAP;

/** What all thumbs feel from now on: valence and arousal -1..1, sure 0..1. */
export function feel({ valence, arousal, sure = 0.95 }) {
  shared.aim = { valence, arousal, sure };
}

/** The six inputs of a glyph that tell a feeling. */
export function inputsOf({ valence, arousal, sure }) {
  return [(valence + 1) / 2, (arousal + 1) / 2, sure, ...ofFeeling(valence, arousal, sure)];
}

function run(nowMs) {
  if (!seen.size) {
    running = false;
    last = null;
    return;
  }
  if (last === null || nowMs - last >= (calm.matches ? STILL_GAP : gap)) {
    const share = last === null || calm.matches || !shared.now ? 1 : 1 - Math.exp((last - nowMs) / EASE);
    const before = shared.now ?? shared.aim;
    shared.now = Object.fromEntries(
      Object.entries(shared.aim).map(([key, aim]) => [key, before[key] + (aim - before[key]) * share]),
    );
    last = nowMs;
    const feeling = inputsOf(shared.now);
    for (const thumb of seen) thumb.draw(feeling, nowMs);
    gap = Math.min(LONGEST_GAP, Math.max(GAP, (performance.now() - nowMs) / SHARE));
  }
  requestAnimationFrame(run);
}

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) seen.add(target);
    else seen.delete(target);
  }
  if (seen.size && !running) {
    running = true;
    requestAnimationFrame(run);
  }
}, { rootMargin: '40px' });

export class Thumb extends HTMLElement {
  constructor() {
    super();
    this.canvas = document.createElement('canvas');
    this.canvas.setAttribute('aria-hidden', 'true');
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [style];
    root.append(this.canvas);
    this.guard = new Guard(TEETH);
    this.bytes = new Uint8Array(3 * TEETH);
    this.before = '';
    this.seed = 1;
  }

  set tree(tree) {
    if (tree === this.of) return;
    this.of = tree;
    this.compiled = tree ? compileTree(tree) : null;
  }

  get tree() {
    return this.of;
  }

  connectedCallback() {
    this.sizes ??= new ResizeObserver(() => this.#fit());
    this.sizes.observe(this);
    watch.observe(this);
  }

  disconnectedCallback() {
    this.sizes.disconnect();
    watch.unobserve(this);
    seen.delete(this);
  }

  /** feeling: the six inputs; nowMs: the page's milliseconds. */
  draw(feeling, nowMs) {
    if (!this.compiled || !this.canvas.width) return;
    const seconds = nowMs / 1000;
    const motion = calm.matches ? STILL : { seconds, beat: (seconds * BEAT) % 1, pulse: (seconds * HEART) % 1 };
    const lab = this.compiled([...feeling, motion.beat, motion.pulse], this.seed, motion.seconds);
    labToBytes(lab, this.bytes);
    this.guard.limit(this.bytes, nowMs);
    const now = String.fromCharCode(...this.bytes);
    if (now === this.before) return;
    this.before = now;
    const ctx = this.canvas.getContext('2d');
    const { width, height } = this.canvas;
    ctx.clearRect(0, 0, width, height);
    const space = 0.17 * width;
    const box = { x: space, y: 0, width: width - 2 * space, height };
    paintMouth(ctx, this.bytes, box, { halo: !plain.matches });
  }

  #fit() {
    const zoom = Math.min(2, devicePixelRatio || 1);
    const { width, height } = this.canvas.getBoundingClientRect();
    const to = [Math.round(width * zoom), Math.round(height * zoom)];
    if (to[0] === this.canvas.width && to[1] === this.canvas.height) return;
    [this.canvas.width, this.canvas.height] = to;
    this.before = '';
  }
}

customElements.define('photo-thumb', Thumb);
