// The lights of a map as layers for glow.js: tiles of ground, and single smiles that come near.
//
// What arrives about eight times a second is eased into, so that light flows; and every light passes the guard
// before it becomes a layer. The last minute of the tiles is kept in the page, so that time can be turned back.

import { Guard } from './guard.js';

const EASE = 140; // milliseconds in which two thirds of a change are shown
const MINUTE = 60000; // milliseconds that are kept
const KEEP_EVERY = 240; // milliseconds between two moments that are kept
const SLOTS = 512; // smiles near by at once; the hub sends 400
const TEETH = 32;

const smooth = (low, high, x) => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/** Bytes that follow an aim softly. */
class Eased {
  constructor(length) {
    this.aim = new Uint8Array(length);
    this.shown = new Float32Array(length);
    this.out = new Uint8Array(length);
    this.at = null;
  }

  step(now) {
    const share = this.at === null ? 1 : 1 - Math.exp(-Math.max(0, now - this.at) / EASE);
    this.at = now;
    const { aim, shown, out } = this;
    for (let one = 0; one < aim.length; one += 1) {
      shown[one] += (aim[one] - shown[one]) * share;
      out[one] = shown[one] + 0.5;
    }
    return out;
  }
}

export class Tiles {
  /** xy: Float32Array (2k) world; size: the tiles' distance in world units. */
  constructor(xy, size) {
    this.count = xy.length / 2;
    this.size = size;
    this.eased = new Eased(3 * this.count);
    this.guard = new Guard(this.count);
    this.layer = { xy, rgb: this.eased.out, size: null, count: this.count, core: 1, halo: 1, strength: 1, version: 1 };
    this.past = []; // {at: page milliseconds, bytes, mood}
    this.back = 0; // milliseconds back from now that are shown
  }

  /** The newest light; `mood` is what the city felt then, to be told again when time is turned back. */
  take(bytes, now, mood = null) {
    if (bytes.length !== this.eased.aim.length) return;
    if (!this.back) this.eased.aim.set(bytes);
    const last = this.past.at(-1);
    if (last && now - last.at < KEEP_EVERY) return;
    this.past.push({ at: now, bytes: bytes.slice(), mood });
    while (this.past.length && now - this.past[0].at > MINUTE) this.past.shift();
  }

  /** Milliseconds of the past that can be seen. */
  reach(now) {
    return this.past.length ? Math.min(MINUTE, now - this.past[0].at) : 0;
  }

  /** Turns time back by so many milliseconds; 0 is now. Gives the moment that is shown, or null for now. */
  turn(back, now) {
    this.back = back;
    if (!this.past.length) return null;
    const found = back ? this.#moment(now - back) : this.past.at(-1);
    this.eased.aim.set(found.bytes);
    return back ? found : null;
  }

  #moment(at) {
    return this.past.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best));
  }

  /** One frame: cores as large as a tile, until the map is near enough to see who stands there. */
  step(now, camera, lens) {
    this.guard.limit(this.eased.step(now), now);
    return Object.assign(this.layer, this.look(camera, lens));
  }

  /** How the tiles look from there. */
  look(camera, lens) {
    const apart = this.size * camera.scale;
    return {
      core: Math.min(60, Math.max(1.5, apart * 0.62)),
      halo: Math.min(150, Math.max(14, apart * 3.4)),
      strength: (1 - 0.9 * smooth(3, 11, camera.zoom)) * (lens ? 0.3 : 1),
    };
  }
}

// Where 32 teeth stand in a smile seen from afar: half widths of the mouth, y downwards (mouth.js tells it finely)
const WIDTHS = [[8.6, 6.7, 7.0, 5.6, 4.8, 5.0, 3.5, 2.3], [5.3, 5.8, 6.3, 5.6, 5.0, 5.4, 3.8, 2.5]];
const STANDS = Array.from({ length: TEETH }, (_, tooth) => {
  const quadrant = Math.floor(tooth / 8), place = tooth % 8, lower = quadrant > 1 ? 1 : 0;
  const widths = WIDTHS[lower], unit = (lower ? 0.83 : 0.955) / widths.reduce((sum, width) => sum + width, 0);
  const from = widths.slice(0, place).reduce((sum, width) => sum + width, 0);
  const side = quadrant === 0 || quadrant === 3 ? -1 : 1; // the wearer's right is the viewer's left
  const x = side * (from + widths[place] / 2) * unit, lens = (1 - x * x) ** 0.85;
  return {
    x, y: -0.235 + (lower ? 0.425 : 0.092) * lens,
    wide: widths[place] * unit * 0.92, tall: (lower ? 0.27 : 0.32) * lens,
  };
});

