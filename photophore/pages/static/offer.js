// <photo-offer>: what the address asks to put on is asked about first, and never twice. Nothing is sent before a touch.
//
//   <photo-offer .gallery=${gallery} @puton=${({ detail }) => live.send(detail)}></photo-offer>

import { LitElement, html, nothing } from 'lit';
import { wished } from './sheet.js';
import { say } from './words.js';

const NAME = /^\s*glyph[ \t]+([a-z0-9][a-z0-9-]{0,39})[ \t]*$/m; // a stranger's text says nothing else here

/** What somebody would put on, by the name that they read; "" where it has none that is known. */
export function called({ name, text, hash }, gallery) {
  if (text !== undefined) return NAME.exec(text)?.[1] ?? '';
  return gallery.find((one) => (hash ? one.published?.hash === hash : one.name === name))?.name ?? '';
}

export class Offer extends LitElement {
  static properties = { gallery: { attribute: false }, wish: { state: true } };

  constructor() {
    super();
    this.gallery = [];
    this.look = () => { this.wish = wished(); };
    this.look();
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.look); // another link, opened in this page
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.look);
  }

  /** The address is cleared, so that it is asked once, whatever comes: a reload, or a line that was lost. */
  #answer(yes) {
    const { wish } = this;
    const here = new URL(location.href);
    here.searchParams.delete('wear');
    here.hash = '';
    history.replaceState(history.state, '', here.pathname + here.search);
    this.wish = null;
    if (yes) this.dispatchEvent(new CustomEvent('puton', { detail: wish }));
  }

  render() {
    if (!this.wish) return nothing;
    const glyph = called(this.wish, this.gallery);
    return html`
      <div role="group" aria-labelledby="offer-asks">
        <p id="offer-asks">${glyph ? say('smile-offer', { glyph }) : say('smile-offer-unnamed')}</p>
        <button type="button" class="ring" @click=${() => this.#answer(true)}>${say('smile-offer-yes')}</button>
        <button type="button" class="ring" @click=${() => this.#answer(false)}>${say('smile-offer-no')}</button>
      </div>`;
  }
}

customElements.define('photo-offer', Offer);
