// The mouth that wears what is typed, and the hundred behind it. All that is painted has passed the guard as it is
// painted: what another kind of sight makes of it, a jump in time, and the change from one text to the next, too.

import { labToBytes } from './colour.js';
import { compileTree } from './glyph.js';
import { Guard } from './guard.js';
import { ASPECT, crowns, paintMouth } from './mouth.js';
import { Crowd } from './studiocrowd.js';
import { slow } from './studiopace.js';
import { MOUTHS, SIGHTS, seenBy } from './studiovision.js';
import { inputsOf } from './thumb.js';

export const BEAT = 0.15, HEART = 64 / 60; // hertz, as city/design.py tries a glyph
const TEETH = 32;
const SOFT = 55; // milliseconds in which two thirds of a new text's light have come
const SETTLED = 400; // milliseconds after which nothing of the text before is left
const EASE = 300; // milliseconds in which a new feeling takes hold
const CROWD_EVERY = slow ? 120 : 48; // milliseconds at least between two pictures of the crowd
const SMALL_EVERY = slow ? 400 : 90; // milliseconds between two pictures of each kind of sight
const SHARE = 0.35; // of the time that the crowd may take on a slow machine
const RATIO = slow ? 1 : 1.5; // pixels in a CSS pixel at most
const METAL = 'rgb(9 17 21)';
const plain = matchMedia('(prefers-contrast: more)');

/** Where time stands: what a glyph reads at so many seconds. */
export function motionAt(seconds) {
  return { seconds, beat: (seconds * BEAT) % 1, pulse: (seconds * HEART) % 1 };
}

export class Stage {
  constructor() {
    Object.assign(this, {
      compiled: null, seed: 1, sight: 'most', kind: 'grown', last: null, changed: -Infinity, painted: 0, crowdAt: -Infinity,
      aim: { valence: 0.45, arousal: 0.1, sure: 0.95 }, feeling: null, gap: CROWD_EVERY,
    });
    this.lab = null;
    this.bytes = new Uint8Array(3 * TEETH);
    this.seen = new Uint8Array(3 * TEETH);
    this.guard = new Guard(TEETH);
    this.small = Object.keys(SIGHTS).map((sight) => ({ sight, guard: new Guard(TEETH), seen: new Uint8Array(3 * TEETH), at: -Infinity }));
  }

  /** The elements that are painted on: a mouth, a crowd, and a small mouth for each kind of sight. */
  on(mouth, crowd, small) {
    this.mouth = mouth;
    this.crowd = new Crowd(crowd);
    this.small.forEach((one, at) => { one.canvas = small[at]; });
    this.fit();
  }

  /** As large as the page lets the canvases be; true where one has changed. */
  fit() {
    const ratio = Math.min(RATIO, devicePixelRatio || 1);
    const size = (canvas) => [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    this.crowd.fit(...size(this.crowd.canvas));
    for (const canvas of [this.mouth, ...this.small.map((one) => one.canvas)]) {
      const [width, height] = size(canvas);
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    }
    this.before = null;
  }

  /** Another design from now on. */
  wear(tree, now = performance.now()) {
    this.compiled = compileTree(tree);
    this.changed = now;
  }

  /** The inputs of the glyph now. */
  inputs(motion) {
    return [...inputsOf(this.feeling ?? this.aim), motion.beat, motion.pulse];
  }

  /** One frame; still: no motion is wanted. */
  paint(now, motion, still) {
    if (!this.compiled || !this.mouth) return;
    const since = this.last === null ? 0 : Math.max(0, now - this.last);
    this.last = now;
    this.#feel(since, still);
    this.#draw(now, motion, since);
    if (now - this.crowdAt >= this.gap) this.#paintCrowd(now, motion, still);
    const due = this.small.reduce((least, one) => (one.at < least.at ? one : least)); // one in each frame
    if (now - due.at >= SMALL_EVERY) this.#paintSmall(due, now);
  }

  #feel(since, still) {
    const share = still || !this.feeling ? 1 : 1 - Math.exp(-since / EASE);
    const before = this.feeling ?? this.aim;
    this.feeling = Object.fromEntries(Object.entries(this.aim).map(([key, aim]) => [key, before[key] + (aim - before[key]) * share]));
  }

