// <photo-published>: what holds of a design because somebody published it: its licence in plain words, what it was begun
// from, and, for its artist, the way to take it back. Tells `ended` once it was taken back.
//
//   told.published = glyph.published;     // as GET /api/glyphs has it

import { LitElement, html, nothing } from 'lit';
import { Refused, ask, withdraw } from './sign.js';
import { say } from './words.js';

/** What a licence lets others do; "" for one that we have no words for. */
export function allows(licence) {
  const name = `licence-${licence.toLowerCase().replaceAll('.', '')}`;
  const found = say(name);
  return found === name ? '' : found;
}

export class Published extends LitElement {
  static properties = {
    published: { attribute: false }, design: { state: true }, mine: { state: true }, step: { state: true }, wrong: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { published: null, design: null, mine: false, step: '', wrong: null });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  willUpdate(changed) {
    if (changed.has('published') && changed.get('published')?.hash !== this.published?.hash) this.#ask();
  }

  async #ask() {
    const { hash } = this.published;
    Object.assign(this, { design: null, mine: false, step: '', wrong: null });
    const [design, artist] = await Promise.all([
      fetch(`/api/designs/${hash}`).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null),
      ask().catch(() => null),
    ]);
    if (this.published?.hash !== hash) return; // another one is open by now
    this.design = design;
    this.mine = Boolean(artist?.designs?.some((each) => each.hash === hash && each.state === 'published'));
  }

  async #withdraw() {
    const { hash } = this.published;
    Object.assign(this, { step: 'busy', wrong: null });
    try {
      await withdraw(hash);
      this.step = 'done';
      this.dispatchEvent(new CustomEvent('ended', { detail: { hash } }));
    } catch (error) {
      Object.assign(this, { step: 'asked', wrong: error instanceof Refused ? error : { what: '', try: '' } });
    }
  }

  async #turn(step) {
    this.step = step;
    await this.updateComplete;
    this.querySelector('.ending button')?.focus();
  }

  render() {
    if (!this.published) return nothing;
    const { licence } = this.published, { parents = [], forks = [] } = this.design ?? {};
    const alive = forks.filter(({ state }) => state === 'published');
    return html`
      <p class="soft small">${licence}: ${allows(licence)}</p>
      ${parents.map((kin) => html`<p class="small">${this.#kin(kin, begun(kin))}</p>`)}
      ${alive.length ? html`<p class="small">${say('glyphs-forks')}
        ${alive.map((kin, at) => html`${at ? ', ' : ''}${this.#kin(kin, kin.name)}`)}</p>` : nothing}
      ${this.mine ? html`<div class="ending">${this.#ending()}</div>` : nothing}`;
  }

  #kin({ hash, name, state }, told) {
    const place = { 'built-in': name, published: hash }[state];
    return place ? html`<a href=${`#${place}`}>${told}</a>` : told;
  }

  #ending() {
    if (this.step === 'done') return html`<p role="status">${say('glyphs-back-done')}</p>`;
    if (!this.step) return html`<button type="button" class="quiet" @click=${() => this.#turn('asked')}>${say('glyphs-back')}</button>`;
    const why = this.wrong && (this.wrong.what ? html`<span lang="en">${this.wrong.what}. ${this.wrong.try}</span>` : say('hub-lost'));
    return html`<p>${say('glyphs-back-says')}</p>
      ${why ? html`<p role="alert">${why}</p>` : nothing}
      <p class="acts"><button type="button" class="ring" ?disabled=${this.step === 'busy'} @click=${this.#withdraw}>${say('glyphs-back-yes')}</button>
        <button type="button" class="quiet" ?disabled=${this.step === 'busy'} @click=${() => this.#turn('')}>${say('glyphs-back-no')}</button></p>`;
  }
}

const begun = ({ name, credit }) => say(credit ? 'studio-after-by' : 'studio-after', { glyph: name, by: credit });

customElements.define('photo-published', Published);
