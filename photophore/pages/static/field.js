// <photo-field>: 8 places x 8 times of the week as points of light: full where something may be lit, a ring where not.
// Also how the bytes of light are read, and how a field is told in a sentence.

import { LitElement, html, nothing } from 'lit';
import { listed, say } from './words.js';

export const ANY = -1; // any purpose

/** What is allowed, as the hub sends it: a byte of purposes by wearer class, place, band, audience and signal. */
export class Bits {
  constructor(bytes, axes) {
    Object.assign(this, { bytes, axes });
  }

  /** 64 truths, place by place: whether this may be lit there and then. */
  field({ wearer, audience, signal, purpose }) {
    const { places, bands, audiences, signals } = this.axes;
    const wanted = purpose === ANY ? 0xff : 1 << purpose;
    return Array.from({ length: places.length * bands.length }, (_, at) => {
      const here = wearer * places.length * bands.length + at;
      return (this.bytes[(here * audiences.length + audience) * signals.length + signal] & wanted) !== 0;
    });
  }

  /** A question whose field tells most: partly dark; else all dark; null where all is bright. */
  telling() {
    if (this.told !== undefined) return this.told;
    const { wearers, audiences, signals, purposes } = this.axes;
    this.told = null;
    for (const [wearer] of wearers.entries()) for (const [audience] of audiences.entries()) {
      for (const [signal] of signals.entries()) for (const [purpose] of purposes.entries()) {
        const field = this.field({ wearer, audience, signal, purpose });
        if (field.every(Boolean)) continue;
        if (field.some(Boolean)) return (this.told = { wearer, audience, signal, purpose });
        this.told ??= { wearer, audience, signal, purpose };
      }
    }
    return this.told;
  }
}

/** Bytes from base64. */
export function decoded(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** What is dark in a field, in words: whole places, whole times, and how many squares besides; '' where nothing is. */
export function dark(field, { places, bands }) {
  const lit = (place, band) => field[place * bands.length + band];
  const darkPlaces = places.map((_, place) => bands.every((_, band) => !lit(place, band)));
  const darkBands = bands.map((_, band) => places.every((_, place) => !lit(place, band)));
  const others = field.filter((bright, at) =>
    !bright && !darkPlaces[Math.floor(at / bands.length)] && !darkBands[at % bands.length]).length;
  const words = [
    ...places.filter((_, place) => darkPlaces[place]).map((name) => say(`policies-at-${name}`)),
    ...bands.filter((_, band) => darkBands[band]).map((name) => say(`policies-at-${name}`)),
    ...(others ? [say('policies-field-hours', { count: others })] : []),
  ];
  return words.length ? listed(words) : '';
}

/** A field in one sentence. */
export function told(field, axes) {
  if (field.every(Boolean)) return say('policies-field-all');
  if (!field.some(Boolean)) return say('policies-field-none');
  return say('policies-field-some', { dark: dark(field, axes) });
}

export class Field extends LitElement {
  static properties = { field: { attribute: false }, axes: { attribute: false }, named: { type: Boolean } };

  createRenderRoot() {
    return this; // the page's own style applies
  }

  render() {
    if (!this.axes) return nothing;
    const { places, bands } = this.axes;
    const half = bands.length / 2;
    const row = (name, band) => html`
      ${this.named ? html`<b>${say(`policies-band-${name.split('_')[1]}`)}</b>` : nothing}
      ${places.map((_, place) => html`<i class=${this.#kind(place * bands.length + band)}></i>`)}`;
    return html`
      <div class="points" role="img" aria-label=${this.field ? told(this.field, this.axes) : say('policies-wait')}>
        ${this.named ? html`<span></span>${places.map((name) => html`<em>${say(`policies-place-${name}`)}</em>`)}
          <strong>${say('policies-week')}</strong>` : nothing}
        ${bands.slice(0, half).map((name, band) => row(name, band))}
        ${this.named ? html`<strong>${say('policies-rest')}</strong>` : nothing}
        ${bands.slice(half).map((name, band) => row(name, band + half))}
      </div>`;
  }

  #kind(at) {
    if (!this.field) return '';
    return this.field[at] ? 'lit' : 'dark';
  }
}

customElements.define('photo-field', Field);
