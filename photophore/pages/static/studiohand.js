// The design on the phone in the hand. The link carries the text itself, behind the `#`: browsers send nothing of that
// to anybody, so no hub keeps it and no log names it. The phone has the hub read it, as the studio does.

import { LitElement, html, nothing } from 'lit';
import encodeQR from 'qr';
import { packed } from './studiokeep.js';
import { Reader } from './studioreader.js';
import { Guard } from './guard.js';
import { Awake } from './senses.js';
import { compileTree } from './glyph.js';
import { labToBytes } from './colour.js';
import { feel, inputsOf } from './thumb.js';
import { motionAt, paintSmile } from './studiostage.js';
import { STILL, TEETH } from './wear.js';
import { path, say } from './words.js';

const QUIET = 4; // modules of white around a code
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** A link that opens this text on a phone; far: where other devices reach the hub. */
export async function address(text, far = null) {
  return `${far ?? location.origin}${path('/studio')}#hold=${await packed(text)}`;
}

/** A picture of a link for a phone's camera, as an address of its own; null where the link is too long for one. */
export function code(link) {
  for (const ecc of ['medium', 'low']) {
    try {
      const rows = encodeQR(link, 'raw', { ecc, border: QUIET });
      return `data:image/svg+xml,${encodeURIComponent(drawn(rows))}`;
    } catch {
      // longer than a code of this kind can be
    }
  }
  return null;
}

function drawn(rows) {
  const side = rows.length;
  const dots = rows.map((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">`
    + `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${dots}"/></svg>`;
}

export class Hold extends LitElement {
  static properties = { text: { attribute: false }, glyph: { state: true }, wrong: { state: true }, dark: { state: true } };

  constructor() {
    super();
    Object.assign(this, { text: '', glyph: null, wrong: '', dark: false, guard: new Guard(TEETH), bytes: new Uint8Array(3 * TEETH) });
    this.feeling = inputsOf({ valence: 0.45, arousal: 0.1, sure: 0.95 });
    this.lock = new Awake(() => {});
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.reader = new Reader((text, answer) => this.#read(answer));
    this.frame = requestAnimationFrame((now) => this.#paint(now));
    this.lock.set(true);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
    this.reader.close();
    this.lock.set(false);
  }

  willUpdate(changed) {
    if (changed.has('text') && this.text) this.reader.ask(this.text);
  }

  #read({ ok, glyph, what = '', lost }) {
    this.wrong = ok ? '' : lost ? say('studio-lost') : what;
    if (!ok) return;
    this.glyph = glyph;
    this.draw = compileTree(glyph.tree);
  }

  #felt({ detail: { valence, arousal } }) {
    this.feeling = inputsOf({ valence, arousal, sure: 0.95 });
    feel({ valence, arousal });
  }

  /** One touch, at once, whatever the network does. */
  #toggle() {
    this.dark = !this.dark;
    if (!this.dark) return;
    this.guard.dark(performance.now());
    this.bytes.fill(0);
    const canvas = this.querySelector('canvas.mouth');
    canvas.getContext('2d').clearRect(0, 0, canvas.width, canvas.height);
  }

  #paint(now) {
    this.frame = requestAnimationFrame((next) => this.#paint(next));
    const canvas = this.querySelector('canvas.mouth');
    if (!canvas) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    if (this.draw && !this.dark) {
      const { seconds, beat, pulse } = motionAt(calm.matches ? STILL.seconds : now / 1000);
      labToBytes(this.draw([...this.feeling, beat, pulse], 1, seconds), this.bytes);
    } else this.bytes.fill(0);
    paintSmile(canvas, this.guard.limit(this.bytes, performance.now()), 'wisdom', 0.88, 0.7);
  }

  render() {
    return html`
      <canvas class="mouth" role="img" aria-label=${say('studio-mouth', { glyph: this.glyph?.name ?? '' })}></canvas>
      <p class="told" role="status">${this.wrong || (this.glyph ? this.glyph.name : '')}</p>
      ${this.glyph ? html`<photo-sea aria-label=${say('studio-feel')} @feel=${this.#felt}></photo-sea>
        <p class="acts"><a class="quiet" href=${location.href.replace('#hold=', '#text=')}>${say('studio-hold-edit')}</a>
          <a class="quiet" href=${`${path('/smile')}#wear=${encodeURIComponent(this.text)}`}>${say('studio-hold-wear')}</a></p>` : nothing}
      <button type="button" class="go-dark" aria-pressed=${String(this.dark)} @click=${this.#toggle}>
        <span class="disc" aria-hidden="true"></span><span>${say(this.dark ? 'go-light' : 'go-dark')}</span></button>`;
  }
}

customElements.define('photo-hold', Hold);
