// A crowd of a hundred in one design: rows of smiles that grow towards the front, each with its own moment, a feeling
// near the one that is tried, and its own gaps. Every tooth passes the guard. Pixels are worked out once for each size
// of the picture; a frame adds up bytes, so that a machine without a graphics chip keeps pace.

import { labToBytes } from './colour.js';
import { Guard } from './guard.js';
import { paintMouth, ASPECT } from './mouth.js';
import { inner } from './studiopace.js';
import { seenBy } from './studiovision.js';
import { inputsOf } from './thumb.js';

export const ROWS = [19, 17, 15, 14, 13, 12, 10]; // a hundred, the last row in front
const TEETH = 32;
const COARSE = 6; // pixels of the picture in one cell of its halo
const clamp = (low, x, high) => Math.min(high, Math.max(low, x));

/** The same chance each time: 0..1 from a whole number. */
function chance(seed) {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** A hundred people: seed, how their feeling differs, when their beat comes, which teeth they have. */
function people() {
  return Array.from({ length: 100 }, (_, one) => {
    const dice = (what) => chance(one * 16 + what);
    let teeth = 0x7f7f7f7f;
    for (let tooth = 0; tooth < TEETH; tooth += 1) {
      const late = 0.02 + 0.08 * ((tooth % 8) / 7); // back teeth go first
      if (dice(6) < 0.35 && chance(one * 97 + tooth) < late) teeth &= ~(1 << tooth);
    }
    const wide = dice(1) ** 2 * 0.7, way = 2 * Math.PI * dice(2);
    return {
      seed: 7919 * (one + 1), teeth: teeth >>> 0, valence: wide * Math.cos(way), arousal: wide * Math.sin(way),
      beat: 0.08 * (dice(3) - 0.5), pulse: dice(4), rate: 0.9 + 0.35 * dice(5),
    };
  });
}

export class Crowd {
  constructor(canvas) {
    this.canvas = canvas;
    this.ctx = canvas.getContext('2d');
    this.people = people();
    this.bytes = new Uint8Array(3 * TEETH * this.people.length);
    this.seen = new Uint8Array(this.bytes.length);
    this.guard = new Guard(TEETH * this.people.length);
  }

  /** Where everybody stands, for a picture of so many pixels. */
  fit(width, height) {
    if (!width || !height || (width === this.canvas.width && height === this.canvas.height)) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.crowns = Object.assign(document.createElement('canvas'), { width, height });
    this.picture = new ImageData(width, height);
    const wide = Math.ceil(width / COARSE), tall = Math.ceil(height / COARSE);
    this.halo = { wide, tall, sum: new Float32Array(3 * wide * tall), picture: new ImageData(wide, tall),
      canvas: Object.assign(document.createElement('canvas'), { width: wide, height: tall }) };
    this.spots = this.#stand(width, height);
  }

  #stand(width, height) {
    const spots = [];
    const far = width / 26, near = Math.min(width / 11.5, height / 2.6); // width of a smile, at the back and in front
    let one = 0, y = height * 0.1;
    ROWS.forEach((count, row) => {
      const size = far + (near - far) * (row / (ROWS.length - 1)) ** 1.25;
      const mask = stamp(Math.max(6, Math.round(size)));
      const room = (width - size * 1.15) / count;
      for (let place = 0; place < count; place += 1, one += 1) {
        const shake = [chance(one * 31 + 7) - 0.5, chance(one * 31 + 8) - 0.5];
        const x = size * 0.575 + room * (place + 0.5) + shake[0] * (room - size) * 0.8;
        spots.push(this.#spot(mask, x, y + shake[1] * size * 0.22, size, this.people[one].teeth));
      }
      y += (height * 0.84) * (size / ROWS.reduce((sum, _, r) => sum + far + (near - far) * (r / (ROWS.length - 1)) ** 1.25, 0));
    });
    return spots;
  }

  /** Which pixels of the picture a smile lights, and which cells of the halo. */
  #spot(mask, x, y, size, teeth) {
    const { width, height } = this.canvas, { wide, tall } = this.halo;
    const left = Math.round(x - mask.width / 2), top = Math.round(y - mask.height / 2);
    const at = [], tooth = [], weight = [];
    for (let pixel = 0; pixel < mask.tooth.length; pixel += 1) {
      if (!mask.weight[pixel] || !((teeth >>> mask.tooth[pixel]) & 1)) continue;
      const px = left + (pixel % mask.width), py = top + Math.floor(pixel / mask.width);
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      at.push(4 * (py * width + px));
      tooth.push(mask.tooth[pixel]);
      weight.push(mask.weight[pixel]);
    }
    const cells = [], shares = [], reach = (size * 0.95) / COARSE;
    const cx = x / COARSE, cy = y / COARSE;
    for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(tall, cy + reach); row += 1) {
      for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(wide, cx + reach); column += 1) {
        const d2 = ((column + 0.5 - cx) ** 2 + (1.6 * (row + 0.5 - cy)) ** 2) / (reach * reach);
        if (d2 >= 1) continue;
        cells.push(row * wide + column);
        shares.push(0.2 * (1 - d2) ** 3);
      }
    }
    return { at: Int32Array.from(at), tooth: Uint8Array.from(tooth), weight: Uint8Array.from(weight),
      cells: Int32Array.from(cells), shares: Float32Array.from(shares), teeth };
  }

  /** One frame: draw is a compiled glyph, motion {seconds, beat, pulse}. */
  paint(draw, feeling, motion, sight, now, halo = true) {
    if (!this.spots) return;
    this.#light(draw, feeling, motion);
    seenBy(sight, this.bytes, this.seen);
    this.guard.limit(this.seen, now);
    this.#crowns();
    const { ctx, canvas } = this;
    ctx.globalCompositeOperation = 'source-over';
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    if (halo) {
      this.#glow();
      ctx.globalCompositeOperation = 'lighter';
      ctx.drawImage(this.halo.canvas, 0, 0, this.halo.wide * COARSE, this.halo.tall * COARSE);
    }
    ctx.drawImage(this.crowns, 0, 0);
  }

  #light(draw, feeling, { seconds, beat, pulse, still }) {
    this.people.forEach((one, at) => {
      const valence = clamp(-1, feeling.valence + one.valence, 1), arousal = clamp(-1, feeling.arousal + one.arousal, 1);
      const turn = still ? 0 : one.pulse + pulse * one.rate;
      const lab = draw([...inputsOf({ valence, arousal, sure: feeling.sure }), (beat + one.beat + 1) % 1, turn % 1], one.seed, seconds);
      labToBytes(lab, this.bytes.subarray(3 * TEETH * at, 3 * TEETH * (at + 1)));
      for (let tooth = 0; tooth < TEETH; tooth += 1) {
        if (!((one.teeth >>> tooth) & 1)) this.bytes.fill(0, 3 * (TEETH * at + tooth), 3 * (TEETH * at + tooth) + 3);
      }
    });
  }

  #crowns() {
    const { data } = this.picture, { seen } = this;
    this.spots.forEach(({ at, tooth, weight }, one) => {
      const from = 3 * TEETH * one;
      for (let pixel = 0; pixel < at.length; pixel += 1) {
        const to = at[pixel], of = from + 3 * tooth[pixel];
        const red = seen[of], green = seen[of + 1], blue = seen[of + 2], most = Math.max(red, green, blue);
        data[to] = red;
        data[to + 1] = green;
        data[to + 2] = blue;
        data[to + 3] = most >= 48 ? weight[pixel] : (weight[pixel] * most) / 48; // a nearly dark tooth hides nobody
      }
    });
    inner(this.crowns).putImageData(this.picture, 0, 0);
  }

  #glow() {
    const { sum, wide, tall, picture, canvas } = this.halo;
    sum.fill(0);
    this.spots.forEach(({ cells, shares }, one) => {
      const mean = meanOf(this.seen, one);
      for (let cell = 0; cell < cells.length; cell += 1) {
        for (let channel = 0; channel < 3; channel += 1) sum[3 * cells[cell] + channel] += shares[cell] * mean[channel];
      }
    });
    for (let cell = 0; cell < wide * tall; cell += 1) {
      const most = Math.max(sum[3 * cell], sum[3 * cell + 1], sum[3 * cell + 2]);
      for (let channel = 0; channel < 3; channel += 1) picture.data[4 * cell + channel] = most ? (255 * sum[3 * cell + channel]) / most : 0;
      picture.data[4 * cell + 3] = Math.min(140, most);
    }
    inner(canvas).putImageData(picture, 0, 0);
  }
}

