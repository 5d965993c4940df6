// What went wrong with this smile, as light: the phone's twin of photophore/light/glitch.py (within 1/255), and what
// notices it on this device. What it notices, with its true values, stays here.
//
//   treat(lab, marks, seed, seconds);     // 32 teeth x (L, a, b), changed in place; before the guard
//   const glitches = new Glitches();      // off until the wearer wishes it
//   glitches.felt(bpm, pageMs);           // what a sensor said
//   glitches.came(lateMs);                // how late a cue was
//   glitches.treat(lab, { seed, teeth }, seconds, pageMs);

import { KEY, stir } from './glyph.js';

const TEETH = 32;
export const SEAM = 1, ECHO = 2, STIPPLE = 4, PETAL = 8, HUE = 16, ALL = 31;
export const KINDS = { seam: SEAM, echo: ECHO, stipple: STIPPLE, petal: PETAL, hue: HUE };

const oklch = (l, c, degrees) => [l, c * Math.cos((degrees * Math.PI) / 180), c * Math.sin((degrees * Math.PI) / 180)];
const GOLD = oklch(0.82, 0.118, 84), PEARL = oklch(0.9, 0.035, 205), DEEP = oklch(0.62, 0.11, 240);
const SEAM_SHARE = 0.85, RING_SHARE = 0.5;
const THIN = 0.34, WIDE = 1.5;
const SEAM_RISE = 1.5, SEAM_STAYS = 30, ECHO_RISE = 1.2, ECHO_STAYS = 5; // seconds
const FULL_JITTER = 0.25, DENSEST = 0.75, GRAIN = 0.34, BETWEEN = 0.12, TURNING = 9;
const CARRIED = 0.4, LIFT = 1.06, LOST = 3, OPEN = 0.85, VIVID = 0.1, MODES = 4;
export const SURPRISED = 2; // lambda from which the palette opens
const ROWS = [[7, 6, 5, 4, 3, 2, 1, 0, 8, 9, 10, 11, 12, 13, 14, 15],
  [31, 30, 29, 28, 27, 26, 25, 24, 16, 17, 18, 19, 20, 21, 22, 23]]; // as the viewer sees them
const each = (make) => Array.from({ length: TEETH }, (_, tooth) => make(tooth));
const TOOTH = each((t) => ([0, 3].includes(t >> 3) ? 7 - (t % 8) : 8 + (t % 8)) / 15);
const HEIGHT = each((t) => (t < 16 ? 0.5 : -0.5));

const unit = (word) => (word >>> 8) / 2 ** 24;
const clamp = (x, least = 0, most = 1) => (x > least ? Math.min(x, most) : least); // NaN is the least
const soft = (x) => clamp(x) ** 2 * (3 - 2 * clamp(x));
const swell = (turns) => Math.sin(Math.PI * turns) ** 2;
const near = (x, where, width) => clamp(1 - ((x - where) / width) ** 2) ** 2;
const envelope = (age, rise, stays) => (age >= 0 ? Math.min(age / rise, (stays - age) / rise) : NaN);

/** All is well, and nothing was chosen. */
export function unmarked() {
  return { on: 0, fault: false, gap: [NaN, NaN, NaN, NaN], echo: [NaN, NaN], jitter: NaN, petals: 0, surprise: NaN, second: 0 };
}

/** OKLab of 32 teeth with its glitches as light, in place; marks as glitch.Marks. What is dark or unknown stays so. */
export function treat(lab, marks, seed, seconds) {
  const before = Float32Array.from(lab);
  for (let at = 0; at < lab.length; at++) if (Number.isNaN(lab[at])) lab[at] = 0;
  const lit = each((tooth) => before[3 * tooth] > 0);
  for (const draw of [opened, stippled, seamed, echoed, petalled]) draw(lab, marks, seed >>> 0, seconds);
  for (let tooth = 0; tooth < TEETH; tooth++) {
    if (!lit[tooth] && !(marks.on & PETAL && lab[3 * tooth] > 0)) lab.set(before.subarray(3 * tooth, 3 * tooth + 3), 3 * tooth);
  }
  if (marks.fault) lab.fill(0); // a fault is no ornament
  return lab;
}

function mix(lab, tooth, other, share) {
  for (let part = 0; part < 3; part++) lab[3 * tooth + part] += (other[part] - lab[3 * tooth + part]) * share;
}

const scaled = (shade, light) => shade.map((part) => (part * light) / shade[0]);

