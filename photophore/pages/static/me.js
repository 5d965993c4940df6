// <photo-me>: my own terms as sentences; each can be touched, narrowed, ended. Going dark never waits for a hub.

import { LitElement, html, nothing } from 'lit';
import * as letter from './letter.js';
import { ask, Owed } from './owed.js';
import { forget, kept } from './restdiary.js';
import * as terms from './terms.js';
import './thumb.js';
import { lang, say } from './words.js';

const AGAIN = 20_000; // milliseconds after which an open page looks again
const SLOW = 400; // milliseconds without an answer after which the page says that it is waiting
const SOON = 200; // milliseconds after the last change of a wish in which its sentence is fetched

export class Mine extends LitElement {
  static properties = Object.fromEntries(
    ['me', 'line', 'open', 'wish', 'tree', 'looked', 'past', 'erasing', 'gone', 'busy', 'error', 'slow', 'told', 'turned', 'rests']
      .map((name) => [name, { state: true }]),
  );

  constructor() {
    super();
    Object.assign(this, {
      me: null, line: 'waiting', open: null, wish: null, tree: null, looked: null, past: null, erasing: false, gone: null,
      busy: false, error: null, slow: false, told: 0, turned: null, rests: [],
    });
    this.owed = new Owed(() => this.#acknowledged());
    this.set = {
      open: (record) => this.#open(record),
      end: (line) => this.#end(line),
      narrow: (line) => { this.wish = line && terms.wishOf(line); },
      wish: (change) => this.#wish(change),
      stand: (line) => this.#stand(line),
      begin: (line) => this.#decide(line, line.sentence),
      look: () => this.#look(),
      past: () => this.#past(),
      erasing: (on) => this.#asked(on),
      erase: () => this.#erase(),
      forget: () => this.#forget(),
    };
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    setTimeout(() => { this.slow = true; }, SLOW);
    this.seen = () => { if (!document.hidden && !this.wish) this.#fetch(); };
    document.addEventListener('visibilitychange', this.seen);
    this.timer = setInterval(this.seen, AGAIN);
    this.owed.start().then(() => this.#fetch()).then(() => this.#look()); // what was taken back is told first
    this.#wear();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.seen);
    clearInterval(this.timer);
    this.owed.stop();
  }

  /** Dark here, whatever the hub knows of it yet. */
  get dark() {
    return this.turned ?? (this.owed.dark || (this.me?.dark ?? false));
  }

  // what the hub says

  async #fetch() {
    if (this.gone) return;
    try {
      if (this.line !== 'open' && !(await ask('/api/me/here')).here) {
        this.line = 'stranger';
        return;
      }
      const told = await ask(`/api/me?lang=${encodeURIComponent(lang)}`);
      [this.me, this.rests] = [told, kept()];
      this.line = 'open';
    } catch (error) {
      if ([401, 403, 404].includes(error.status)) this.line = 'stranger';
      else this.line = 'lost';
    }
  }

  async #look() {
    if (this.line === 'stranger' || this.gone) return;
    try {
      this.looked = await ask('/api/me/looked');
    } catch {
      this.looked = undefined;
    }
  }

  async #past() {
    try {
      this.past = await ask('/api/me/history');
    } catch {
      this.past = null; // opened again, it is asked again
    }
  }