function meanOf(bytes, one) {
  const mean = [0, 0, 0], from = 3 * TEETH * one;
  for (let at = 0; at < 3 * TEETH; at += 1) mean[at % 3] += bytes[from + at] / TEETH;
  return mean;
}

const stamps = new Map();

/** For a smile of this width: which tooth lights each pixel most, and how much of its light leaves there. */
function stamp(size) {
  if (stamps.has(size)) return stamps.get(size);
  const width = size + 4, height = Math.ceil(size / ASPECT) + 4;
  const canvas = Object.assign(document.createElement('canvas'), { width: 8 * width, height: 4 * height });
  const ctx = inner(canvas);
  for (let tooth = 0; tooth < TEETH; tooth += 1) {
    const bytes = new Uint8Array(3 * TEETH);
    bytes.fill(255, 3 * tooth, 3 * tooth + 3);
    const x = (tooth % 8) * width + 2, y = Math.floor(tooth / 8) * height + 2;
    paintMouth(ctx, bytes, { x, y, width: size, height: size / ASPECT }, { halo: false });
  }
  const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
  const made = { width, height, tooth: new Uint8Array(width * height), weight: new Uint8Array(width * height) };
  for (let tooth = 0; tooth < TEETH; tooth += 1) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const alpha = data[4 * ((Math.floor(tooth / 8) * height + y) * canvas.width + (tooth % 8) * width + x) + 3];
        const at = y * width + x;
        if (alpha <= made.weight[at]) continue;
        made.tooth[at] = tooth;
        made.weight[at] = alpha;
      }
    }
  }
  stamps.set(size, soften(made));
  return made;
}

/** Seen from afar, the dark between two teeth is not black, and a crown is as light as its tooth. */
function soften(made) {
  const { tooth, weight, width } = made, before = weight.slice(), most = Math.max(1, ...before);
  for (let at = 1; at < weight.length - 1; at += 1) {
    const left = before[at - 1], right = before[at + 1], between = 0.8 * Math.min(left, right);
    if (between > before[at] && at % width && (at + 1) % width) tooth[at] = left > right ? tooth[at - 1] : tooth[at + 1];
    weight[at] = (255 * Math.max(before[at], between)) / most;
  }
  return made;
}
