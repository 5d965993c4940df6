// <photo-certificate>: the light certificate of a design: what was proved, what was measured, and who signed it.
//
//   certificate.hash = '4cc7...';   of a design of the gallery
//   certificate.text = 'glyph ...'; of any design, as somebody writes it; measured anew, and not kept by the hub

import { LitElement, html, nothing } from 'lit';
import { say } from './words.js';

const AGAIN = 4000; // milliseconds until a certificate that is being measured is asked for again
const PATIENCE = 90; // times that it is asked for
const PIPS = 7, CALM = 3, LIMIT = 6; // transitions a second: shown, of the calm profile, of WCAG

/** Which mark a card shows: proof and mark as the API tells them; mark: undefined while it is not measured. */
export function kindOf(proof, mark) {
  if (!proof?.calm) return 'guarded';
  if (!mark) return 'proved';
  if (!mark.calm) return mark.profile === 'none' ? 'beyond' : 'lively';
  return mark.held ? 'held' : 'calm';
}

/** A plain shape, with words beside it. */
export const shape = (kind) => html`<i class="mark ${kind}" aria-hidden="true"></i>`;

/** Seven pips, one for each transition of a second: three that are calm, three within the limit, and one too many. */
function pips(many) {
  const one = (place) => (many >= place ? 'lit' : many > place - 1 ? 'part' : '');
  return html`<span class="pips" aria-hidden="true">${Array.from({ length: PIPS }, (_, at) => html`<i class=${
    `${one(at + 1)} ${at === CALM || at === LIMIT ? 'apart' : ''}`}></i>`)}</span>`;
}

function where({ where: cell }) {
  const [part, place = ''] = cell.split('-');
  return part ? `(${say('certificate-where', { part, place })})` : '';
}

const round = (x, digits = 1) => Math.ceil(x * 10 ** digits - 1e-9) / 10 ** digits;

export class Certificate extends LitElement {
  static properties = {
    hash: { attribute: false }, text: { attribute: false }, told: { state: true }, state: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { hash: null, text: null, told: null, state: '', asked: 0 });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.asked += 1; // whatever comes now comes too late
    URL.revokeObjectURL(this.link);
  }

  willUpdate(changed) {
    if ((changed.has('hash') || changed.has('text')) && (this.hash || this.text)) this.#ask();
  }

  async #ask() {
    const mine = (this.asked += 1);
    Object.assign(this, { told: null, state: 'wait' });
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: this.text }) };
    for (let time = 0; time < PATIENCE; time += 1) {
      try {
        const answer = await (this.hash ? fetch(`/api/certificates/${this.hash}`) : fetch('/api/certificates', post));
        if (mine !== this.asked) return;
        if (answer.status === 200) {
          const told = await answer.json();
          if (mine === this.asked) this.#tell(told);
          return;
        }
        if (answer.status !== 202 && answer.status !== 429) break;
      } catch {
        break;
      }
      await new Promise((wake) => setTimeout(wake, AGAIN));
      if (mine !== this.asked) return;
    }
    if (mine === this.asked) this.state = 'failed';
  }

  #tell(told) {
    URL.revokeObjectURL(this.link);
    this.link = told.note ? URL.createObjectURL(new Blob([told.note], { type: 'text/plain' })) : null;
    Object.assign(this, { told, state: '' });
  }

  render() {
    if (this.state === 'wait') return html`<p class="soft" role="status">${say('certificate-wait')}</p>`;
    if (this.state === 'failed') {
      return html`<p role="alert">${say('certificate-failed')}
        <button type="button" class="quiet" @click=${this.#ask}>${say('glyphs-retry')}</button></p>`;
    }
    if (!this.told) return nothing;
    const { told } = this;
    const kind = kindOf(told.proved, told);
    return html`
      <p class="verdict">${shape(kind)} <span>${say(`certificate-verdict-${kind}`)}</span></p>
      <dl>${this.#counts(told)}${this.#rest(told)}</dl>
      <p class="soft small">${say('certificate-tried', {
        smiles: told.tried.smiles.length, seconds: told.tried.seconds, program: told.analyser.program })}
        ${say('certificate-dark')}</p>
      ${this.link ? html`<p class="small"><a href=${this.link} download=${`${told.name}.certificate`}>${say('certificate-signed')}</a>
        <span class="soft">${say('certificate-by', { name: told.key.split('+')[0] })}</span></p>` : nothing}
      <p class="soft small">${say('certificate-no-laboratory')}</p>`;
  }

  #counts({ proved, written, leaving }) {
    const measured = (name, { luminance }) => html`<dt>${say(name)}</dt>
      <dd>${pips(luminance.most)} ${say('certificate-most', { most: luminance.most })} <span class="soft">${where(luminance)}</span></dd>`;
    const bound = proved.transitions === null ? PIPS : proved.transitions;
    return html`
      <dt>${say('certificate-proved')}</dt>
      <dd>${pips(bound)} ${proved.calm ? say('certificate-bound', { most: round(bound) }) : say('certificate-unbound')}</dd>
      ${measured('certificate-written', written)}${measured('certificate-leaving', leaving)}`;
  }

  #rest({ leaving, area }) {
    const { metres, crowd } = area;
    return html`
      <dt>${say('certificate-red')}</dt><dd>${say('certificate-reds', { most: leaving.red.most })}</dd>
      <dt>${say('certificate-stripes')}</dt><dd>${say('certificate-pairs', { pairs: leaving.stripes })}</dd>
      <dt>${say('certificate-judges')}</dt>
      <dd>${say('certificate-verdicts', { iris: leaving.iris.result, wcag: leaving.wcag.result })}</dd>
      <dt>${say('certificate-near')}</dt>
      <dd>${metres ? say('certificate-metres', { metres }) : say('certificate-nowhere')}
        ${metres ? html`<ul class="crowd">${crowd.map((each) => html`<li>${say('certificate-crowd', each)}</li>`)}</ul>` : nothing}</dd>`;
  }
}

customElements.define('photo-certificate', Certificate);
