// The mouth on the smile page's canvas: where it stands, and what is painted of it. What may shine is decided in wear.js.

import { paintMouth } from './mouth.js';

const SETTLE = 140; // milliseconds in which the mouth moves to its new place
const LOW = 640; // pixels of height below which the mouth keeps clear of the disc
const LEAST = 64; // pixels of height that the mouth has at least
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const plain = matchMedia('(prefers-contrast: more)');

export class SmileLight {
  /** page: the element that holds the canvas, the sheet, the words above and the handle. */
  constructor(page) {
    this.page = page;
    this.box = null; // where the mouth is painted now, CSS pixels
    this.painted = '';
  }

  get #canvas() {
    return this.page.querySelector('.mouth');
  }

  clear() {
    const canvas = this.#canvas;
    const ctx = canvas?.getContext('2d');
    if (!ctx) return;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    this.painted = '';
  }

  /** Paints these guarded bytes, where they or their place changed. teeth: bits; open: whether the sheet is. */
  paint(bytes, { teeth, open, nowMs }) {
    const canvas = this.#canvas;
    const moved = this.#fit(canvas) | this.#settle(canvas, open, nowMs);
    const picture = String.fromCharCode(...bytes);
    if (!moved && picture === this.painted) return;
    this.clear();
    this.painted = picture;
    const ctx = canvas.getContext('2d');
    const zoom = canvas.width / canvas.clientWidth;
    ctx.setTransform(zoom, 0, 0, zoom, 0, 0);
    paintMouth(ctx, bytes, this.box, { teeth, halo: !plain.matches });
  }

  #fit(canvas) {
    const zoom = Math.min(2.5, devicePixelRatio || 1);
    const width = Math.round(canvas.clientWidth * zoom), height = Math.round(canvas.clientHeight * zoom);
    if (width === canvas.width && height === canvas.height) return false;
    [canvas.width, canvas.height] = [width, height];
    this.box = null;
    return true;
  }

  /** The mouth moves to the middle of what the sheet leaves free. True while it moves. */
  #settle(canvas, open, nowMs) {
    const side = matchMedia('(min-aspect-ratio: 1/1)').matches;
    const told = this.page.querySelector('.told'), handle = this.page.querySelector('.handle');
    const top = told.innerText.trim() ? told.offsetTop + told.offsetHeight : 0;
    if (top !== this.above) this.page.style.setProperty('--above', `${top}px`); // the sheet leaves room for words and mouth
    this.above = top;
    const cover = open ? this.page.querySelector('.sheet') : null;
    const width = canvas.clientWidth - (side && cover ? cover.offsetWidth : 0);
    const height = canvas.clientHeight - (!side && cover ? cover.offsetHeight : 0);
    const low = side && height < LOW ? height - handle.offsetTop : 0; // beside a low disc
    const foot = !side && cover && top ? handle.offsetHeight : low;
    const room = Math.max(height - top - foot, LEAST);
    const wide = Math.min(width * 0.9, room * 1.9, 1100);
    const aim = { x: (width - wide) / 2, y: height - foot - room, width: wide, height: room };
    const share = this.box && !calm.matches ? 1 - Math.exp((this.settledAt - nowMs) / SETTLE) : 1;
    this.settledAt = nowMs;
    const before = this.box;
    if (before && Object.keys(aim).every((key) => Math.abs(aim[key] - before[key]) < 0.5)) return false;
    this.box = Object.fromEntries(
      Object.entries(aim).map(([key, to]) => [key, before ? before[key] + (to - before[key]) * share : to]),
    );
    return true;
  }
}