export class Near {
  /** width: how wide a smile is, in world units. */
  constructor(width) {
    this.width = width;
    this.slots = new Map(); // the hub's id for this session -> slot
    this.gone = new Map(); // slot -> when it went; it is used again once it is dark and a second has passed
    this.free = Array.from({ length: SLOTS }, (_, slot) => SLOTS - 1 - slot);
    this.eased = new Eased(3 * TEETH * SLOTS);
    this.guard = new Guard(TEETH * SLOTS);
    this.means = new Uint8Array(3 * SLOTS);
    this.meanGuard = new Guard(SLOTS);
    const at = new Float32Array(2 * SLOTS), teeth = new Float32Array(2 * SLOTS * TEETH);
    const sizes = Float32Array.from({ length: 2 * SLOTS * TEETH }, (_, one) => {
      const stand = STANDS[(one >> 1) % TEETH];
      return (one & 1 ? stand.tall : stand.wide) * width / 2;
    });
    this.points = { xy: at, rgb: this.means, size: null, count: SLOTS, core: 2, halo: 14, strength: 0, version: 0 };
    this.teeth = { xy: teeth, rgb: this.eased.out, size: sizes, count: SLOTS * TEETH, tooth: true, core: 0, halo: 0,
      strength: 0, version: 0 };
    this.aura = { ...this.points, core: 0, version: 0 }; // the wide light around a smile that shows its teeth
  }

  /** ids: k numbers; xy: Float32Array (2k) world; light: Uint8Array (96k), smile by smile. */
  take(ids, xy, light, now) {
    const here = new Set(ids);
    for (const [id, slot] of this.slots) if (!here.has(id)) this.#leave(id, slot, now);
    ids.forEach((id, one) => {
      const slot = this.slots.get(id) ?? this.#arrive(id, xy[2 * one], xy[2 * one + 1]);
      if (slot !== undefined) this.eased.aim.set(light.subarray(96 * one, 96 * one + 96), 96 * slot);
    });
  }

  clear(now) {
    for (const [id, slot] of this.slots) this.#leave(id, slot, now);
  }

  #leave(id, slot, now) {
    this.slots.delete(id);
    this.gone.set(slot, now);
    this.eased.aim.fill(0, 96 * slot, 96 * slot + 96);
  }

  #arrive(id, x, y) {
    const slot = this.free.pop();
    if (slot === undefined) return undefined;
    this.slots.set(id, slot);
    this.points.xy.set([x, y], 2 * slot);
    STANDS.forEach((stand, tooth) => {
      const at = 2 * (slot * TEETH + tooth);
      this.teeth.xy[at] = x + stand.x * this.width / 2;
      this.teeth.xy[at + 1] = y + stand.y * this.width / 2;
    });
    this.points.version += 1;
    this.teeth.version += 1;
    this.aura.version += 1;
    return slot;
  }

  /** One frame: points from afar, teeth as one comes near. */
  step(now, camera, hidden) {
    for (const [slot, since] of this.gone) {
      if (now - since > 1200) {
        this.gone.delete(slot);
        this.free.push(slot);
      }
    }
    if (this.slots.size || this.gone.size) {
      this.guard.limit(this.eased.step(now), now);
      this.#average();
      this.meanGuard.limit(this.means, now);
    } else this.eased.at = now;
    const looks = this.look(camera, hidden);
    return [this.points, this.aura, this.teeth].map((layer, one) => Object.assign(layer, looks[one]));
  }

  /** How points, auras and teeth look from there. */
  look(camera, hidden) {
    const wide = this.width * camera.scale, close = smooth(15, 30, wide);
    const seen = hidden ? 0 : smooth(2.6, 5, camera.zoom);
    return [
      { core: Math.max(1.6, wide * 0.16), halo: Math.max(12, wide * 0.9), strength: seen * (1 - close) },
      { halo: wide * 1.05, strength: seen * close },
      { strength: seen * close },
    ];
  }

  #average() {
    const { out } = this.eased;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let sum = 0, lit = 0;
        for (let at = 96 * slot + channel; at < 96 * slot + 96; at += 3) {
          sum += out[at];
          lit += out[at] > 0 ? 1 : 0;
        }
        this.means[3 * slot + channel] = lit ? sum / lit : 0;
      }
    }
  }
}
