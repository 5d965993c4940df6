// A log as a tree seen from above: a ring for each day, a point of light for each entry. Light is added, and soft.

const CORE = 0.07; // share of the radius that is no ring
const EDGE = 0.94; // share of the radius at which the newest ring ends
const POINTS = 1600; // entries that are drawn one by one; beyond, every second, third ...
const GOLDEN = Math.PI * (3 - Math.sqrt(5)); // between two entries, so that they never line up
const STEADY = 0.7548776662; // 1 / the plastic number: spreads as evenly, in another direction
const INK = '234, 240, 242';

/** Where each ring ends, as shares of the radius: a day with more entries is wider, but never by much. */
export function widths(counts) {
  const wide = counts.map((count) => 1 + Math.log2(1 + count));
  const whole = wide.reduce((sum, each) => sum + each, 0);
  let at = CORE;
  return wide.map((each) => (at += ((EDGE - CORE) * each) / Math.max(whole, 12)));
}

/** No tree is quite round: how far out the bark is in this direction, 0.92 to 1. `seed`: bytes that are the log's own. */
export function bark(seed, angle) {
  const turn = (at) => (seed[at % seed.length] / 256) * 2 * Math.PI;
  return 0.962 + 0.018 * Math.sin(2 * angle + turn(0)) + 0.012 * Math.sin(3 * angle + turn(1)) + 0.006 * Math.sin(5 * angle + turn(2));
}

/** Where an entry stands: share of the radius and angle. */
export function place(index, ring, low, high) {
  const along = ring.size - ring.from > 1 ? (index - ring.from) / (ring.size - ring.from - 1) : 0.5;
  const spread = 0.7 * ((index * STEADY) % 1) + 0.3 * along;
  return { r: low + (high - low) * (0.16 + 0.7 * spread), angle: index * GOLDEN };
}

export class Rings {
  constructor(canvas) {
    this.canvas = canvas;
    this.sprite = glow();
    this.state = null;
  }

  /** state: { rings: [{ from, size }], seed, chosen: number of a ring or -1, entry: index or -1, lit: entries that agree } */
  draw(state) {
    this.state = state;
    const side = this.canvas.clientWidth;
    const scale = Math.min(devicePixelRatio || 1, 2);
    if (!side) return;
    this.canvas.width = this.canvas.height = Math.round(side * scale);
    const pen = this.canvas.getContext('2d');
    pen.setTransform(scale * side / 2, 0, 0, scale * side / 2, scale * side / 2, scale * side / 2);
    this.ends = widths(state.rings.map((ring) => ring.size - ring.from));
    this.#heart(pen);
    const calm = matchMedia('(prefers-contrast: more)').matches;
    state.rings.forEach((ring, at) => this.#ring(pen, ring, at, side));
    pen.globalCompositeOperation = 'lighter';
    if (!state.ghost) this.#points(pen, side, calm);
  }

  #heart(pen) {
    const soft = pen.createRadialGradient(0, 0, 0, 0, 0, 1);
    soft.addColorStop(0, `rgba(${INK}, 0.07)`);
    soft.addColorStop(1, `rgba(${INK}, 0)`);
    pen.fillStyle = soft;
    pen.fillRect(-1, -1, 2, 2);
  }

