// What the hub asks a wearer's own screen to shine: Cues in, guarded bytes for 32 teeth out.
//
//   const wear = new Wear();
//   wear.cue(message);                             // as it came over the wire
//   paintMouth(ctx, wear.bytes(hubMs, pageMs), box, { teeth: wear.teeth });
//
// Dark whenever in doubt: before the first cue, after the last has expired, without the hub's clock, and from the
// moment the wearer says so, with or without a network. All light passes the guard, tooth by tooth. Whatever a hub
// says, the beat turns forwards only and never faster than FASTEST by this page's own clock, through the dark as well.

import { compileTree, crossFade } from './glyph.js';
import { labToBytes } from './colour.js';
import { Guard } from './guard.js';

export const TEETH = 32;
export const STILL = { seconds: 5, beat: 0, pulse: 0 }; // where motion stops: the top of a breath of six a minute
const EASE = 250; // milliseconds in which a new feeling takes hold
const FADE = 750; // milliseconds from one glyph to the next: with the way here, one that has ended is gone within a second
export const FASTEST = 1.5; // hertz; as light/sync.py
const CATCH = 600; // milliseconds in which most of what a beat is behind is made up
const AHEAD = 0.1; // turns by which a beat that rests may stand ahead; beyond, it goes on to the next turn
const BEHIND = 0.05; // turns by which one at its fastest may stay behind; beyond, it waits for the next turn
const RESTFUL = 90; // beats per minute; a faster heart is shown at every second beat
const MOST = 8; // cues that may wait
const ALL = 0xffffffff;

/** Hertz at which a heart is shown; 0 where unknown. */
export function heartRate(bpm) {
  const hertz = (bpm > RESTFUL ? bpm / 2 : bpm) / 60;
  return hertz > 0 ? Math.min(FASTEST, hertz) : 0;
}

/** Turns that a beat goes on by: as the hub's does, and nearer to it, by waiting or by haste, whichever is sooner.
 *  aim: where the hub's stands; rate: its hertz; step: milliseconds of this page. What is no number holds the beat. */
export function turned(beat, aim, rate, step) {
  const most = (FASTEST * step) / 1000, speed = Math.min(FASTEST, Math.max(0, rate)) || 0, own = (speed * step) / 1000;
  const gap = aim - beat - own - Math.floor(aim - beat - own); // turns that the beat would be behind, 0..1
  if (!(gap >= 0 && most > 0)) return 0;
  const away = gap <= Math.max(BEHIND, Math.min(1 - AHEAD, 1 - speed / FASTEST)) ? gap : gap - 1;
  return Math.max(0, Math.min(most, own + away * Math.min(1, step / CATCH)));
}

export class Wear {
  constructor() {
    this.guard = new Guard(TEETH);
    this.out = new Uint8Array(3 * TEETH);
    this.trees = new Map(); // hash -> drawing
    this.isDark = false; // by the wearer's own hand
    this.beat = this.pulse = 0;
    this.turnedAt = -Infinity; // page milliseconds: long enough dark, any beat may be the next
    this.forget();
  }

  /** The hub that sent the cues is gone: its clock and its cues mean nothing to another. */
  forget() {
    this.waiting = []; // cues that apply later, soonest first
    this.current = null;
    this.now = null; // the six of the feeling, as shown
    this.fading = null; // {draw, seed, since}
    this.last = null; // hub milliseconds of the last drawing
  }

  /** Takes a cue. A dark one holds at once. */
  cue(message) {
    if (message.tree && message.tree_hash && !this.trees.has(message.tree_hash)) {
      this.trees.set(message.tree_hash, compileTree(message.tree));
      if (this.trees.size > 12) this.trees.delete(this.trees.keys().next().value);
    }
    if (message.dark) {
      this.waiting = [];
      this.current = message;
    } else this.waiting = [...this.waiting, message].slice(-MOST).sort((a, b) => a.apply_ms - b.apply_ms);
  }

  /** Dark now, and until `lighten`. */
  darken(pageMs = performance.now()) {
    this.isDark = true;
    this.guard.dark(pageMs);
  }

  lighten() {
    this.isDark = false;
  }

