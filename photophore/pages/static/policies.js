// <photo-policies>: every rule as a sentence, as text, and as light; and a place to try one.

import { LitElement, html, nothing } from 'lit';
import { ANY, Bits, dark } from './field.js';
import { moment } from './when.js';
import { lang, path, say } from './words.js';
import './trial.js';

const ORDER = ['own-terms', 'bodies', 'work-and-school', 'minors', 'guests', 'care', 'research', 'virtual-people'];
const PICKS = { audience: 'policies-who-', signal: 'policies-what-', wearer: 'policies-one-', purpose: 'policies-for-' };
const AXES = { audience: 'audiences', signal: 'signals', wearer: 'wearers', purpose: 'purposes' };
const LABELS = { audience: 'policies-pick-audience', signal: 'policies-pick-signal', wearer: 'policies-pick-wearer',
  purpose: 'policies-pick-purpose' };
const FIRST = { audience: 'near', signal: 'heart', wearer: 'adult', purpose: 'light' };

export class Policies extends LitElement {
  static properties = { facts: { state: true }, failed: { state: true }, picked: { state: true }, lights: { state: true },
    said: { state: true }, busy: { state: true }, changing: { state: true } };

  constructor() {
    super();
    Object.assign(this, { facts: null, failed: false, picked: null, lights: new Map(), said: '', busy: '', changing: null });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.#fetch();
  }

