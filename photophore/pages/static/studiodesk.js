// <photo-desk>: what one does with a design besides writing it. One row of words; each opens one sheet.
//
//   <photo-desk .studio .glyph .wrong></photo-desk>     studio: the page; glyph: as last read; wrong: the text has an error

import { LitElement, html, nothing } from 'lit';
import { save, films, film, gif, strip, words } from './studioexport.js';
import { address, code } from './studiohand.js';
import { nameOf } from './studiokeep.js';
import { moment } from './when.js';
import { say } from './words.js';
import './studioproof.js';
import './studiopublish.js';

const SHEETS = ['phone', 'versions', 'from', 'save', 'proof', 'publish'];

export class Desk extends LitElement {
  static properties = {
    studio: { attribute: false }, glyph: { attribute: false }, wrong: { attribute: false },
    open: { state: true }, gallery: { state: true }, said: { state: true }, share: { state: true }, phone: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { open: null, gallery: null, said: '', share: null, phone: null });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  updated(changed) {
    if (!changed.has('open')) return;
    const dialog = this.querySelector('dialog');
    if (this.open && !dialog.open) dialog.showModal();
    else if (!this.open && dialog.open) dialog.close();
  }

  async #show(sheet) {
    Object.assign(this, { open: sheet, said: '', phone: null });
    if (sheet === 'from') this.#fetch();
    if (sheet === 'phone') this.phone = await this.#phone();
  }

  #close() {
    this.open = null;
  }

  /** Begin from a design of the gallery, by its name. */
  async from(name) {
    await this.#fetch();
    const found = this.gallery?.find((glyph) => glyph.name === name || glyph.tree_hash === name);
    if (found) this.studio.fork(found);
  }

  async #fetch() {
    this.gallery ??= await fetch('/api/glyphs').then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  }

  async #phone() {
    const facts = await fetch('/api/hub').then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    const [far] = facts?.lan?.urls ?? [];
    const link = await address(this.studio.text, far);
    return { link, code: code(link), here: !facts?.lan?.on };
  }

  async #save(make) {
    if (this.share !== null) return;
    this.share = 0;
    this.said = say('studio-save-making');
    try {
      save(await make(this.studio.of, nameOf(this.studio.text) || 'glyph', (share) => { this.share = share; }));
      this.said = say('studio-save-done');
    } catch {
      this.said = say('studio-save-failed');
    }
    this.share = null;
  }

  async #wled() {
    const asked = { method: 'POST', body: JSON.stringify({ text: this.studio.text }), headers: { 'content-type': 'application/json' } };
    const answer = await fetch('/api/glyphs/wled', asked);
    const told = await answer.json();
    if (!answer.ok) {
      this.said = `${told.what ?? ''}. ${told.try ?? ''}`;
      return;
    }
    const name = nameOf(this.studio.text) || 'glyph';
    save({ blob: new Blob([JSON.stringify(told, null, 2)], { type: 'application/json' }), name: `${name}.wled.json` });
    this.said = say('studio-save-done');
  }

  #copy() {
    navigator.clipboard?.writeText(this.phone.link).then(() => { this.said = say('studio-phone-copied'); }, () => {});
  }

  render() {
    return html`
      <nav class="desk" aria-label=${say('studio-desk')}>
        ${SHEETS.map((sheet) => html`<button type="button" class="quiet" aria-haspopup="dialog" ?disabled=${!this.glyph && sheet !== 'from'}
          @click=${() => this.#show(sheet)}>${say(`studio-${sheet}`)}</button>`)}
      </nav>
      <dialog aria-labelledby="sheet-name" @close=${this.#close}>
        ${this.open ? html`<h2 id="sheet-name">${say(`studio-${this.open}`)}</h2>${this.#sheet()}
          <p class="said" role="status">${this.said}</p>
          <button type="button" class="quiet" @click=${this.#close}>${say('studio-close')}</button>` : nothing}
      </dialog>`;
  }

  #sheet() {
    if (this.wrong && ['phone', 'save', 'proof', 'publish'].includes(this.open)) return html`<p>${say('studio-wrong-first')}</p>`;
    return { phone: () => this.#hand(), versions: () => this.#versions(), from: () => this.#from(), save: () => this.#saving(),
      proof: () => html`<photo-proof .glyph=${this.glyph}></photo-proof>`,
      publish: () => html`<photo-publish .text=${this.studio.text} .glyph=${this.glyph} .parent=${this.studio.parent}></photo-publish>` }[this.open]();
  }

  #hand() {
    const { phone } = this;
    if (!phone) return nothing;
    return html`
      <p>${say('studio-phone-says')}</p>
      ${phone.code ? html`<img class="code" src=${phone.code} alt=${say('studio-phone-code')}>` : html`<p>${say('studio-phone-long')}</p>`}
      ${phone.here ? html`<p class="soft">${say('first-bring-here')}</p>` : nothing}
      <p class="soft small">${say('studio-phone-private')}</p>
      <p class="acts"><a class="ring" href=${phone.link} target="_blank" rel="noopener">${say('studio-phone-open')}</a>
        <button type="button" class="quiet" @click=${this.#copy}>${say('studio-phone-copy')}</button></p>`;
  }

  #versions() {
    const { versions } = this.studio;
    return html`
      <p>${say('studio-versions-says')}</p>
      <p class="acts"><button type="button" class="ring" @click=${() => {
        this.said = say(this.studio.keepVersion() ? 'studio-versions-kept' : 'studio-versions-failed');
        this.requestUpdate();
      }}>${say('studio-versions-keep')}</button></p>
      ${versions.length ? html`<ul class="kept">${versions.map((one) => html`<li>
        ${one.tree ? html`<photo-thumb .tree=${one.tree}></photo-thumb>` : html`<span></span>`}
        <span><b>${one.name || say('studio-versions-unnamed')}</b><br><span class="soft small">${moment(one.at)}</span></span>
        <button type="button" class="quiet" aria-label=${say('studio-versions-open-name', { name: one.name, when: moment(one.at) })}
          @click=${() => { this.studio.openVersion(one); this.#close(); }}>${say('studio-versions-open')}</button>
        <button type="button" class="quiet" aria-label=${say('studio-versions-drop-name', { name: one.name, when: moment(one.at) })}
          @click=${() => { this.studio.dropVersion(one.at); this.requestUpdate(); }}>${say('studio-versions-drop')}</button></li>`)}</ul>`
    : html`<p class="soft">${say('studio-versions-none')}</p>`}`;
  }

  #from() {
    if (!this.gallery) return html`<p class="soft" role="status">${say('studio-from-wait')}</p>`;
    return html`
      <p>${say('studio-from-says')}</p>
      <ul class="designs">${this.gallery.map((glyph) => html`<li><button type="button" class="design" @click=${() => {
        this.studio.fork(glyph);
        this.#close();
      }}><photo-thumb .tree=${glyph.tree}></photo-thumb><span>${glyph.name}</span></button></li>`)}</ul>`;
  }

  #saving() {
    const ways = [['gif', gif], ...(films() ? [['film', film]] : []), ['strip', strip],
      ['words', async (of, name) => words(this.studio.text, name)]];
    return html`
      <p>${say('studio-save-says')}</p>
      <ul class="ways">${ways.map(([name, make]) => html`<li><button type="button" class="ring" ?disabled=${this.share !== null}
        @click=${() => this.#save(make)}>${say(`studio-save-${name}`)}</button><span class="soft">${say(`studio-save-${name}-says`)}</span></li>`)}
        <li><button type="button" class="ring" @click=${this.#wled}>${say('studio-save-wled')}</button>
          <span class="soft">${say('studio-save-wled-says')}</span></li>
      </ul>
      ${this.share === null ? nothing : html`<progress max="1" .value=${this.share} aria-label=${say('studio-save-making')}></progress>`}
      ${films() ? nothing : html`<p class="soft small">${say('first-keep-failed')}</p>`}`;
  }
}

customElements.define('photo-desk', Desk);
