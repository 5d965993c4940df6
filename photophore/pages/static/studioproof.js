// <photo-proof>: what holds of a design whatever anyone feels, at once; and, where somebody wants to know, its whole
// light certificate, which the hub measures.

import { LitElement, html, nothing } from 'lit';
import { kindOf, shape } from './certificate.js';
import { proved } from './glyphs.js';
import { say } from './words.js';

export class Proof extends LitElement {
  static properties = { glyph: { attribute: false }, measured: { state: true } };

  constructor() {
    super();
    Object.assign(this, { glyph: null, measured: false });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  render() {
    const proof = this.glyph?.proof;
    if (!proof) return nothing;
    if (this.measured) return html`<photo-certificate .text=${this.glyph.text}></photo-certificate>`;
    const calm = proof.calm ? 'studio-proof-calm' : 'studio-proof-guarded';
    return html`
      <p class="verdict">${shape(kindOf(proof))} <span>${say(calm)}</span></p>
      <p>${proved(proof)}</p>
      <p class="soft small">${say('studio-proof-says')}</p>
      <p class="acts"><button type="button" class="ring" @click=${() => { this.measured = true; }}>${say('studio-proof-measure')}</button></p>`;
  }
}

customElements.define('photo-proof', Proof);
