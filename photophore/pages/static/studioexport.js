// What a design is saved as: a GIF, a film, a strip. All of it is made in this page and sent to nobody.

import { GIFEncoder, applyPalette, quantize } from 'gifenc';
import { labToBytes } from './colour.js';
import { Guard } from './guard.js';
import { SECONDS as FILM, kind, record, save } from './moment.js';
import { motionAt, paintSmile } from './studiostage.js';
import { SECONDS, still } from './studiostrip.js';
import { MOUTHS, seenBy } from './studiovision.js';

const TEETH = 32;
const GIF = { width: 480, height: 240, every: 5 }; // hundredths of a second between two pictures: twenty a second
const GROUND = [7, 15, 19];
const WARM = 1000; // milliseconds of light before the first picture, so that the guard knows where it begins

/** Guarded pictures of a design in the order of time: at(seconds) paints the next one. Where it goes round, its last
 *  second passes into its first. */
class Film {
  constructor(of, width, height, round = false) {
    Object.assign(this, { of, width, height, round, guard: new Guard(TEETH), bytes: new Uint8Array(3 * TEETH) });
    this.canvas = Object.assign(document.createElement('canvas'), { width, height });
    this.ctx = this.canvas.getContext('2d', { willReadFrequently: true });
    this.mouth = Object.assign(document.createElement('canvas'), { width, height });
    for (let back = WARM; back > 0; back -= 50) this.#light(-back / 1000);
  }

  #lab(seconds) {
    const { draw, inputs, seed, from } = this.of, at = SECONDS + from + seconds, { beat, pulse } = motionAt(at);
    return draw([...inputs, beat, pulse], seed, at);
  }

  #light(seconds) {
    const { sight, kind: mouth } = this.of, { teeth } = MOUTHS[mouth], lab = this.#lab(seconds);
    const share = this.round ? seconds - SECONDS + 1 : 0;
    if (share > 0) {
      const first = this.#lab(seconds - SECONDS);
      for (let at = 0; at < lab.length; at += 1) lab[at] += (first[at] - lab[at]) * share;
    }
    labToBytes(lab, this.bytes);
    for (let tooth = 0; tooth < TEETH; tooth += 1) if (!((teeth >>> tooth) & 1)) this.bytes.fill(0, 3 * tooth, 3 * tooth + 3);
    seenBy(sight, this.bytes, this.bytes);
    this.guard.limit(this.bytes, 1e6 + 1000 * seconds);
  }

  at(seconds) {
    this.#light(seconds);
    const { ctx, width, height } = this;
    ctx.fillStyle = `rgb(${GROUND.join(' ')})`;
    ctx.fillRect(0, 0, width, height);
    paintSmile(this.mouth, this.bytes, this.of.kind);
    ctx.drawImage(this.mouth, 0, 0);
    return this;
  }
}

/** Room for the page to go on between two pieces of work. */
const rest = () => new Promise((done) => { setTimeout(done, 0); });

/** Eight seconds as a GIF that goes round; told(share) says how far it is. */
export async function gif(of, name, told = () => {}) {
  const film = new Film(of, GIF.width, GIF.height, true), pictures = Math.round((SECONDS * 100) / GIF.every);
  const { width, height } = film, all = [], palette = paletteOf(await sampled(film, of));
  const encoder = GIFEncoder();
  for (let one = 0; one < pictures; one += 1) {
    const { data } = film.at((one * GIF.every) / 100).ctx.getImageData(0, 0, width, height);
    all.push(applyPalette(data, palette));
    encoder.writeFrame(all[one], width, height, { palette: one ? undefined : palette, delay: 10 * GIF.every });
    told((one + 1) / pictures);
    if (one % 4 === 3) await rest();
  }
  encoder.finish();
  return { blob: new Blob([encoder.bytes()], { type: 'image/gif' }), name: `${name}.gif` };
}

/** A few pictures of the whole, from which the colours are chosen. */
async function sampled(film, of) {
  const scout = new Film(of, film.width >> 1, film.height >> 1), taken = [];
  for (let one = 0; one < 12; one += 1) taken.push(scout.at((SECONDS * one) / 12).ctx.getImageData(0, 0, scout.width, scout.height).data);
  await rest();
  const whole = new Uint8Array(taken.length * taken[0].length);
  taken.forEach((data, one) => whole.set(data, one * data.length));
  return whole;
}

const paletteOf = (data) => quantize(data, 256, { format: 'rgb565' });

/** Whether this browser can make a film. */
export const films = () => kind() !== null;

/** A film of six seconds, WebM or MP4 as the browser can. */
export async function film(of, name, told) {
  const made = new Film(of, 1280, 640);
  return record({ canvas: made.canvas, paint: (t) => made.at(FILM * t) }, name, told);
}

/** Eight seconds side by side, a thread for each tooth. */
export async function strip(of, name) {
  const canvas = still(of);
  const blob = await new Promise((done) => { canvas.toBlob(done, 'image/png'); });
  return { blob, name: `${name}.png` };
}

/** The text itself. */
export const words = (text, name) => ({ blob: new Blob([text], { type: 'text/plain' }), name: `${name}.glyph` });

export { save };