  #ring(pen, ring, at, side) {
    const chosen = at === this.state.chosen;
    const lit = ring.size <= this.state.lit;
    if (chosen) {
      this.#path(pen, this.ends[at]);
      this.#path(pen, this.ends[at - 1] ?? CORE * 0.6, true);
      pen.fillStyle = `rgba(${INK}, 0.07)`;
      pen.fill('evenodd');
    }
    pen.setLineDash(this.state.ghost ? [0.012, 0.02] : []);
    for (const [width, light] of this.#strokes(chosen, lit)) {
      this.#path(pen, this.ends[at]);
      pen.lineWidth = (2 * width) / side;
      pen.strokeStyle = `rgba(${INK}, ${light})`;
      pen.stroke();
    }
  }

  /** A bright line and its wide faint halo; what nobody has checked yet is a thin one. */
  #strokes(chosen, lit) {
    if (this.state.ghost) return [[1.2, 0.42]];
    if (chosen) return [[14, 0.05], [5, 0.12], [1.8, 0.95]];
    return lit ? [[8, 0.04], [1.3, 0.62]] : [[1, 0.22]];
  }

  #path(pen, r, also = false) {
    if (!also) pen.beginPath();
    for (let step = 0; step <= 120; step += 1) {
      const angle = (step / 120) * 2 * Math.PI;
      const out = r * bark(this.state.seed, angle);
      pen[step ? 'lineTo' : 'moveTo'](out * Math.cos(angle), out * Math.sin(angle));
    }
  }

  #points(pen, side, calm) {
    const { rings, lit, entry, chosen } = this.state;
    const size = rings.at(-1)?.size ?? 0;
    const every = Math.max(1, Math.ceil(size / POINTS));
    rings.forEach((ring, at) => {
      for (let index = Math.ceil(ring.from / every) * every; index < ring.size; index += every) {
        this.#point(pen, index, at, { light: index < lit || at === chosen ? 1 : 0.5, wide: calm ? 3 : 13, side });
      }
    });
    const mine = rings.findIndex((ring) => entry >= ring.from && entry < ring.size);
    if (mine >= 0) this.#point(pen, entry, mine, { light: 1, wide: calm ? 8 : 34, side, core: 3 });
  }

  #point(pen, index, at, { light, wide, side, core = 1.2 }) {
    const { r, angle } = place(index, this.state.rings[at], this.ends[at - 1] ?? CORE * 0.6, this.ends[at]);
    const out = r * bark(this.state.seed, angle);
    const [x, y] = [out * Math.cos(angle), out * Math.sin(angle)];
    const [halo, bright] = [(2 * wide) / side, (2 * core) / side];
    pen.globalAlpha = light;
    pen.drawImage(this.sprite, x - halo / 2, y - halo / 2, halo, halo);
    pen.beginPath();
    pen.arc(x, y, bright, 0, 2 * Math.PI);
    pen.fillStyle = `rgba(${INK}, 0.9)`;
    pen.fill();
    pen.globalAlpha = 1;
  }

  /** Which ring and entry lie here, in CSS pixels of the canvas; -1 where none. */
  hit(x, y) {
    if (!this.state || this.state.ghost) return { ring: -1, entry: -1 };
    const half = this.canvas.clientWidth / 2;
    const [dx, dy] = [(x - half) / half, (y - half) / half];
    const angle = Math.atan2(dy, dx);
    const r = Math.hypot(dx, dy) / bark(this.state.seed, angle);
    const ring = r > this.ends.at(-1) * 1.06 ? -1 : this.ends.findIndex((end) => r <= end);
    const at = ring < 0 && r <= this.ends.at(-1) * 1.06 ? this.ends.length - 1 : ring;
    return { ring: at, entry: at < 0 ? -1 : this.#nearest(at, dx, dy) };
  }

  #nearest(at, dx, dy) {
    const ring = this.state.rings[at];
    const reach = 16 / this.canvas.clientWidth; // eight pixels
    let [best, found] = [reach, -1];
    for (let index = ring.from; index < Math.min(ring.size, ring.from + 4000); index += 1) {
      const { r, angle } = place(index, ring, this.ends[at - 1] ?? CORE * 0.6, this.ends[at]);
      const out = r * bark(this.state.seed, angle);
      const far = Math.hypot(out * Math.cos(angle) - dx, out * Math.sin(angle) - dy);
      if (far < best) [best, found] = [far, index];
    }
    return found;
  }
}

/** A wide faint halo round a bright core: two radii, the second at a tenth of the light. */
function glow() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext('2d');
  const soft = pen.createRadialGradient(32, 32, 0, 32, 32, 32);
  for (const [at, light] of [[0, 0.8], [0.18, 0.3], [0.45, 0.08], [1, 0]]) soft.addColorStop(at, `rgba(${INK}, ${light})`);
  pen.fillStyle = soft;
  pen.fillRect(0, 0, 64, 64);
  return canvas;
}