  /** The design that small mouths wear here: the first of the gallery. */
  async #wear() {
    try {
      this.tree = (await (await fetch('/api/glyphs')).json())[0]?.tree ?? null;
    } catch {
      this.tree = null; // sentences are whole without it
    }
  }

  #acknowledged() {
    this.told += 1;
    if (!this.owed.list.length) this.#fetch().then(() => { this.turned = null; });
  }

  // what I do

  #open(record) {
    this.open = record;
    this.wish = null;
    if (!record) return;
    const table = this.querySelector('.matrix[open]');
    if (table) table.open = false;
    this.updateComplete.then(() => this.querySelector(`#line-${CSS.escape(record)}`)?.focus({ preventScroll: false }));
  }

  /** One touch, no question; here at once, whatever the network does. */
  async #toggleDark() {
    this.error = null;
    if (this.line === 'stranger') {
      this.turned = !this.turned; // nothing of a stranger is lit; the disc answers all the same
      return;
    }
    if (!this.dark) {
      this.turned = true;
      this.owed.add('dark');
      return;
    }
    this.owed.drop('dark');
    await this.owed.running?.catch(() => {});
    try {
      await ask('/api/me/light', {});
      this.turned = null;
      await this.#fetch();
    } catch (error) {
      this.turned = true;
      this.#trouble(error);
    }
  }

  /** Gone here at once; told to the hub until it has acknowledged. */
  #end(line) {
    this.open = null;
    this.owed.add('withdraw', { record: line.record });
    this.requestUpdate();
  }

  #wish(change) {
    this.wish = { ...this.wish, ...change, said: '', wrong: '' };
    clearTimeout(this.later);
    this.later = setTimeout(() => this.#say(), SOON);
  }

  /** The sentence of a wish, as the hub says it. */
  async #say() {
    const wish = this.wish;
    const line = this.me.sentences.find(({ record }) => record === this.open);
    const choice = wish && line && terms.choiceOf(line, wish);
    if (!choice) {
      if (wish) this.wish = { ...wish, wrong: 'me-narrow-empty' };
      return;
    }
    try {
      const told = await ask('/api/me/say', { ...choice, language: lang });
      if (this.wish === wish) this.wish = { ...wish, said: told.sentence, choice };
    } catch (error) {
      this.#trouble(error);
    }
  }

  /** What falls away goes first, and goes dark at once; then the narrower sentence stands. */
  async #stand(line) {
    const { choice, said } = this.wish;
    const gone = line.purposes.filter((name) => !choice.purposes.includes(name));
    this.busy = true;
    try {
      if (gone.length) {
        await ask('/api/me/withdraw', { audience: line.audience, signal: line.signal, purposes: gone });
      }
      await ask('/api/me/decide', { ...choice, language: lang, sentence: said });
      [this.wish, this.open, this.error] = [null, null, null];
    } catch (error) {
      this.#trouble(error);
    }
    await this.#fetch();
    this.busy = false;
  }

  async #decide(line, sentence) {
    const { audience, signal, purposes, places, bands, until } = line;
    this.busy = true;
    try {
      await ask('/api/me/decide', { audience, signal, purposes, places, bands, until, language: lang, sentence });
      this.error = null;
    } catch (error) {
      this.#trouble(error);
    }
    await this.#fetch();
    this.busy = false;
  }

  async #asked(on) {
    this.erasing = on;
    await this.updateComplete;
    this.querySelector(on ? '.sure' : '[aria-labelledby="erase-name"]').scrollIntoView({ block: 'center' }); // not behind the disc
  }

  async #erase() {
    this.busy = true;
    try {
      this.gone = await ask('/api/me/erase', { sure: true });
      this.owed.stop();
      this.#forget();
      await this.updateComplete;
      this.querySelector('.gone h2').focus();
    } catch (error) {
      this.#trouble(error);
    }
    this.busy = false;
  }

  #forget() {
    forget();
    this.rests = [];
  }

  #trouble(error) {
    this.error = error.status ? { what: error.what, try: error.try } : { what: say('me-lost'), try: say('me-lost-try') };
  }

  // the page

  get #view() {
    const { me, tree, open, wish, set, busy, looked, past, erasing, dark, rests } = this;
    const lines = me.sentences.filter(({ record }) => !this.owed.ended(record));
    return { me, lines, tree, open, wish, set, busy, looked, past, erasing, dark, rests };
  }

  /** One sentence on how things stand. */
  #standing() {
    if (this.error) return say('me-error', { what: this.error.what, try: this.error.try });
    const { trouble } = this.owed;
    if (this.owed.list.length && trouble?.status) return say('me-error', { what: trouble.what, try: trouble.try });
    if (this.owed.list.length && trouble) return say('me-owed');
    if (this.line === 'lost') return say('me-lost-page');
    if (this.line === 'waiting') return this.slow ? say('me-wait') : '';
    if (this.line === 'stranger') return this.turned ? say('me-dark-stranger') : '';
    if (this.dark) return say('me-dark');
    return '';
  }

  #terms() {
    const view = this.#view;
    const [name, count] = [view.me.name, view.lines.length];
    return html`
      <p class="lead">${count ? say('me-lead', { name: name || 'nobody', named: name ? 'yes' : 'no', count }) : say('me-lead-none')}</p>
      ${count ? html`<ul class="lines now" data-dark=${view.dark ? '' : nothing}>${view.lines.map((line) => terms.sentence(line, view))}</ul>` : nothing}
      ${count ? terms.matrix(view) : nothing}
      ${terms.offers(view)}
      ${letter.letter(view)}
      ${letter.rests(view)}
      ${letter.here(view)}
      ${letter.history(view)}
      ${letter.leaving(view)}`;
  }

  render() {
    return html`
      <p class="standing" role="status">${this.#standing()}</p>
      ${this.gone ? letter.erased(this.gone) : this.line === 'stranger' ? letter.stranger(this.tree)
        : this.me ? this.#terms() : nothing}
      ${this.gone ? nothing : html`
        <button type="button" class="go-dark" aria-pressed=${String(this.dark)} @click=${this.#toggleDark}>
          <span class="disc" aria-hidden="true"></span>
          <span>${say(this.dark ? 'smile-dark-now' : 'smile-go-dark')}</span>
        </button>`}`;
  }
}

customElements.define('photo-me', Mine);
