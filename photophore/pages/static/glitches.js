// What goes wrong with a wearer's own smile: noticed here, kept here with its true value, and drawn where it is wished.
//
//   const glitches = follow(live, wear);   // hears cues, and treats what the wear draws
//   glitches.felt(bpm, pageMs);            // what a strap said
//   glitches.fault('heat');                // dark at once, whatever is wished: a safety fault is no ornament
//
// Nothing of this is sent to anybody. Off until the wearer wishes it; what is off is neither noticed nor kept.

import { ALL, KINDS, SURPRISED, treat, unmarked } from './glitch.js';
import { HEART, hear } from './innovation.js';

const KEY = 'photophore-glitches';
const MOST = 60; // that are remembered
const NAMED = 40; // letters of a petal's name
const CUES = 30; // cues over which the unevenness of their coming is taken
const UNEVEN = 0.04; // seconds, SD: from here on it is drawn
const STEADY = 20; // cues before anything is said of them
const FAULT = 5000; // milliseconds of darkness after a fault
const HUE_SHIFT = 0.36; // turns from the usual hue of people to a second one, where none was chosen

/** Milliseconds of page time -> what the wearer keeps: {wished, second, names, log}; nothing where nothing was kept. */
export function kept(store) {
  try {
    const told = JSON.parse(store?.getItem(KEY) ?? 'null') ?? {};
    const log = (Array.isArray(told.log) ? told.log : []).filter((one) => one?.kind && one.at > 0).slice(0, MOST);
    const second = Number.isFinite(told.second) ? ((told.second % 1) + 1) % 1 : HUE_SHIFT;
    const names = told.names && typeof told.names === 'object' && !Array.isArray(told.names) ? told.names : {};
    return { wished: told.wished === true, second, names, log };
  } catch {
    return { wished: false, second: HUE_SHIFT, names: {}, log: [] };
  }
}

export class Glitches {
  constructor({ store = null, changed = () => {}, now = () => Date.now() } = {}) {
    Object.assign(this, { store, changed, now }, kept(store));
    this.#forget();
  }

  /** Whose smile this is: what one who joined keeps is in this browser; of a guest nothing outlives the page. */
  settle(joined, store = storage()) {
    const next = joined ? store : null;
    if (Boolean(next) === Boolean(this.store)) return;
    this.store = next;
    Object.assign(this, kept(next));
    this.#forget();
    this.changed();
  }

