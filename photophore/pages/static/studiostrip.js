// The strip of time: eight seconds from left to right, a thread for each tooth, upper jaw above lower, as
// city/design.py draws it. A change of the text comes into it softly, and every point of it passes the guard.

import { labToBytes } from './colour.js';
import { Guard } from './guard.js';
import { inner } from './studiopace.js';
import { motionAt } from './studiostage.js';
import { MOUTHS, seenBy } from './studiovision.js';

export const SECONDS = 8;
const COLUMNS = 240, TEETH = 32, THREADS = 33; // 32 teeth and a seam
const SOFT = 220; // milliseconds in which two thirds of a change are shown
const BUDGET = 4; // milliseconds of a frame that new columns may take
const EVERY = 60; // milliseconds between two pictures while it changes
const TALL = 4; // pixels in a thread
const PROFILE = [0.55, 1, 1, 0.55]; // a thread is round

const upper = [7, 6, 5, 4, 3, 2, 1, 0, 8, 9, 10, 11, 12, 13, 14, 15]; // as the viewer sees them, left to right
export const ORDER = [...upper, ...upper.map((tooth) => (tooth < 8 ? 24 + tooth : 8 + tooth))];

/** sRGB bytes of a design at one moment, (32, 3). */
export function bytesAt(draw, inputs, seed, seconds, out) {
  const { beat, pulse } = motionAt(seconds);
  return labToBytes(draw([...inputs, beat, pulse], seed, seconds), out);
}

export class Strip {
  constructor(canvas) {
    this.canvas = canvas;
    this.wanted = new Uint8Array(3 * TEETH * COLUMNS);
    this.shown = new Float32Array(this.wanted.length);
    this.out = new Uint8Array(this.wanted.length);
    this.guard = new Guard(TEETH * COLUMNS);
    this.picture = new ImageData(COLUMNS, THREADS * TALL);
    this.small = Object.assign(document.createElement('canvas'), { width: COLUMNS, height: THREADS * TALL });
    this.one = new Uint8Array(3 * TEETH);
    Object.assign(this, { next: COLUMNS, at: null, moving: false, of: null });
  }

  /** What it shows from now on: {draw, inputs (six), seed, from (seconds), sight, kind}. */
  show(of) {
    this.of = of;
    this.next = 0;
  }

  /** One frame: some columns, and a picture where something changes. True while it does. */
  step(now) {
    if (!this.of) return false;
    const end = performance.now() + BUDGET;
    while (this.next < COLUMNS && performance.now() < end) this.#column(this.next++);
    if (this.next < COLUMNS || this.moving || this.fresh) this.#paint(now);
    return this.moving || this.next < COLUMNS;
  }

  #column(column) {
    const { draw, inputs, seed, from, sight, kind } = this.of;
    bytesAt(draw, inputs, seed, from + (SECONDS * column) / COLUMNS, this.one);
    const { teeth } = MOUTHS[kind], at = 3 * TEETH * column;
    const seen = seenBy(sight, this.one, this.wanted.subarray(at, at + 3 * TEETH));
    for (let tooth = 0; tooth < TEETH; tooth += 1) if (!((teeth >>> tooth) & 1)) seen.fill(0, 3 * tooth, 3 * tooth + 3);
    this.fresh = true;
  }

  #paint(now) {
    if (this.at !== null && now - this.at < EVERY) return;
    const share = this.at === null ? 1 : 1 - Math.exp(-Math.min(200, now - this.at) / SOFT);
    this.at = now;
    let away = 0;
    for (let at = 0; at < this.wanted.length; at += 1) {
      const rest = this.wanted[at] - this.shown[at];
      this.shown[at] += Math.abs(rest) < 1 ? rest : rest * share;
      this.out[at] = this.shown[at] + 0.5;
      away = Math.max(away, Math.abs(rest));
    }
    this.guard.limit(this.out, now);
    this.fresh = false;
    this.moving = away >= 1 || this.guard.limited > 0;
    this.#draw();
  }

  #draw() {
    const { canvas, small, out } = this;
    threads(out, COLUMNS, this.picture);
    inner(small).putImageData(this.picture, 0, 0);
    const ctx = canvas.getContext('2d');
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    ctx.imageSmoothingEnabled = true;
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(small, 0, 0, canvas.width, canvas.height);
  }

  fit() {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = Math.round(this.canvas.clientWidth * ratio), height = Math.round(this.canvas.clientHeight * ratio);
    if (!width || (width === this.canvas.width && height === this.canvas.height)) return;
    Object.assign(this.canvas, { width, height });
    this.#draw();
  }
}

/** (columns, 32, 3) bytes as threads in a picture of THREADS * TALL lines. */
function threads(bytes, columns, picture) {
  const { data, width } = picture;
  for (let row = 0; row < TEETH; row += 1) {
    const tooth = ORDER[row], top = (row + (row >= TEETH / 2 ? 1 : 0)) * TALL;
    for (let column = 0; column < columns; column += 1) {
      const from = 3 * (TEETH * column + tooth);
      for (let line = 0; line < TALL; line += 1) {
        const to = 4 * ((top + line) * width + column);
        data[to] = bytes[from];
        data[to + 1] = bytes[from + 1];
        data[to + 2] = bytes[from + 2];
        data[to + 3] = PROFILE[line] * Math.min(255, 5 * Math.max(bytes[from], bytes[from + 1], bytes[from + 2])); // dark is the ground
      }
    }
  }
}

/** A still picture of eight seconds, as a canvas: what is saved as PNG. */
export function still({ draw, inputs, seed, from, sight, kind }, width = 1440, ground = '#070f13') {
  const picture = new ImageData(COLUMNS, THREADS * TALL), all = new Uint8Array(3 * TEETH * COLUMNS);
  const strip = { of: { draw, inputs, seed, from, sight, kind } }, { teeth } = MOUTHS[kind];
  for (let column = 0; column < COLUMNS; column += 1) {
    const one = bytesAt(draw, inputs, seed, strip.of.from + (SECONDS * column) / COLUMNS, new Uint8Array(3 * TEETH));
    for (let tooth = 0; tooth < TEETH; tooth += 1) if (!((teeth >>> tooth) & 1)) one.fill(0, 3 * tooth, 3 * tooth + 3);
    seenBy(sight, one, all.subarray(3 * TEETH * column, 3 * TEETH * (column + 1)));
  }
  threads(all, COLUMNS, picture);
  const small = Object.assign(document.createElement('canvas'), { width: COLUMNS, height: THREADS * TALL });
  inner(small).putImageData(picture, 0, 0);
  const canvas = Object.assign(document.createElement('canvas'), { width, height: THREADS * TALL * 3 + 48 });
  const ctx = canvas.getContext('2d');
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, width, canvas.height);
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(small, 24, 24, width - 48, canvas.height - 48);
  return canvas;
}
