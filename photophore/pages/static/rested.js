// <photo-rested>: says on the wearer's own page that their district rests, why and until when; and how to shine again.

import { LitElement, html, nothing } from 'lit';
import { keep } from './restdiary.js';
import { clock } from './when.js';
import { lang, path, say } from './words.js';

export class Rested extends LitElement {
  static properties = { live: { attribute: false }, joined: { attribute: false }, told: { state: true } };

  constructor() {
    super();
    this.told = null; // { since, until: ms UTC or null where the order is over, why, incident }
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  updated(changed) {
    if (this.joined && this.told?.until) keep(this.told);
    if (!changed.has('live') || !this.live) return;
    this.ends?.forEach((end) => end());
    this.ends = [this.live.on('rest', (told) => { this.told = told.on ? told : null; }),
      this.live.on('lost', () => { this.told = null; })]; // another welcome tells it again
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ends?.forEach((end) => end());
  }

  render() {
    if (!this.told) return nothing;
    const { until, why, incident } = this.told;
    return html`<div class="rested" role="status">
      <p>${until ? say('guardroom-rest-you', { time: clock(until) }) : say('guardroom-rest-over')}</p>
      ${why && lang === 'en' ? html`<p class="soft small">${why}</p>` : nothing}
      <p>${until ? nothing : html`<button type="button" class="ring" @click=${() => this.live.send({ t: 'light' })}>${say('guardroom-rest-again')}</button>`}
        ${incident ? html`<a href=${`${path('/guard')}#incident-${incident}`}>${say('guardroom-rest-why')}</a>` : nothing}</p></div>`;
  }
}

customElements.define('photo-rested', Rested);
