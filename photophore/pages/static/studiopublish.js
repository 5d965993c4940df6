// <photo-publish>: a design is signed in this browser, by a key that never leaves it, and published under a licence.

import { LitElement, html, nothing } from 'lit';
import { allows } from './published.js';
import { Refused, ask, publish } from './sign.js';
import { path, say } from './words.js';

export class Publish extends LitElement {
  static properties = {
    text: { attribute: false }, glyph: { attribute: false }, parent: { attribute: false },
    artist: { state: true }, busy: { state: true }, wrong: { state: true }, done: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { artist: null, busy: false, wrong: null, done: null });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      this.artist = await ask();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error) {
    this.wrong = error instanceof Refused ? error : { what: '', try: '' };
  }

  async #publish(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    Object.assign(this, { busy: true, wrong: null });
    try {
      const parents = this.parent?.hash && this.parent.hash !== this.glyph.tree_hash ? [this.parent.hash] : [];
      this.done = await publish(this.artist, { text: this.text, licence: form.get('licence'), parents, credit: form.get('credit') });
    } catch (error) {
      this.#fail(error);
    }
    this.busy = false;
  }

  render() {
    if (this.done) return this.#published();
    const { artist } = this;
    if (!artist) return this.wrong ? html`<p>${say('studio-publish-none')}</p>` : nothing;
    if (!artist.name) return html`<p>${say('studio-publish-join')}</p><p class="acts"><a class="ring" href=${path('/join')}>${say('nav-join')}</a></p>`;
    if (!artist.may) return html`<p>${say('studio-publish-role')}</p>`;
    return html`
      <form @submit=${this.#publish}>
        <p>${say('studio-publish-says', { glyph: this.glyph.name })}</p>
        ${this.parent?.name ? html`<p class="soft">${say('studio-publish-after', { glyph: this.parent.name, by: this.parent.by || '?' })}</p>` : nothing}
        <fieldset class="licences"><legend>${say('studio-publish-licence')}</legend>
          ${artist.licences.map((one, at) => html`<label><input type="radio" name="licence" value=${one} ?checked=${at === 0}>
            <span><b>${one}</b> ${allows(one)}</span></label>`)}</fieldset>
        <label>${say('studio-publish-credit')} <input name="credit" maxlength="40" autocomplete="off" .value=${artist.credit}></label>
        <p class="soft small">${say('studio-publish-key')}</p>
        ${this.wrong ? html`<p class="wrong" role="alert"><span lang="en">${this.wrong.what}. ${this.wrong.try}</span></p>` : nothing}
        <button class="ring" ?disabled=${this.busy}>${say('studio-publish-do')}</button>
      </form>`;
  }

  #published() {
    return html`<p>${say('studio-publish-done', { glyph: this.done.name })}</p>
      <p class="acts"><a class="ring" href=${path(`/smile?wear=${encodeURIComponent(this.done.hash)}`)}>${say('studio-publish-wear')}</a>
        <a class="quiet" href=${path('/glyphs')}>${say('studio-publish-gallery')}</a></p>`;
  }
}

customElements.define('photo-publish', Publish);