  /** Bits of the teeth that are there. */
  get teeth() {
    return this.current && !this.current.dark ? this.current.teeth : ALL;
  }

  /** Whether the hub knows what is felt. */
  get feels() {
    return Number.isFinite((this.waiting.at(-1) ?? this.current)?.feeling?.[0]); // a page that nobody sees draws none
  }

  /** Whether there is a cue that holds at this moment. */
  holds(hubMs) {
    const cue = this.current;
    return Boolean(!this.isDark && cue && !cue.dark && hubMs !== null && hubMs < cue.expires_ms);
  }

  /** (32, 3) sRGB bytes to paint now; the same array each time. hubMs is null where the hub's time is not known. */
  bytes(hubMs, pageMs, { still = false } = {}) {
    while (hubMs !== null && this.waiting.length && hubMs >= this.waiting[0].apply_ms) this.#begin(hubMs);
    if (this.holds(hubMs)) this.#draw(hubMs, pageMs, still);
    else {
      this.out.fill(0);
      this.now = this.last = null;
    }
    return this.guard.limit(this.out, pageMs);
  }

  #begin(hubMs) {
    const before = this.current;
    this.current = this.waiting.shift();
    if (before && !before.dark && before.tree_hash !== this.current.tree_hash && this.now) {
      this.fading = { draw: this.trees.get(before.tree_hash), since: hubMs };
    }
  }

  #draw(hubMs, pageMs, still) {
    const cue = this.current;
    const step = this.last === null ? 0 : Math.max(0, hubMs - this.last);
    this.last = hubMs;
    this.#feel(cue.feeling, step, still);
    this.#turn(cue, hubMs, pageMs);
    const motion = still ? STILL : { seconds: hubMs / 1000, beat: this.beat, pulse: this.pulse };
    const inputs = [...this.now, motion.beat, cue.heart > 0 ? motion.pulse : NaN];
    const draw = this.trees.get(cue.tree_hash);
    if (!draw) {
      this.out.fill(0);
      return;
    }
    const lab = draw(inputs, cue.seed >>> 0, motion.seconds);
    this.#mix(lab, inputs, motion, hubMs);
    this.glitches?.treat(lab, { seed: cue.seed >>> 0, seconds: motion.seconds, pageMs, still }); // glitches.js, if any
    const share = Math.cbrt(Math.max(0, Math.min(1, cue.power))); // light is the cube of OKLab
    for (let at = 0; at < lab.length; at++) lab[at] *= share;
    labToBytes(lab, this.out);
    for (let tooth = 0; tooth < TEETH; tooth++) {
      if (!((cue.teeth >>> tooth) & 1)) this.out.fill(0, 3 * tooth, 3 * tooth + 3);
    }
  }

  /** The feeling takes hold softly; what becomes unknown is unknown at once. */
  #feel(aim, step, still) {
    const share = still || !this.now ? 1 : 1 - Math.exp(-step / EASE);
    this.now = aim.map((value, at) => {
      const before = this.now?.[at];
      return Number.isNaN(before ?? NaN) ? value : before + (value - before) * share;
    });
  }

  /** The beat follows the hub's, the heart's turns at its rate. In a whole turn's time, any beat is forwards. */
  #turn(cue, hubMs, pageMs) {
    const aim = cue.phase + (cue.rate * (hubMs - cue.apply_ms)) / 1000, step = Math.max(0, pageMs - this.turnedAt);
    if (step >= 1000 / FASTEST) this.beat = Number.isFinite(aim) ? aim : 0;
    else this.beat += turned(this.beat, aim, cue.rate, step);
    this.beat -= Math.floor(this.beat);
    this.pulse = (this.pulse + (heartRate(cue.heart) * Math.min(step, 1000)) / 1000) % 1;
    this.turnedAt = Math.max(this.turnedAt, pageMs);
  }

  #mix(lab, inputs, motion, hubMs) {
    if (!this.fading) return;
    const share = (hubMs - this.fading.since) / FADE;
    if (!(share < 1) || !this.fading.draw) {
      this.fading = null;
      return;
    }
    crossFade(this.fading.draw(inputs, this.current.seed >>> 0, motion.seconds), lab, share);
  }
}