  async #fetch() {
    this.failed = false;
    try {
      const [facts, light] = await Promise.all([asked('/api/policies'), bytes('/api/policies/light')]);
      this.#told(facts, light);
      await this.updateComplete;
      if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
      await this.#alone();
    } catch {
      this.failed = true;
    }
  }

  #told(facts, light) {
    this.facts = facts;
    this.picked ??= Object.fromEntries(Object.entries(FIRST).map(([pick, name]) => [pick, facts.axes[AXES[pick]].indexOf(name)]));
    this.lights = new Map([['', new Bits(light, facts.axes)]]);
  }

  /** One after the other: the hub works each out once, in a second or two, and then knows it. */
  async #alone() {
    const mine = this.lights;
    for (const policy of this.#sorted()) {
      try {
        mine.set(policy.name, new Bits(await bytes(`/api/policies/${policy.name}/light`), this.facts.axes));
      } catch {
        continue; // its picture stays away; its words do not
      }
      if (mine !== this.lights || !this.isConnected) return;
      this.requestUpdate();
    }
  }

  #sorted() {
    const place = ({ name }) => ORDER.indexOf(name);
    return [...this.facts.policies].sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name));
  }

  /** A change by the council; `way`: after /api/policies. -> the policy as it stands now. */
  async #do(way, said, body) {
    Object.assign(this, { busy: way, said: say('policies-busy') });
    try {
      const made = await asked(`/api/policies${way}`, { method: 'POST', body: JSON.stringify(body ?? {}),
        headers: { 'content-type': 'application/json', 'x-photophore': '1' } });
      this.changing = null;
      await this.#fetch();
      this.said = say(said, { name: made.name, version: made.version });
    } catch (error) {
      this.said = error.what ? say('policies-try-wrong', { what: error.what, try: error.try }) : say('policies-try-lost');
    }
    this.busy = '';
  }

  render() {
    if (this.failed) {
      return html`<div class="wait"><p role="alert">${say('policies-failed')}</p>
        <button type="button" class="ring" @click=${this.#fetch}>${say('policies-retry')}</button></div>`;
    }
    if (!this.facts) return html`<p class="wait soft" role="status">${say('policies-wait')}</p>`;
    const rules = this.#sorted();
    const ours = rules.filter((policy) => !policy.built_in);
    return html`
      ${this.#asked()}
      ${this.facts.waiting.map(({ name }) => html`<p role="status">${say('policies-waiting', { name })}</p>`)}
      <section aria-labelledby="council">
        <h2 id="council">${say('policies-by-council')}</h2>
        ${ours.length ? ours.map((policy) => this.#rule(policy)) : html`<p class="soft">${say('policies-none-yet')}</p>`}
      </section>
      <section aria-labelledby="stays">
        <h2 id="stays">${say('policies-stays')}</h2>
        ${rules.filter((policy) => policy.built_in).map((policy) => this.#rule(policy))}
      </section>
      <photo-trial .facts=${this.facts} .now=${this.lights.get('')} .picked=${this.picked} .question=${this.#question()} .changing=${this.changing}
        .busy=${this.busy !== ''} .said=${this.said}
        @propose=${({ detail }) => this.#do('', 'policies-proposed', detail)}
        @anew=${() => { this.changing = null; }}></photo-trial>
      ${lang === 'en' ? nothing : html`<p class="soft small">${say('policies-english')}</p>`}`;
  }

  /** The question, whose words can be changed, and its answer as light. */
  #asked() {
    const field = this.lights.get('').field(this.picked);
    const marks = Object.fromEntries(Object.keys(PICKS).map((pick) => [pick, `\u0001${pick}\u0001`]));
    const parts = say('policies-question', marks).split('\u0001');
    return html`
      <section class="asked" aria-label=${say('policies-everything')}>
        <p class="question">${parts.map((part) => (PICKS[part] ? this.#pick(part) : part))}</p>
        <p class="answer" role="status">${this.#answer(field)}</p>
        <photo-field named .field=${field} .axes=${this.facts.axes}></photo-field>
        <p class="soft small key">${say('policies-everything')}. ${say('policies-field-key')}</p>
      </section>`;
  }

  #pick(pick) {
    const names = this.facts.axes[AXES[pick]];
    const chosen = (event) => { this.picked = { ...this.picked, [pick]: Number(event.target.value) }; };
    const option = (value, name) => html`<option value=${value} ?selected=${this.picked[pick] === value}>${
      say(`${PICKS[pick]}${name}`)}</option>`;
    return html`<span class="pick"><select aria-label=${say(LABELS[pick])} @change=${chosen}>
      ${pick === 'purpose' ? option(ANY, 'any') : nothing}
      ${names.map((name, value) => option(value, name))}</select></span>`;
  }

  /** The question as it stands, in words. */
  #question() {
    return say('policies-question', Object.fromEntries(Object.entries(PICKS).map(([pick, before]) =>
      [pick, say(`${before}${this.facts.axes[AXES[pick]][this.picked[pick]] ?? 'any'}`)])));
  }

  /** What a rule alone does to it. */
  #alonely(field) {
    if (field.every(Boolean)) return say('policies-alone-none');
    return field.some(Boolean) ? say('policies-alone-some', { dark: dark(field, this.facts.axes) }) : say('policies-alone-all');
  }

  /** A way to a question that this rule answers, where it darkens anything and is bright now. */
  #telling(name) {
    const bits = this.lights.get(name);
    if (!bits || !bits.field(this.picked).every(Boolean)) return nothing;
    const picked = bits.telling();
    return picked ? html`<button type="button" class="quiet" @click=${() => { this.picked = picked; }}>${say('policies-telling')}</button>`
      : nothing;
  }

  #answer(field) {
    const wearer = say(`policies-one-${this.facts.axes.wearers[this.picked.wearer]}`);
    if (field.every(Boolean)) return say('policies-answer-all', { wearer });
    if (!field.some(Boolean)) return say('policies-answer-none');
    return say('policies-answer-some', { wearer, dark: dark(field, this.facts.axes) });
  }

  #rule(policy) {
    const own = policy.rules.filter((rule) => !rule.base || policy.name === 'own-terms');
    const field = this.lights.get(policy.name)?.field(this.picked);
    return html`
      <article id=${policy.name} aria-labelledby=${`name-${policy.name}`}>
        <div class="alone">
          <photo-field .field=${field} .axes=${this.facts.axes}></photo-field>
          <p class="soft small">${this.#question()} ${field ? this.#alonely(field) : '…'}</p>
          ${this.#telling(policy.name)}
        </div>
        <div>
          <h3 id=${`name-${policy.name}`}>${policy.built_in ? say(`policies-name-${policy.name}`) : policy.name}</h3>
          ${own.map((rule, at) => html`<p class="says">${this.#sentence(policy, rule, at + 1)}</p>`)}
          ${policy.built_in ? html`<p class="soft">${say('policies-why', { why: say(`policies-why-${policy.name}`) })}</p>` : nothing}
          <details>
            <summary class="opens">${say('policies-text')}</summary>
            <pre tabindex="0"><code>${coloured(policy.text)}</code></pre>
            ${policy.built_in && policy.name !== 'own-terms' ? html`<p class="soft small">${say('policies-text-more')}</p>` : nothing}
            ${this.#facts(policy)}
            ${this.facts.council && !policy.built_in ? this.#acts(policy) : nothing}
          </details>
        </div>
      </article>`;
  }

  #sentence(policy, rule, at) {
    if (policy.built_in) return say(`policies-says-${policy.name}-${at}`);
    return rule.says || html`<span class="soft">${say('policies-no-sentence')}</span>`;
  }

  #facts(policy) {
    return html`<p class="soft small">${say('policies-since', { date: moment(policy.since) })} ${say('policies-version', { version: policy.version })}
      ${policy.urgent ? say('policies-urgent') : nothing} ${say('policies-hash', { hash: policy.sha256.slice(0, 12) })}
      ${policy.entry === null ? nothing : html`<a href=${path(`/log#${policy.entry}`)}>${
        say('policies-entry', { entry: policy.entry })}</a>`}</p>`;
  }

  #acts(policy) {
    return html`<p class="acts">
      <button type="button" class="quiet" @click=${() => this.#change(policy)}>${say('policies-change')}</button>
      <button type="button" class="quiet" ?disabled=${this.busy !== ''}
        @click=${() => this.#do(`/${policy.name}/end`, 'policies-ended')}>${say('policies-end')}</button></p>`;
  }

  async #change(policy) {
    this.changing = policy;
    await this.updateComplete;
    const trial = this.querySelector('photo-trial');
    trial.scrollIntoView();
    trial.querySelector('textarea').focus({ preventScroll: true });
  }
}

/** Cedar's text, its sentences softer than the rest. */
function coloured(text) {
  return text.trimEnd().split('\n').map((line) => html`${line.startsWith('//') ? html`<span class="comment">${line}</span>` : line}\n`);
}

/** An answer as JSON; where it is no good, what the hub says of it. */
async function asked(way, options) {
  const answer = await fetch(way, options);
  const json = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(way), { what: json.what, try: json.try });
  return json;
}

async function bytes(way) {
  const answer = await fetch(way);
  if (!answer.ok) throw new Error(way);
  return new Uint8Array(await answer.arrayBuffer());
}

customElements.define('photo-policies', Policies);
