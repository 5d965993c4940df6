// <photo-trial>: a text is tried, and what would turn dark is told and drawn; the council can then put it in force.

import { LitElement, html, nothing } from 'lit';
import { Bits, decoded } from './field.js';
import { lang, say } from './words.js';

const RULE = `forbid (principal, action, resource == Signal::"heart")
when { [Band::"week_night", Band::"rest_night"].contains(context.band) }
unless { principal == Audience::"self" };
`;
const ROWS = 9; // of a text that is short

export class Trial extends LitElement {
  static properties = {
    facts: { attribute: false }, now: { attribute: false }, picked: { attribute: false }, changing: { attribute: false },
    question: { attribute: false },
    busy: { type: Boolean }, said: { type: String }, told: { state: true }, asking: { state: true }, lost: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { told: null, asking: false, lost: false, text: `${say('policies-try-example')}\n${RULE}`, of: null });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  willUpdate(changed) {
    if (!changed.has('changing') || (this.changing?.name ?? null) === this.of) return;
    this.of = this.changing?.name ?? null;
    this.text = this.changing?.text ?? `${say('policies-try-example')}\n${RULE}`;
    this.told = null;
  }

  async #try(event) {
    event.preventDefault();
    const { text, of } = this;
    Object.assign(this, { asking: true, lost: false, told: null });
    try {
      const body = JSON.stringify({ text, lang, ...(of ? { name: of } : {}) });
      const answer = await fetch('/api/policies/check', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      const told = await answer.json();
      if (text === this.text) this.told = told;
    } catch {
      this.lost = true;
    }
    this.asking = false;
    await this.updateComplete;
    this.querySelector('.told')?.scrollIntoView({ block: 'nearest' });
  }

  #typed(event) {
    this.text = event.target.value;
    this.told = null; // it spoke of another text
  }

  #propose(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const detail = { name: this.of ?? form.get('name'), text: this.text, urgent: form.has('urgent') };
    this.dispatchEvent(new CustomEvent('propose', { detail }));
  }

  /** Mark the line that an error speaks of. */
  #show(line) {
    const area = this.querySelector('textarea');
    const before = this.text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(before, before + this.text.split('\n')[line - 1].length);
  }

  render() {
    return html`
      <section class="trial" aria-labelledby="try">
        <h2 id="try">${say('policies-try')}</h2>
        <p class="soft">${this.of ? html`${say('policies-changing', { name: this.of })}
          <button type="button" class="quiet" @click=${() => this.dispatchEvent(new CustomEvent('anew'))}>${say('policies-try-again')}</button>`
          : say('policies-try-says')}</p>
        <form @submit=${this.#try}>
          <label class="unseen" for="text">${say('policies-try-text')}</label>
          <textarea id="text" rows=${Math.max(ROWS, this.text.split('\n').length)} spellcheck="false" autocapitalize="off"
            autocomplete="off" .value=${this.text} @input=${this.#typed}></textarea>
          <button class="ring" ?disabled=${this.asking}>${say('policies-try-see')}</button>
        </form>
        <div class="told" aria-live="polite">
          ${this.asking ? html`<p>${say('policies-try-busy')}</p>` : nothing}
          ${this.lost ? html`<p>${say('policies-try-lost')}</p>` : nothing}
          ${this.told ? this.#told(this.told) : nothing}
        </div>
        <p class="said" role="status">${this.said}</p>
      </section>`;
  }

  #told(told) {
    if (!told.ok) return this.#wrong(told);
    const { dark = 0, bright = 0, changes = [], more = 0 } = told;
    const then = new Bits(decoded(told.light), this.facts.axes);
    return html`
      <p class="large">${dark || bright ? say('policies-try-count', { dark, bright }) : say('policies-try-nothing')}</p>
      ${dark || bright ? html`<p class="soft small">${say('policies-try-count-says')}</p>` : nothing}
      <p class="soft small">${this.question}</p>
      <div class="sides">
        ${this.#side('policies-now', this.now)}
        ${this.#side('policies-then', then)}
      </div>
      <ul class="changes">${changes.map((change) => html`<li class=${change.bright ? 'lit' : 'dark'}><i aria-hidden="true"></i>${change.says}</li>`)}</ul>
      ${more ? html`<p class="soft">${say('policies-try-more', { count: more })}</p>` : nothing}
      ${this.facts.council ? this.#form(told) : html`<p class="soft">${say('policies-propose-only')}</p>`}`;
  }

  #side(name, bits) {
    return html`<figure><photo-field .field=${bits.field(this.picked)} .axes=${this.facts.axes}></photo-field>
      <figcaption class="soft small">${say(name)}</figcaption></figure>`;
  }

  #wrong({ what, where, try: hint }) {
    const line = Number(/^line (\d+)$/.exec(where ?? '')?.[1] ?? 0);
    return html`<p class="wrong" role="alert"><span lang="en">${say('policies-try-wrong', { what: upper(what), try: upper(hint ?? '') })}</span>
      ${line ? html`<button type="button" class="quiet" @click=${() => this.#show(line)}>${
        say('policies-try-line', { where: String(line) })}</button>` : nothing}</p>`;
  }

  #form(told) {
    return html`
      <form class="propose" @submit=${this.#propose}>
        ${this.of ? nothing : html`<label>${say('policies-propose-name')}
          <input name="name" required maxlength="40" pattern="[a-z][a-z0-9]*(-[a-z0-9]+)*" autocomplete="off" spellcheck="false"></label>`}
        ${told.forbids_only ? html`<label class="tick"><input type="checkbox" name="urgent"> <span>${say('policies-propose-urgent')}</span></label>` : nothing}
        <p class="soft">${say('policies-propose-says')}</p>
        <button class="ring" ?disabled=${this.busy}>${say('policies-propose')}</button>
      </form>`;
  }
}

const upper = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

customElements.define('photo-trial', Trial);
