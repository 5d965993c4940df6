// <photo-join>: a link is opened, two touches, and somebody is here for good. One question at a time.

import { LitElement, html, nothing } from 'lit';
import { ask } from './owed.js';
import * as passkey from './passkey.js';
import { forget } from './restdiary.js';
import { off } from './senses.js';
import './thumb.js';
import { lang, path, say } from './words.js';

const AGES = ['adult', 'teen', 'child'];
const LIGHTS = ['bright', 'all', 'gesture'];
const SENSES = ['awake', 'strap', 'motion'];
const MAKERS = { operator: ['wearer', 'artist', 'host', 'organiser', 'clinic', 'council', 'operator'],
  organiser: ['wearer', 'artist', 'host'] };
const FIRST = { audience: 'self', signal: 'feeling', purposes: ['light'] }; // to be lit for oneself

export class Join extends LitElement {
  static properties = Object.fromEntries(
    ['step', 'door', 'link', 'age', 'error', 'busy', 'tree', 'line', 'passkeys', 'invited', 'copied']
      .map((name) => [name, { state: true }]),
  );

  constructor() {
    super();
    Object.assign(this, { step: 'waiting', door: null, link: null, age: null, error: null, busy: false, tree: null,
      line: null, passkeys: 'none', invited: null, copied: '' });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.turned = () => this.#begin(); // another link in the same page
    addEventListener('hashchange', this.turned);
    this.#begin();
    this.#wear();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.turned);
  }