  #draw(now, motion, since) {
    const wanted = this.compiled(this.inputs(motion), this.seed, motion.seconds);
    if (this.lab && now - this.changed < SETTLED) {
      const share = Math.max(0.3, 1 - Math.exp(-since / SOFT));
      for (let at = 0; at < wanted.length; at += 1) {
        const before = Number.isNaN(this.lab[at]) ? 0 : this.lab[at];
        wanted[at] = before + (wanted[at] - before) * share;
      }
    }
    this.lab = wanted;
    labToBytes(wanted, this.bytes);
    const { teeth } = MOUTHS[this.kind];
    for (let tooth = 0; tooth < TEETH; tooth += 1) {
      if (!((teeth >>> tooth) & 1)) this.bytes.fill(0, 3 * tooth, 3 * tooth + 3);
    }
    this.guard.limit(seenBy(this.sight, this.bytes, this.seen), now);
    const key = String.fromCharCode(...this.seen) + this.kind;
    if (key === this.before) return;
    this.before = key;
    paintSmile(this.mouth, this.seen, this.kind);
    this.painted += 1;
  }

  #paintCrowd(now, motion, still) {
    const begun = performance.now();
    this.crowdAt = now;
    this.crowd.paint(this.compiled, this.feeling, { ...motion, still }, this.sight, now, !plain.matches);
    this.gap = Math.min(250, Math.max(CROWD_EVERY, (performance.now() - begun) / SHARE));
  }

  #paintSmall(one, now) {
    one.at = now;
    one.guard.limit(seenBy(one.sight, this.bytes, one.seen), now);
    paintSmile(one.canvas, one.seen, this.kind, 0.8, 0.9);
  }
}

/** One smile in the middle of a canvas; wide, tall: how much of it the teeth may fill, the rest is for the halo. */
export function paintSmile(canvas, bytes, kind = 'grown', wide = 0.66, tall = 0.58) {
  const { width, height } = canvas, ctx = canvas.getContext('2d');
  const { teeth, zoom = 1, braces = false } = MOUTHS[kind];
  ctx.clearRect(0, 0, width, height);
  const across = Math.min(width * wide, height * ASPECT * tall) * zoom;
  const box = { x: (width - across) / 2, y: 0, width: across, height };
  paintMouth(ctx, bytes, box, { teeth, halo: !plain.matches });
  if (braces) brace(ctx, box, teeth);
}

/** Brackets and a wire: they only take light away. */
function brace(ctx, box, teeth) {
  const half = box.width / 2, x0 = box.x + half, y0 = box.y + box.height / 2;
  const stand = crowns();
  ctx.save();
  ctx.fillStyle = ctx.strokeStyle = METAL;
  ctx.lineWidth = Math.max(1, half * 0.012);
  for (const upper of [true, false]) {
    const row = stand.filter((crown, tooth) => crown.upper === upper && (teeth >>> tooth) & 1).sort((a, b) => a.x - b.x);
    ctx.globalAlpha = 0.8;
    ctx.beginPath();
    row.forEach(({ x, y }, at) => ctx[at ? 'lineTo' : 'moveTo'](x0 + x * half, y0 + y * half));
    ctx.stroke();
    for (const { x, y, wide, tall } of row) {
      const w = Math.max(1.5, wide * half * 0.4), h = Math.max(1.5, Math.min(tall * half * 0.26, w * 1.2));
      ctx.globalAlpha = 0.88;
      ctx.beginPath();
      ctx.roundRect(x0 + x * half - w / 2, y0 + y * half - h / 2, w, h, w * 0.2);
      ctx.fill();
    }
  }
  ctx.restore();
}