  #forget() {
    this.marks = { ...unmarked(), second: this.second };
    this.state = null;
    this.begun = { gap: NaN, echo: NaN };
    this.coming = { count: 0, mean: 0, var: 0 };
    this.teeth = null;
    this.faultUntil = -Infinity;
  }

  /** Turn glitches into light, or stop; to stop forgets what was noticed, and keeps the log until it is cleared. */
  wish(on) {
    this.wished = on;
    this.#forget();
    this.#keep();
  }

  /** The wearer's second hue, in turns. */
  choose(second) {
    this.second = this.marks.second = ((second % 1) + 1) % 1;
    this.#keep();
  }

  /** A dark petal, or a thing that happened, has a name that the wearer gave it. */
  name(tooth, name) {
    this.names = { ...this.names, [tooth]: String(name).slice(0, NAMED) };
    this.#keep();
  }

  /** The wearer's tap: kept as it is, or cleared away, from the light too. */
  judge(place, keep) {
    const one = this.log[place];
    if (!one) return;
    this.log = keep ? this.log.with(place, { ...one, kept: true }) : this.log.toSpliced(place, 1);
    if (!keep && one.kind === 'seam') this.begun.gap = NaN;
    if (!keep && one.kind === 'echo') this.begun.echo = NaN;
    if (!keep && one.kind === 'hue') this.marks.surprise = NaN;
    if (!keep && one.kind === 'petal') this.marks.petals &= ~(1 << one.value);
    if (!keep && one.kind === 'stipple') this.coming.count = 0;
    this.#keep();
  }

  /** One reading of the heart, in beats per minute. */
  felt(bpm, pageMs) {
    if (!this.wished) return;
    const [state, news] = hear(HEART, this.state, bpm, pageMs / 1000);
    const before = this.state?.scale ?? 1;
    this.state = state;
    if (!Number.isNaN(news.gap[0])) {
      this.marks.gap = [...news.gap, 0];
      this.begun.gap = pageMs;
      this.#note('seam', Math.round(news.gap[2] * 2 * HEART.sd), 'bpm');
    }
    if (!Number.isNaN(news.outlier)) {
      this.marks.echo = [news.outlier, 0];
      this.begun.echo = pageMs;
      this.#note('echo', Math.round(bpm), 'bpm');
    }
    this.marks.surprise = news.surprise;
    if (news.surprise > SURPRISED && before <= SURPRISED) this.#note('hue', Number(news.surprise.toFixed(1)), 'lambda');
  }

  /** A cue came so late (milliseconds, of any zero) and says which teeth are there. */
  came(lateMs, teeth) {
    if (!this.wished) return;
    if (Number.isFinite(lateMs)) this.#uneven(lateMs / 1000);
    if (this.teeth !== null && Number.isInteger(teeth)) {
      const lost = (this.teeth & ~teeth) >>> 0;
      this.marks.petals = ((this.marks.petals & ~teeth) | lost) >>> 0;
      for (let tooth = 0; tooth < 32; tooth++) if ((lost >>> tooth) & 1) this.#note('petal', tooth, 'tooth');
    }
    if (Number.isInteger(teeth)) this.teeth = teeth >>> 0;
  }

  #uneven(late) {
    const { count } = this.coming;
    const share = 1 / Math.min(count + 1, CUES);
    const off = late - this.coming.mean;
    const mean = this.coming.mean + share * off;
    this.coming = { count: count + 1, mean, var: (1 - share) * (this.coming.var + share * off * off) };
    const sd = Math.sqrt(this.coming.var), before = this.marks.jitter;
    this.marks.jitter = count >= STEADY && sd > UNEVEN ? sd : NaN;
    if (this.marks.jitter > 0 && !(before > 0)) this.#note('stipple', Math.round(1000 * sd), 'ms');
  }

  /** Over-current, over-flash, heat: dark, kept and told, whether glitches are wished or not. */
  fault(what, pageMs) {
    this.faultUntil = pageMs + FAULT;
    this.#note('fault', what, '');
  }

  /** lab of a mouth, changed in place; pageMs as everywhere here; still: nothing moves, so no ring runs. */
  treat(lab, { seed, seconds, pageMs, still = false }) {
    const faulty = pageMs < this.faultUntil;
    if (!this.wished && !faulty) return lab;
    const age = (since) => (pageMs - since) / 1000;
    const marks = {
      ...this.marks, on: this.wished ? (still ? ALL & ~KINDS.echo : ALL) : 0, fault: faulty,
      gap: [...this.marks.gap.slice(0, 3), age(this.begun.gap)], echo: [this.marks.echo[0], age(this.begun.echo)],
    };
    return treat(lab, marks, seed, seconds);
  }

  /** Teeth that are dark petals now. */
  get petals() {
    return Array.from({ length: 32 }, (_, tooth) => tooth).filter((tooth) => (this.marks.petals >>> tooth) & 1);
  }

  #note(kind, value, unit) {
    this.log = [{ kind, value, unit, at: this.now(), kept: false }, ...this.log].slice(0, MOST);
    this.#keep();
  }

  #keep() {
    const { wished, second, names, log } = this;
    try {
      this.store?.setItem(KEY, JSON.stringify({ wished, second, names, log }));
    } catch {
      // the browser keeps nothing: it is here until the page closes
    }
    this.changed();
  }
}

/** Glitches that hear the cues of a line, and treat what a wear draws. */
export function follow(live, wear, options = {}) {
  const glitches = new Glitches(options);
  live.on('cue', (cue) => {
    const now = live.clock.now();
    if (!cue.dark) glitches.came(now === null ? NaN : now - cue.apply_ms, cue.teeth);
  });
  live.on('lost', () => { glitches.teeth = null; });
  wear.glitches = glitches;
  return glitches;
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // a browser that keeps nothing
  }
}
