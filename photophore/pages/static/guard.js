// The page's own flash guard: the last gate before anything is painted. It only ever dims.
//
// A cell is whatever is seen as one light: a tooth, a tile, a grain of plankton. In each cell two channels are
// watched on the bytes that will be painted: relative luminance, and saturated red (WCAG 2.3.1). A channel that
// departs from its last turning point by a whole STEP has made a transition. At most BUDGET transitions may fall
// into any second. A fall is always allowed; a rise only while two are free, one for itself and one for the fall
// that may follow; otherwise the channel waits just below a step (specs: light, 6.6). Time is given in
// milliseconds, since screens differ in rate.

export const BUDGET = 3; // transitions in any second: the calm profile (#ceiling is written for it)
export const SECOND = 1000; // milliseconds
export const HOLD = 1000; // milliseconds that `dark` lasts at least
const STEP = [0.10, 0.0625]; // luminance: WCAG 2.x. Red: 20 of 320, as IRIS counts it
const WAIT = [0.09, 0.055]; // how far a rise may go that has to wait
const SATURATED = 0.8; // share of red from which a colour counts as saturated red
const TINY = 1e-9;

const LINEAR = Float64Array.from({ length: 256 }, (_, code) => {
  const x = code / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
});

/** Relative luminance of sRGB bytes, 0..1. */
export function luminance(red, green, blue) {
  return 0.2126 * LINEAR[red] + 0.7152 * LINEAR[green] + 0.0722 * LINEAR[blue];
}

/** How much saturated red sRGB bytes hold, 0..1; 0 for every colour that is not saturated red. */
export function redness(red, green, blue) {
  const r = LINEAR[red], rest = LINEAR[green] + LINEAR[blue];
  return r > 0 && r >= SATURATED * (r + rest) - TINY ? Math.max(0, r - rest) : 0;
}

/** The brightest byte that is no lighter than `share` of this one, in linear light. */
function dimmed(code, share) {
  const aim = LINEAR[code] * share;
  const x = aim <= 0.0031308 ? aim * 12.92 : 1.055 * aim ** (1 / 2.4) - 0.055;
  let byte = Math.min(code, Math.floor(x * 255) + 1);
  while (byte > 0 && LINEAR[byte] > aim) byte -= 1;
  return byte;
}

export class Guard {
  /** Room for this many cells, all dark. */
  constructor(cells) {
    this.cells = cells;
    this.turn = [new Float64Array(cells), new Float64Array(cells)]; // last turning point of each channel
    this.rising = [new Uint8Array(cells), new Uint8Array(cells)]; // 1 after a counted rise
    this.last = [new Float64Array(cells).fill(-Infinity), new Float64Array(cells).fill(-Infinity)];
    this.older = [new Float64Array(cells).fill(-Infinity), new Float64Array(cells).fill(-Infinity)];
    this.now = -Infinity;
    this.darkUntil = -Infinity;
    this.limited = 0; // cells that the last call had to dim
  }

  /** Everything is dark from now on, for a second at least. */
  dark(nowMs) {
    this.darkUntil = Math.max(this.darkUntil, Math.max(this.now, nowMs) + HOLD);
  }

  /** bytes: (cells, 3) sRGB as wanted -> the same array, dimmed where it must be. Time never runs back. */
  limit(bytes, nowMs) {
    if (nowMs > this.now) this.now = nowMs;
    if (this.now < this.darkUntil) bytes.fill(0);
    this.limited = 0;
    const cells = Math.min(this.cells, Math.floor(bytes.length / 3));
    for (let cell = 0; cell < cells; cell += 1) this.#limitCell(bytes, cell);
    if (bytes.length > 3 * cells) bytes.fill(0, 3 * cells); // light that nobody watches is not let out
    return bytes;
  }

  #limitCell(bytes, cell) {
    const at = 3 * cell;
    let red = bytes[at], green = bytes[at + 1], blue = bytes[at + 2];
    let bright = luminance(red, green, blue), hot = redness(red, green, blue);
    const most = this.#ceiling(0, cell), mostRed = this.#ceiling(1, cell);
    if (bright > most || hot > mostRed) {
      this.limited += 1;
      const wanted = [red, green, blue];
      let share = Math.min(bright > most ? most / bright : 1, hot > mostRed ? mostRed / hot : 1);
      for (let tries = 0; bright > most || hot > mostRed; tries += 1, share *= 0.85) {
        if (tries === 12) share = 0; // rounding can turn a colour into saturated red; dark never is
        [red, green, blue] = wanted.map((code) => dimmed(code, share));
        bright = luminance(red, green, blue);
        hot = redness(red, green, blue);
      }
      bytes[at] = red;
      bytes[at + 1] = green;
      bytes[at + 2] = blue;
    }
    this.#count(0, cell, bright);
    this.#count(1, cell, hot);
  }

  /** The most that a channel may show now. */
  #ceiling(channel, cell) {
    if (this.rising[channel][cell]) return Infinity; // the rise is counted already, and its fall is reserved
    // the last two stamps are a rise and its fall: with a budget of three, that rise must be out of the second
    const waits = this.now - this.older[channel][cell] <= SECOND;
    return waits ? this.turn[channel][cell] + WAIT[channel] : Infinity;
  }

  #count(channel, cell, value) {
    const turn = this.turn[channel], rising = this.rising[channel];
    const away = rising[cell] ? turn[cell] - value : value - turn[cell];
    if (away >= STEP[channel] - TINY) {
      rising[cell] ^= 1;
      turn[cell] = value;
      this.older[channel][cell] = this.last[channel][cell];
      this.last[channel][cell] = this.now;
    } else if (away < 0) turn[cell] = value;
  }
}
