// <photo-glyphs>: the gallery. Each glyph lives as a mouth of light; one sea moves what they all feel.

import { LitElement, html, nothing } from 'lit';
import { kindOf, shape } from './certificate.js';
import { allows } from './published.js';
import { feel } from './thumb.js';
import { path, say } from './words.js';
import './sea.js';

const AGAIN = 10_000; // milliseconds until marks that are being measured are asked for again
const FIGURES = ':light'; // after a glyph's name in the address: open at its certificate

export class Glyphs extends LitElement {
  static properties = { gallery: { state: true }, failed: { state: true }, shown: { state: true }, marks: { state: true } };

  constructor() {
    super();
    Object.assign(this, { gallery: null, failed: false, shown: null, felt: null, marks: {} });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.moved = () => this.#follow();
    addEventListener('hashchange', this.moved);
    this.#fetch();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.moved);
    clearTimeout(this.later);
  }

  async #fetch() {
    this.failed = false;
    try {
      const answer = await fetch('/api/glyphs');
      if (!answer.ok) throw new Error(String(answer.status));
      this.gallery = ordered(await answer.json());
      this.#follow();
    } catch {
      this.failed = true;
      return;
    }
    this.#fetchMarks();
  }

  /** What was measured of each; the hub measures what nobody asked for before, one after another. */
  async #fetchMarks() {
    clearTimeout(this.later);
    if (!this.isConnected || !this.gallery.length) return;
    let waiting = 1;
    try {
      if (!document.hidden) ({ marks: this.marks, waiting } = await (await fetch('/api/certificates')).json());
    } catch {
      waiting = 0; // what was proved is shown all the same
    }
    if (waiting) this.later = setTimeout(() => this.#fetchMarks(), AGAIN);
  }

  /** The address says which glyph is open, so that it can be shared and the way back works. */
  #follow() {
    const name = decodeURIComponent(location.hash.slice(1));
    this.figures = name.endsWith(FIGURES);
    const wanted = this.figures ? name.slice(0, -FIGURES.length) : name;
    this.shown = this.gallery?.find((glyph) => place(glyph) === wanted) ?? null;
  }

  updated(changed) {
    if (!changed.has('shown')) return;
    const dialog = this.querySelector('dialog');
    if (this.shown && !dialog.open) {
      dialog.showModal();
      dialog.scrollTop = 0;
      if (this.figures) dialog.querySelector('#figures').scrollIntoView();
    } else if (!this.shown && dialog?.open) dialog.close();
    const sea = dialog?.querySelector('photo-sea');
    if (sea && this.felt) sea.value = this.felt;
  }

  #felt({ detail: { valence, arousal } }) {
    this.felt = { valence, arousal };
    feel(this.felt);
  }

  /** Taken back: its card is gone, and the sheet that says so stays until it is closed. */
  #ended({ detail: { hash } }) {
    this.gallery = this.gallery.filter(({ published }) => published?.hash !== hash);
  }

  #close() {
    const from = this.shown && `${place(this.shown)}${this.figures ? FIGURES : ''}`;
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
    this.shown = null;
    const sea = this.querySelector('.shared photo-sea');
    if (sea && this.felt) sea.value = this.felt;
    this.querySelector(`a[href="#${from}"]`)?.focus();
  }

  render() {
    if (this.failed) {
      return html`<div class="wait"><p role="alert">${say('glyphs-failed')}</p>
        <button type="button" class="ring" @click=${this.#fetch}>${say('glyphs-retry')}</button></div>`;
    }
    if (!this.gallery) return html`<p class="wait soft" role="status">${say('glyphs-wait')}</p>`;
    if (!this.gallery.length) return html`<p class="wait">${say('glyphs-none')}</p>`;
    return html`
      <section class="shared" aria-label=${say('glyphs-sea')}>
        <photo-sea .inviting=${true} @feel=${this.#felt}></photo-sea>
      </section>
      <ul class="gallery">${this.gallery.map((glyph) => this.#card(glyph))}</ul>
      <dialog aria-labelledby="open-name" @close=${this.#close}>${this.shown ? this.#large(this.shown) : nothing}</dialog>`;
  }

  #card(glyph) {
    const kind = kindOf(glyph.proof, this.marks?.[glyph.tree_hash]);
    const mark = say(`glyphs-mark-${kind}`);
    return html`
      <li>
        <a class="card" href=${`#${place(glyph)}`} aria-label=${say('glyphs-open', { name: glyph.name })}>
          <photo-thumb .tree=${glyph.tree}></photo-thumb>
          <span class="name">${glyph.name}</span>
        </a>
        <div class="told">
          <p>${says(glyph)}</p>
          <p class="soft small">${needs(glyph)} ${credit(glyph)} ${glyph.published ? allows(glyph.published.licence) : nothing}</p>
          <a class="figures" href=${`#${place(glyph)}${FIGURES}`} aria-label=${say('glyphs-mark-open', { name: glyph.name, mark })}>
            ${shape(kind)} <span>${mark}</span></a>
        </div>
      </li>`;
  }

  #large(glyph) {
    return html`
      <photo-thumb .tree=${glyph.tree}></photo-thumb>
      <photo-sea @feel=${this.#felt}></photo-sea>
      <div class="about">
        <h2 id="open-name">${glyph.name}</h2>
        <p>${says(glyph)}</p>
        <p class="soft small">${needs(glyph)} ${credit(glyph)} ${proved(glyph.proof)}</p>
        <p class="acts">
          <a class="ring" href=${path(`/smile?wear=${encodeURIComponent(glyph.published?.hash ?? glyph.name)}`)}>${say('glyphs-wear')}</a>
          <button type="button" class="quiet" @click=${this.#close}>${say('glyphs-close')}</button>
        </p>
        ${glyph.published ? html`<photo-published .published=${glyph.published} @ended=${this.#ended}></photo-published>` : nothing}
        <h3 id="figures">${say('glyphs-certificate')}</h3>
        <photo-certificate .hash=${glyph.tree_hash}></photo-certificate>
        <h3>${say('glyphs-text')}</h3>
        <pre><code>${glyph.text.trim().split('\n').map((line) => html`<span class=${line.startsWith('#') ? 'note' : ''}>${line}\n</span>`)}</code></pre>
      </div>`;
  }
}

/** What stands in the address for a glyph: published ones go by their hash, as several may have one name. */
const place = ({ name, published }) => published?.hash ?? name;

/** The first stays first, and is the large one; then what people published here; then the others. */
function ordered([first, ...rest]) {
  const ours = rest.filter(({ published }) => published);
  return first ? [first, ...ours, ...rest.filter(({ published }) => !published)] : [];
}

const credit = ({ published }) => (published?.credit ? say('glyphs-credit', { credit: published.credit }) : '');

/** A glyph's own sentence, in the reader's language where we have it. */
function says({ name, says: own }) {
  const key = `glyph-${name}`;
  const found = say(key);
  return found === key ? own ?? '' : found;
}

function needs({ signals = [] }) {
  if (!signals.length) return say('glyphs-needs-none');
  const both = signals.includes('feeling') && signals.includes('heart');
  return say('glyphs-needs', { needs: say(both ? 'glyphs-needs-both' : `glyphs-needs-${signals[0]}`) });
}

/** What holds of a glyph whatever anyone feels, in sentences. */
export function proved(proof) {
  if (!proof?.luminance) return '';
  const told = [say('glyphs-proved', { bright: Math.ceil(100 * proof.luminance[1]) })];
  if (!(proof.transitions > 0)) told.push(say('glyphs-proved-steady'));
  else if (proof.transitions <= 3) told.push(say('glyphs-proved-pace', { pace: Math.ceil(10 * proof.transitions) / 10 }));
  else told.push(say('glyphs-proved-guard'));
  if (proof.red) told.push(say('glyphs-proved-red'));
  return told.join(' ');
}

customElements.define('photo-glyphs', Glyphs);