  /** The code behind the #: it is never sent with an address, and stays out of the history once it is used. */
  get #code() {
    return location.hash.slice(1);
  }

  async #begin() {
    Object.assign(this, { step: 'waiting', error: null, link: null, invited: null });
    try {
      this.door = await ask('/api/door');
      if (this.#code) this.link = await ask('/api/links/read', { code: this.#code });
      this.#go(this.#first());
    } catch (error) {
      if (error.status === 403 || error.status === 400) this.#go('dead');
      else this.#go('lost');
    }
  }

  #first() {
    const { here, joins, open } = this.door;
    if (here) return this.link ? 'offer' : 'here';
    if (!joins) return 'plain';
    if (this.link?.back) return 'back';
    return this.link || open ? 'age' : 'closed';
  }

  async #wear() {
    try {
      this.tree = (await (await fetch('/api/glyphs')).json())[0]?.tree ?? null;
    } catch {
      this.tree = null; // the words are whole without it
    }
  }

  /** The next question; whoever hears a page hears it, too. */
  async #go(step) {
    const first = this.step === 'waiting';
    this.step = step;
    await this.updateComplete;
    if (!first) this.querySelector('h1')?.focus();
  }

  async #do(deed) {
    if (this.busy) return;
    [this.busy, this.error] = [true, null];
    try {
      await deed();
    } catch (error) {
      this.error = error.status === undefined ? { what: String(error), try: '' } : error;
    }
    this.busy = false;
  }

  #join(light) {
    return this.#do(async () => {
      const code = this.#code || null;
      await ask('/api/join', { age: this.age ?? 'adult', light: light ?? 'bright', language: lang, code });
      forget(); // somebody else's
      history.replaceState(null, '', location.pathname + location.search); // the link is used up
      this.door = await ask('/api/door');
      const line = this.link?.back ? null : await ask('/api/me/say', { ...FIRST, language: lang }).catch(() => null);
      this.line = line?.sentence ?? null;
      this.#go('done');
    });
  }

  #light() {
    return this.#do(async () => {
      await ask('/api/me/decide', { ...FIRST, language: lang, sentence: this.line });
      this.#go('lit');
    });
  }

  #come() {
    return this.#do(async () => {
      if (!(await passkey.come())) return;
      forget(); // perhaps somebody else's
      await this.#begin();
    });
  }

  #keep() {
    return this.#do(async () => {
      if (await passkey.make()) this.passkeys = 'made';
    });
  }

  #invite(said, who) {
    return this.#do(async () => {
      Object.assign(this, { invited: { ...(await ask('/api/links', said)), who }, copied: '' });
    });
  }

  /** Where the browser lends no clipboard, the link is there to be selected. */
  #copy(link) {
    navigator.clipboard?.writeText(link).then(() => { this.copied = say('join-bring-copied'); }, () => {});
  }

  #leave() {
    return this.#do(async () => {
      await ask('/api/leave', {});
      forget();
      await this.#begin();
    });
  }

  render() {
    const lit = this.step === 'lit' && Boolean(this.tree);
    const far = { waiting: 0, closed: 0, plain: 0, dead: 0, lost: 0, age: 1 }[this.step] ?? 2;
    return html`
      <div class="mouth" data-far=${far} ?data-lit=${lit}>
        ${lit ? html`<photo-thumb .tree=${this.tree}></photo-thumb>` : nothing}</div>
      <section aria-live="polite">
        ${this[`_${this.step}`]()}
        ${this.error ? html`<p class="error" role="alert">${this.error.what
          ? say('join-error', { what: this.error.what, try: this.error.try }) : say('hub-lost')}</p>` : nothing}
      </section>
      ${['age', 'closed', 'plain', 'lit', 'here'].includes(this.step) ? this.#senses() : nothing}`;
  }

  // one question, or one answer, each

  _waiting() {
    return html`<p class="soft" role="status">${say('join-waiting')}</p>`;
  }

  _lost() {
    return html`${this.#head('join-lost')}<p>${say('hub-lost')}</p>${this.#button('hub-retry', () => this.#begin())}`;
  }

  _dead() {
    return html`${this.#head('join-dead')}<p>${say('join-dead-says')}</p>${this.#others()}`;
  }

  _closed() {
    return html`${this.#head('join-closed')}<p>${say('join-closed-says')}</p>${this.#others()}`;
  }

  _plain() {
    const address = this.door.address && `${this.door.address}/join${location.hash}`;
    return html`${this.#head('join-plain')}<p>${say('join-plain-says')}</p>
      ${address ? html`<p><a class="ring" href=${address}>${say('join-plain-go')}</a></p>`
        : html`<p>${say('join-plain-ask')}</p>`}${this.#guest()}`;
  }

  _age() {
    const role = this.link?.role ?? 'wearer';
    return html`<p class="soft">${say('join-invited', { role })}</p>
      ${this.#head('join-age')}
      <div class="choices">${AGES.map((age) => this.#button(`join-age-${age}`, () => {
        this.age = age;
        this.#go('light');
      }))}</div>
      <p class="soft small">${say('join-age-why')}</p>
      ${this.door.passkeys && passkey.can() ? this.#quiet('join-passkey-come', () => this.#come()) : nothing}`;
  }

  _light() {
    return html`${this.#head('join-light')}
      <div class="choices">${LIGHTS.map((light) => html`
        <button type="button" class="ring" ?disabled=${this.busy} @click=${() => this.#join(light)}>
          <span>${say(`smile-choose-${light}`)}<small>${say(`smile-choose-${light}-says`)}</small></span></button>`)}</div>
      <p class="soft small">${say('join-light-why')}</p>
      ${this.#quiet('join-step-back', () => this.#go('age'))}`;
  }

  _back() {
    return html`${this.#head('join-back')}<p>${say('join-back-says')}</p>
      ${this.#button('join-back-yes', () => this.#join())}`;
  }

  _offer() {
    const { role, back } = this.link;
    if (back) return html`${this.#head('join-here')}<p>${say('join-here-says')}</p>${this.#ways()}`;
    return html`${this.#head('join-offer', { role })}<p>${say('join-role', { role })}</p>
      ${this.#button('join-offer-yes', () => this.#join(), { role })}${this.#quiet('join-offer-no', () => this.#forget())}`;
  }

  #forget() {
    history.replaceState(null, '', location.pathname + location.search);
    this.#begin();
  }

  _done() {
    if (!this.line) return html`${this.#head('join-done')}<p>${say('join-here-says')}</p>${this.#ways()}${this.#keeping()}`;
    return html`${this.#head('join-done')}<p>${say('join-done-says')}</p><p class="sentence">${this.line}</p>
      ${this.#button('join-light-me', () => this.#light())}${this.#quiet('join-light-later', () => this.#begin())}`;
  }

  _lit() {
    return html`${this.#head('join-lit')}<p>${say('join-lit-says')}</p>${this.#ways()}${this.#keeping()}`;
  }

  _here() {
    return html`${this.#head('join-here')}<p>${say('join-here-says')}</p>${this.#ways()}${this.#keeping()}
      ${this.#bring()}
      <p>${this.#quiet('join-leave', () => this.#leave())}</p>`;
  }

  // what several of them hold

  #head(name, values) {
    return html`<h1 tabindex="-1">${say(name, values)}</h1>`;
  }

  #button(name, deed, values) {
    return html`<p><button type="button" class="ring" ?disabled=${this.busy} @click=${deed}>${say(name, values)}</button></p>`;
  }

  #quiet(name, deed) {
    return html`<button type="button" class="quiet" ?disabled=${this.busy} @click=${deed}>${say(name)}</button>`;
  }

  #guest() {
    return html`<p><a class="ring" href=${path('/smile')}>${say('join-guest')}</a></p>
      <p class="soft small">${say('join-guest-says')}</p>`;
  }

  #others() {
    return html`${this.#guest()}
      ${this.door?.passkeys && passkey.can() ? this.#quiet('join-passkey-come', () => this.#come()) : nothing}`;
  }

  #ways() {
    return html`<p class="ways"><a class="ring" href=${path('/smile')}>${say('join-to-smile')}</a>
      <a class="ring" href=${path('/me')}>${say('join-to-me')}</a></p>`;
  }

  #keeping() {
    if (!this.door.passkeys || !passkey.can()) return nothing;
    if (this.passkeys === 'made') return html`<p role="status">${say('join-passkey-made')}</p>`;
    return html`<p>${this.#quiet('join-passkey', () => this.#keep())}<br>
      <span class="soft small">${say('join-passkey-says')}</span></p>`;
  }

  /** A code for the own next device; and for others, where one may bring them. */
  #bring() {
    const roles = MAKERS[this.door.roles.findLast((role) => role in MAKERS)] ?? [];
    return html`<h2>${say('join-bring')}</h2>
      <p class="links">${this.#quiet('join-bring-me', () => this.#invite({ person: 'me' }, 'me'))}
        ${roles.map((role) => html`<button type="button" class="quiet" ?disabled=${this.busy}
          @click=${() => this.#invite({ role }, role)}>${say('join-bring-role', { role })}</button>`)}</p>
      ${this.invited ? html`
        <figure><img src=${`/api/links/${encodeURIComponent(this.invited.code)}/qr.svg`} width="240" height="240"
          alt=${say('join-bring-alt')}>
          <figcaption>${say('join-bring-says', { who: this.invited.who, minutes: 10 })}
            ${this.invited.by_phone ? nothing : html`<br><strong>${say('join-bring-plain')}</strong>`}</figcaption>
          ${this.#written(this.invited)}</figure>`
        : nothing}`;
  }

  /** The same link in letters, to be sent; or, where no phone can join by it, to be opened on this very machine. */
  #written({ url, code, by_phone: far }) {
    const link = far ? url : `${location.origin}${path('/join')}#${code}`;
    return html`<p class="soft small">${say('join-bring-link', { where: far ? 'far' : 'own' })}</p>
      <p class="link"><code>${link}</code></p>
      ${navigator.clipboard ? this.#quiet('join-bring-copy', () => this.#copy(link)) : nothing}
      <p class="soft small" role="status">${this.copied}</p>`;
  }

  /** What this way here gives, and what it does not, with why. */
  #senses() {
    const missing = new Map(off().map(({ sense, why }) => [sense, why]));
    const way = this.door.way;
    const state = (sense) => (missing.has(sense) ? missing.get(sense) : 'on');
    return html`
      <details ?open=${way === 'plain'}>
        <summary>${say('join-senses')}</summary>
        <p>${say('join-way', { way })}</p>
        <ul>${SENSES.map((sense) => html`<li data-state=${state(sense)}>${say(`smile-sense-${sense}`)}:
          ${say('join-sense', { state: state(sense) })}</li>`)}
          <li data-state=${this.door.passkeys && passkey.can() ? 'on' : 'plain'}>${say('join-sense-passkey')}:
            ${say('join-sense', { state: this.door.passkeys ? (passkey.can() ? 'on' : 'absent') : 'name' })}</li></ul>
      </details>`;
  }
}

customElements.define('photo-join', Join);
