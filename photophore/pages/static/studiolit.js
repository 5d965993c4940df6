// Words that shine now, lit in the colour they make. A word's own light is what the mouth shows of it: glyph.js tells
// how much of it is in each tooth. Every word is a cell of the guard, as every tooth is.

import { labToBytes } from './colour.js';
import { Guard } from './guard.js';

const WORDS = 200; // as many as a glyph can have
const REST = 0.74, FULL = 0.93; // OKLab lightness of a word that does not shine, and of one that shines fully
const CHROMA = 0.125; // what every hue can have at that lightness
const TEETH = 32;

const key = (path) => path.join(' ');

export class Lit {
  constructor() {
    this.guard = new Guard(WORDS);
    this.bytes = new Uint8Array(3 * WORDS);
    this.lab = new Float32Array(3 * WORDS);
  }

  /** CSS colours, one for each span; parts: draw.parts() now; lab: the mouth's own light, (32, 3). */
  colours(spans, parts, lab, now) {
    const found = new Map(parts.map((part) => [key(part.path), part]));
    this.lab.fill(0);
    spans.slice(0, WORDS).forEach(([, , , path], one) => {
      const part = found.get(key(path));
      this.lab.set(part ? word(part, lab) : [REST, 0, 0], 3 * one);
    });
    labToBytes(this.lab, this.bytes);
    this.guard.limit(this.bytes, now);
    return spans.map((_, one) => (one < WORDS ? `rgb(${this.bytes.subarray(3 * one, 3 * one + 3).join(' ')})` : null));
  }
}

/** OKLab of a word: light enough to be read when it rests, lighter and in its colour when it shines. */
function word({ values, teeth, shine }, lab) {
  const own = values.length === 3 * TEETH;
  let sum = 0, l = 0, a = 0, b = 0;
  for (let t = 0; t < TEETH; t += 1) {
    const from = own ? values : lab, light = teeth[t];
    if (!(light > 0) || Number.isNaN(from[3 * t])) continue;
    sum += light;
    l += light * from[3 * t];
    a += light * from[3 * t + 1];
    b += light * from[3 * t + 2];
  }
  if (!(sum > 0) || !(l > 0)) return [REST, 0, 0];
  const share = Math.min(1, 1.35 * Math.max(0, shine) ** 0.75), scale = (0.85 * share) / (l / sum);
  const [x, y] = [(a / sum) * scale, (b / sum) * scale];
  const much = Math.min(1, CHROMA / Math.max(1e-6, Math.hypot(x, y)));
  return [REST + (FULL - REST) * share * (1 - 0.5 * Math.min(1, Math.hypot(x, y) / CHROMA)), x * much, y * much];
}