function opened(lab, { on, surprise, second }) {
  const much = on & HUE ? soft((surprise - SURPRISED) / (LOST - SURPRISED)) : 0;
  if (!much) return;
  for (let tooth = 0; tooth < TEETH; tooth++) {
    const light = lab[3 * tooth], turn = 2 * Math.PI * second;
    const other = [light, VIVID * light * Math.cos(turn), VIVID * light * Math.sin(turn)];
    mix(lab, tooth, other, OPEN * much * soft(Math.abs(2 * TOOTH[tooth] - 1) * 1.25));
  }
}

function stippled(lab, { on, jitter }, seed, seconds) {
  const density = on & STIPPLE ? clamp(jitter / FULL_JITTER, 0, DENSEST) : 0;
  if (!density) return;
  for (let tooth = 0; tooth < TEETH; tooth++) {
    const own = unit(stir(Math.imul(stir(seed), KEY[tooth]) >>> 0));
    const above = swell(own + ((seconds / TURNING) % 1)) - 1 + swell(density / 2);
    const grain = soft(above / 0.3 + 0.5);
    mix(lab, tooth, scaled(PEARL, Math.min(lab[3 * tooth] * 1.08, 0.92)), GRAIN * grain);
    for (let part = 0; part < 3; part++) lab[3 * tooth + part] *= 1 - BETWEEN * (1 - grain);
  }
}

/** The way across a gap at one tooth: [height, SD]. */
export function bridge([before, after, sd], tooth, seed) {
  const across = TOOTH[tooth];
  let wave = 0;
  for (let mode = 1; mode <= MODES; mode++) {
    const height = 2 * unit(stir((seed + Math.imul(mode, 0x9e3779b9)) >>> 0)) - 1;
    wave += (Math.sqrt(6) / (Math.PI * mode)) * Math.sin(Math.PI * across * mode) * height;
  }
  const path = 0.6 * (before + (after - before) * across) + 2 * sd * wave;
  return [clamp(path, -0.75, 0.75), 2 * sd * Math.sqrt(across * (1 - across))];
}

function seamed(lab, { on, gap }, seed) {
  const much = on & SEAM ? soft(envelope(gap[3], SEAM_RISE, SEAM_STAYS)) : 0;
  if (!much) return;
  const told = gap.map((part) => (Number.isNaN(part) ? 0 : part));
  for (let tooth = 0; tooth < TEETH; tooth++) {
    const [path, sd] = bridge(told, tooth, seed);
    const light = clamp(lab[3 * tooth] * 1.12, 0.66, 0.88);
    mix(lab, tooth, scaled(GOLD, light), SEAM_SHARE * much * near(HEIGHT[tooth], path, THIN + WIDE * sd));
  }
}

function echoed(lab, { on, echo: [value, age] }) {
  const much = on & ECHO ? soft(envelope(age, ECHO_RISE, ECHO_STAYS)) : 0;
  if (!much) return;
  const come = clamp((Number.isNaN(value) ? 0 : value) / 2 + 0.5);
  const ring = DEEP.map((part, at) => part + (PEARL[at] - part) * come);
  for (let tooth = 0; tooth < TEETH; tooth++) {
    const away = Math.hypot(2 * TOOTH[tooth] - 1, 0.5 * HEIGHT[tooth]);
    const light = clamp(lab[3 * tooth] * 1.05, 0.42, 0.88);
    mix(lab, tooth, scaled(ring, light), RING_SHARE * much * near(away, (1.3 * age) / ECHO_STAYS, 0.36));
  }
}

function petalled(lab, { on, petals }) {
  const dead = each((tooth) => Boolean(on & PETAL) && Boolean((petals >>> tooth) & 1));
  if (!dead.includes(true)) return;
  const from = Float32Array.from(lab);
  for (const row of ROWS) {
    const pairs = [...row.slice(1).map((here, at) => [here, row[at]]), ...row.slice(0, -1).map((here, at) => [here, row[at + 1]])];
    for (const [here, beside] of pairs) {
      if (!dead[beside] || dead[here] || !(from[3 * here] > 0)) continue;
      const light = Math.min(Math.max(from[3 * here], from[3 * beside]) * LIFT, 0.92);
      mix(lab, here, from.subarray(3 * beside, 3 * beside + 3), CARRIED);
      const lift = light / Math.max(lab[3 * here], 1e-6);
      for (let part = 0; part < 3; part++) lab[3 * here + part] *= lift;
    }
  }
  for (let tooth = 0; tooth < TEETH; tooth++) if (dead[tooth]) lab.fill(0, 3 * tooth, 3 * tooth + 3);
}
