// <photo-fidelity>: the last record of every claim, part by part, a point of light for each. Parts that fail are open.

import { LitElement, html, nothing } from 'lit';
import { lang, say } from './words.js';

const KINDS = ['failures', 'unjudged', 'passed'];
const KIND = new Map([[true, 'passed'], [false, 'failures'], [null, 'unjudged']]);
const MARK = { passed: 'holds', failures: 'fails', unjudged: 'open' };
const WORD = { passed: 'fidelity-pass', failures: 'fidelity-fail', unjudged: 'fidelity-open' };
const COPIED = 2000; // milliseconds that a copy is confirmed

export class Fidelity extends LitElement {
  static properties = { record: { state: true }, failed: { state: true }, only: { state: true }, copied: { state: true },
    opened: { state: true } };

  constructor() {
    super();
    Object.assign(this, { record: null, failed: false, only: null, copied: null, opened: new Set() });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.printing = () => this.querySelectorAll('details').forEach((part) => { part.open = true; });
    addEventListener('beforeprint', this.printing);
    this.#fetch();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.later);
    removeEventListener('beforeprint', this.printing);
  }

  async #fetch() {
    this.failed = false;
    try {
      const answer = await fetch('/static/fidelity.json');
      if (!answer.ok) throw new Error(String(answer.status));
      this.record = await answer.json();
      this.opened = new Set(this.record.parts.filter((part) => part.checks.some(fails)).map((part) => part.name));
      await this.updateComplete;
      if (location.hash) this.#show(decodeURIComponent(location.hash.slice(1)));
    } catch {
      this.failed = true;
    }
  }

  get #checks() {
    return this.record.parts.flatMap((part) => part.checks);
  }

  /** A claim that is asked for by name is shown, whatever is hidden just now. */
  async #show(id) {
    const part = this.record.parts.find(({ checks }) => checks.some((check) => check.id === id));
    if (!part) return;
    this.only = null;
    this.opened = new Set([...this.opened, part.name]);
    await this.updateComplete;
    const row = this.querySelector(`[id="${CSS.escape(id)}"]`);
    row.scrollIntoView({ block: 'center' });
    row.focus({ preventScroll: true });
  }

  #point(event, id) {
    event.preventDefault();
    history.replaceState(null, '', `#${encodeURIComponent(id)}`);
    this.#show(id);
  }

  async #copy(command) {
    try {
      await navigator.clipboard.writeText(command);
      this.copied = command;
      clearTimeout(this.later);
      this.later = setTimeout(() => { this.copied = null; }, COPIED);
    } catch {
      const code = [...this.querySelectorAll('code')].find((it) => it.textContent === command);
      getSelection().selectAllChildren(code); // no clipboard here: it is marked, and one key copies it
    }
  }

  render() {
    if (this.failed) {
      return html`<div class="wait"><p role="alert">${say('fidelity-failed')}</p>
        <button type="button" class="ring" @click=${this.#fetch}>${say('fidelity-retry')}</button></div>`;
    }
    if (!this.record) return html`<p class="wait soft" role="status">${say('fidelity-wait')}</p>`;
    if (!this.record.parts.length) {
      const command = 'photophore fidelity';
      return html`<div class="wait"><p>${say('fidelity-none-yet')}</p>${this.#command(command)}</div>`;
    }
    const { date, machine, parts } = this.record;
    const shown = parts.filter((part) => part.checks.some((check) => this.#wanted(check)));
    return html`
      ${this.#failing()}
      ${this.#filters()}
      ${shown.length ? shown.map((part) => this.#part(part)) : html`<p class="none">${say('fidelity-empty')}</p>`}
      <div class="foot soft small">
        <p>${say('fidelity-no-pass')}${lang === 'en' ? nothing : html` ${say('fidelity-english')}`}</p>
        <p>${say('fidelity-when', { date, machine })}</p>
      </div>`;
  }

  #wanted(check) {
    return !this.only || KIND.get(check.pass) === this.only;
  }

  #failing() {
    const failing = this.#checks.filter((check) => check.pass === false);
    if (!failing.length) return nothing;
    return html`<p class="failing">${say('fidelity-failing', { count: failing.length })} ${failing.map((check) => html`
      <a href=${`#${encodeURIComponent(check.id)}`} @click=${(event) => this.#point(event, check.id)}>${check.id}</a> `)}</p>`;
  }

  #filters() {
    const button = (kind, words) => html`<button type="button" class="quiet" aria-pressed=${String(this.only === kind)}
      @click=${() => { this.only = kind; }}>${words}</button>`;
    return html`
      <p class="filters" role="group" aria-label=${say('fidelity-filter')}>
        ${button(null, say('fidelity-all', { count: this.#checks.length }))}
        ${KINDS.map((kind) => button(kind, html`<i class=${MARK[kind]}></i>${say(`fidelity-${kind}`, { count: count(this.#checks, kind) })}`))}
        ${this.only ? nothing : this.#all()}
      </p>`;
  }

  #toggled(event, name) {
    if (this.only || event.target.open === this.opened.has(name)) return;
    this.opened = new Set([...this.opened].filter((it) => it !== name));
    if (event.target.open) this.opened.add(name);
  }

  #all() {
    const parts = this.record.parts.map((part) => part.name);
    const every = this.opened.size === parts.length;
    return html`<button type="button" class="quiet" @click=${() => { this.opened = new Set(every ? [] : parts); }}>${
      say(every ? 'fidelity-close-all' : 'fidelity-open-all')}</button>`;
  }

  #part(part) {
    const checks = part.checks.filter((check) => this.#wanted(check)).sort((one, other) => fails(other) - fails(one));
    return html`
      <details .open=${Boolean(this.only) || this.opened.has(part.name)} @toggle=${(event) => this.#toggled(event, part.name)}>
        <summary>
          <h2 id=${`part-${part.name}`}>${title(part)}</h2>
          <span class="points" aria-hidden="true">${part.checks.map((check) => html`<i class=${MARK[KIND.get(check.pass)]}></i>`)}</span>
          <span class="soft small">${counted(part.checks)}</span>
        </summary>
        ${this.#command(part.command)}
        ${part.needs ? html`<p class="soft small">${say('fidelity-needs', { needs: part.needs })}</p>` : nothing}
        <table aria-labelledby=${`part-${part.name}`}>
          <thead><tr>
            <th scope="col">${say('fidelity-result')}</th><th scope="col">${say('fidelity-what')}</th>
            <th scope="col">${say('fidelity-target')}</th><th scope="col">${say('fidelity-measured')}</th>
          </tr></thead>
          <tbody>${checks.map((check) => row(check))}</tbody>
        </table>
      </details>`;
  }

  #command(command) {
    return html`
      <p class="command"><span class="soft small">${say('fidelity-run')}</span>
        <code>${command}</code>
        <button type="button" class="quiet small" aria-live="polite" @click=${() => this.#copy(command)}>${
          say(this.copied === command ? 'fidelity-copied' : 'fidelity-copy')}</button></p>`;
  }
}

const fails = (check) => Number(check.pass === false);
const signs = (text) => text.replaceAll('+-', '±').replaceAll('>=', '≥').replaceAll('<=', '≤');

const count = (checks, kind) => checks.filter((check) => KIND.get(check.pass) === kind).length;

/** How many of a part's claims fail, agree, or were not judged; what is none is not said. */
function counted(checks) {
  const kinds = KINDS.map((kind) => [kind, count(checks, kind)]).filter(([, many]) => many);
  return kinds.map(([kind, many]) => say(`fidelity-${kind}`, { count: many })).join(' · ');
}

/** What a part claims, in the reader's language where we have it. */
function title(part) {
  const key = `fidelity-part-${part.name}`;
  const found = say(key);
  return found === key ? part.title : found;
}

function row(check) {
  const kind = KIND.get(check.pass);
  return html`
    <tr id=${check.id} tabindex="-1" class=${kind}>
      <td class="result"><i class=${MARK[kind]}></i><span>${say(WORD[kind])}</span> <span class="soft id">${check.id}</span></td>
      <th scope="row"><span lang="en">${check.check}</span>
        ${check.source ? html`<span class="source soft small" lang="en">${say('fidelity-source', { source: check.source })}</span>` : nothing}</th>
      <td data-name=${say('fidelity-target')} lang="en">${signs(check.target)}</td>
      <td data-name=${say('fidelity-measured')} lang="en">${signs(check.measured)}</td>
    </tr>`;
}

customElements.define('photo-fidelity', Fidelity);
