// <photo-proof>: what holds of a design whatever anyone feels, in sentences, with the place where it is lightest.

import { LitElement, html, nothing } from 'lit';
import { proved } from './glyphs.js';
import { say } from './words.js';

export class Proof extends LitElement {
  static properties = { glyph: { attribute: false } };

  createRenderRoot() {
    return this; // the page's own style applies
  }

  render() {
    const proof = this.glyph?.proof;
    if (!proof) return nothing;
    return html`
      <p class="verdict"><i class=${proof.calm ? 'holds' : 'open'} aria-hidden="true"></i> ${say(proof.calm ? 'studio-proof-calm' : 'studio-proof-guarded')}</p>
      <p>${proved(proof)}</p>
      <p class="soft small">${say('studio-proof-says')}</p>`;
  }
}

customElements.define('photo-proof', Proof);
