// The hub's clock, as a page knows it; devices/hubtime.py is its twin, number by number. All times are milliseconds.
//
//   const clock = new Clock();
//   clock.pong({ c, h, s });    // sent at c, heard by the hub at h, answered at s, back now
//   clock.now();                // hub milliseconds: never run back; null where they are not known

export const PINGS = [0, 80, 170, 270, 400, 550, 750, 1000, 1300, 1700, 2200, 2800, 3500, 4300, 5200, 6200]; // ms
export const PING_EVERY = 4000; // afterwards
export const KEEP = 256; // pings that are remembered: about a quarter of an hour
export const SLEW = 0.05; // how much faster or slower than the page's time the hub's may seem to run
export const FAR = 1000; // ms by which it must be proved wrong before it jumps instead
export const APART = 50; // ms by which a ping must contradict those before it for them to be forgotten
export const SLOWEST = 10000; // ms there and back; an answer that took longer tells nothing
export const WANDER = 50e-6; // how far the rates of two quartzes usually are apart
export const GRAIN = 1; // ms: how finely hubs tell the time

/** The quickest ways there and back are sought apart, since a line is often slow one way only: no word arrives before
 *  it was said, so every ping bounds the offset from both sides, and the middle is believed. How far the two clocks'
 *  rates are apart is learned by regression. What is shown is slewed: it never jumps back, and jumps forward only
 *  where it is proved to be far off. */
export class Clock {
  #line = { at: 0, most: 0, least: 0 }; // page ms, and the most and the least that the offset could be then
  #offset = null; // hub minus page, as shown
  #guess = null;
  #asked = -Infinity; // page ms of the last question
  #shown = -Infinity;

  constructor() {
    this.reset();
  }

  /** A hub that began anew has a new zero. */
  reset() {
    this.tries = []; // {c, most, back, least}: what each ping proves of the offset
    this.rate = 0; // by how much the hub's clock runs faster
    this.#offset = this.#guess = null;
    this.#asked = this.#shown = -Infinity;
  }

  /** A welcome gives the first guess. */
  guess(hubMs, pageMs = performance.now()) {
    if (this.#guess === null && !this.tries.length) this.#guess = hubMs - pageMs;
  }

  /** One ping; what cannot be is left unheard. */
  pong({ c, h, s }, pageMs = performance.now()) {
    const delay = pageMs - c - (s - h);
    if (!(delay >= 0 && delay <= SLOWEST && s >= h)) return;
    const one = { c, most: h - c, back: pageMs, least: s - pageMs };
    if (this.tries.length) {
      const { most, least } = this.#bounds(pageMs);
      if (one.least - most > APART || least - one.most > APART) this.tries = []; // a clock has slept, or was set
    }
    this.tries = [...this.tries, one].slice(-KEEP);
    this.rate = this.#rate();
    const most = Math.min(...this.tries.map((each) => each.most + this.rate * (pageMs - each.c)));
    const least = Math.max(...this.tries.map((each) => each.least + this.rate * (pageMs - each.back)));
    this.#line = { at: pageMs, most, least };
  }

  /** Hub milliseconds now; null before the hub has spoken, or once it is proved to run back. */
  now(pageMs = performance.now()) {
    if (!this.tries.length && this.#guess === null) return null;
    const { most, least } = this.tries.length ? this.#bounds(pageMs) : { most: this.#guess, least: this.#guess };
    const aim = (most + least) / 2, slew = SLEW * Math.max(0, pageMs - this.#asked);
    if (this.#offset === null || least - this.#offset > FAR) this.#offset = aim;
    else if (this.#offset - most > FAR) return null;
    else this.#offset += Math.max(-slew, Math.min(slew, aim - this.#offset));
    this.#asked = Math.max(this.#asked, pageMs);
    this.#shown = Math.max(this.#shown, pageMs + this.#offset);
    return this.#shown;
  }

  /** Whether the hub's clock is proved to have run back: another reckoning must begin. */
  get broken() {
    return this.#offset !== null && this.tries.length > 0 && this.#offset - this.#line.most > FAR;
  }

  /** Milliseconds by which the hub's time, as best known, may be wrong at most; Infinity before the first ping. */
  get doubt() {
    return this.doubtAt();
  }

  doubtAt(pageMs = performance.now()) {
    if (!this.tries.length) return Infinity;
    const { most, least } = this.#bounds(pageMs);
    return Math.abs(most - least) / 2 + WANDER * Math.max(0, pageMs - this.tries.at(-1).back);
  }

  /** The most and the least that the offset can be, by all that is remembered. */
  #bounds(pageMs) {
    const shift = this.rate * (pageMs - this.#line.at);
    return { most: this.#line.most + shift, least: this.#line.least + shift };
  }

  /** Weighted least squares of the middles; a slow ping counts for little, and the rate is near 0 until shown. */
  #rate() {
    const slowness = this.tries.map((one) => one.most - one.least), quickest = Math.min(...slowness);
    let all = 0, x = 0, y = 0, xy = 0, xx = 1 / WANDER ** 2;
    const points = this.tries.map((one, at) => {
      const weight = 1 / (((slowness[at] - quickest) / 2 + quickest / 8) ** 2 + GRAIN ** 2);
      return { weight, x: (one.c + one.back) / 2, y: (one.most + one.least) / 2 };
    });
    for (const point of points) {
      all += point.weight;
      x += point.weight * point.x;
      y += point.weight * point.y;
    }
    for (const point of points) {
      xy += point.weight * (point.x - x / all) * (point.y - y / all);
      xx += point.weight * (point.x - x / all) ** 2;
    }
    return xy / xx;
  }
}
