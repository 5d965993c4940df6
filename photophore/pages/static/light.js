// <photo-light>: a film is dropped, judged by the hub, and deleted; then the verdict is told and drawn.

import { LitElement, html, nothing } from 'lit';
import { cells, line } from './verdict.js';
import { say } from './words.js';

const FAIL = 7; // changes in a second
const NAMED = 6; // reasons that are told one by one
const RANK = ['pass', 'warning', 'fail'];
const INSTALL = "pip install opencv-python-headless";

export class Light extends LitElement {
  static properties = {
    facts: { state: true }, file: { state: true }, state: { state: true }, sent: { state: true }, seconds: { state: true },
    verdict: { state: true }, wrong: { state: true }, over: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { facts: null, file: null, state: 'empty', sent: 0, seconds: 0, verdict: null, wrong: '', rate: 25 });
    Object.assign(this, { over: false, lost: false });
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.dropped = (event) => {
      event.preventDefault(); // beside the mark too: else the browser would leave the page and open the film
      this.over = event.type === 'dragover';
      if (event.type === 'drop' && event.dataTransfer.files[0]) this.#take(event.dataTransfer.files[0]);
    };
    for (const kind of ['dragover', 'dragleave', 'drop']) addEventListener(kind, this.dropped);
    this.#ask();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const kind of ['dragover', 'dragleave', 'drop']) removeEventListener(kind, this.dropped);
    this.#stop();
  }

  async #ask() {
    try {
      const answer = await fetch('/api/light');
      if (answer.ok) this.facts = await answer.json();
    } catch {
      this.facts = null; // dropping a film will say so
    }
  }

  get #megabytes() {
    return Math.floor((this.facts?.largest ?? 0) / 2 ** 20);
  }

  #take(file) {
    if (this.state === 'busy') return;
    Object.assign(this, { file, verdict: null, wrong: '', lost: false, state: 'asked' });
    if (this.facts && file.size > this.facts.largest) this.#fail(say('light-large', { size: this.#megabytes }));
    else if (!file.name.toLowerCase().endsWith('.npy')) this.#send();
  }

  #send() {
    Object.assign(this, { state: 'busy', sent: 0, seconds: 0, wrong: '' });
    const still = this.file.name.toLowerCase().endsWith('.npy');
    const query = new URLSearchParams({ name: this.file.name, ...(still ? { fps: this.rate } : {}) });
    const request = new XMLHttpRequest(); // it tells how much was sent; fetch does not
    this.request = request;
    request.open('POST', `/api/light/check?${query}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => { this.sent = total ? loaded / total : 1; };
    request.upload.onload = () => { this.sent = 1; };
    request.onload = () => this.#answered(request);
    request.onerror = () => this.#fail(say('light-lost'), true);
    request.send(this.file);
    const begun = performance.now();
    this.clock = setInterval(() => { this.seconds = Math.round((performance.now() - begun) / 1000); }, 1000);
  }

  #answered(request) {
    let told = null;
    try {
      told = JSON.parse(request.responseText);
    } catch {
      // no answer of ours
    }
    if (request.status !== 200 || !told?.iris) {
      return this.#fail(told?.what ? sentence(told) : say('light-lost'), request.status === 429 || !told?.what);
    }
    this.#stop();
    Object.assign(this, { verdict: told, state: 'told' });
    return this.updateComplete.then(() => this.querySelector('.verdict')?.focus());
  }

  /** `lost`: the film may be fine; sending it once more may help. */
  #fail(wrong, lost = false) {
    this.#stop();
    Object.assign(this, { wrong, lost, state: 'asked' });
  }

  #stop() {
    clearInterval(this.clock);
    if (this.request) this.request.onerror = null;
    this.request?.abort();
    this.request = null;
  }

  #leave() {
    this.#stop();
    Object.assign(this, { file: null, verdict: null, wrong: '', lost: false, state: 'empty' });
  }

  render() {
    if (this.state === 'busy') return this.#busy();
    return this.verdict ? this.#told(this.verdict) : this.#drop();
  }

  #drop() {
    const still = this.file?.name.toLowerCase().endsWith('.npy');
    return html`
      <section class=${this.over ? 'drop over-it' : 'drop'} aria-label=${say('light-drop')}>
        <p class="mark" aria-hidden="true"></p>
        ${this.wrong ? html`<p class="wrong" role="alert">${this.wrong}</p>` : html`<p class="large">${say('light-drop')}</p>`}
        ${still ? this.#rate() : nothing}
        <p class="acts">
          ${this.lost && !still
            ? html`<button type="button" class="ring" @click=${this.#send}>${say('light-again')}</button>` : nothing}
          <label class="ring">
            <input type="file" class="unseen" accept=${this.facts?.videos === false ? '.npy' : 'video/*,.npy'}
              @change=${(event) => event.target.files[0] && this.#take(event.target.files[0])}>
            ${say(this.file ? 'light-other' : 'light-choose')}
          </label>
        </p>
        <p class="soft small">${this.facts?.videos === false
          ? html`${say('light-kinds-arrays')} <code>${INSTALL}</code>` : say('light-kinds')}
          ${this.facts ? say('light-kept', { size: this.#megabytes }) : nothing}</p>
      </section>`;
  }

  #rate() {
    return html`
      <form class="rate" @submit=${(event) => { event.preventDefault(); this.#send(); }}>
        <p class="soft">${this.file.name}. ${say('light-rate-why')}</p>
        <label>${say('light-rate')}
          <input type="number" min="1" max="1000" step="any" required .value=${String(this.rate)}
            @input=${(event) => { this.rate = event.target.value; }}>
        </label>
        <button class="ring">${say('light-judge')}</button>
      </form>`;
  }

  #busy() {
    const sending = this.sent < 1;
    return html`
      <section class="drop" role="status">
        <p class="mark" aria-hidden="true"></p>
        <p class="large">${sending ? say('light-sending', { name: this.file.name })
          : say('light-judging', { name: this.file.name, seconds: this.seconds })}</p>
        ${sending ? html`<progress max="1" .value=${this.sent}></progress>` : html`<progress></progress>`}
        <p class="acts"><button type="button" class="ring" @click=${this.#leave}>${say('light-stop')}</button></p>
      </section>`;
  }

  #told(verdict) {
    const worst = RANK[Math.max(RANK.indexOf(verdict.iris.result), RANK.indexOf(verdict.wcag.result))];
    const why = reasons(verdict);
    const fails = (it) => it === 'fail';
    return html`
      <section class="verdict" tabindex="-1" aria-labelledby="says">
        <h2 id="says" class=${worst}><i class=${worst} aria-hidden="true"></i> ${say(`light-${worst}`)}</h2>
        ${why.slice(0, NAMED).map((reason) => html`<p>${reason}</p>`)}
        ${why.length > NAMED ? html`<p>${say('light-because-more', { more: why.length - NAMED })}</p>` : nothing}
        ${fails(verdict.iris.result) === fails(verdict.wcag.result) ? nothing : html`<p>${say('light-apart')}</p>`}
        ${worst === 'fail' ? html`<p class="soft">${say('light-try')}</p>` : nothing}
      </section>
      <div class="ways">${iris(verdict.iris)}${wcag(verdict.wcag)}</div>
      ${line(verdict)}
      ${cells(verdict)}
      ${verdict.notes.length ? html`<section><h3>${say('light-notes')}</h3>
        ${verdict.notes.map((note) => html`<p lang="en">${note}</p>`)}</section>` : nothing}
      <p class="acts"><button type="button" class="ring" @click=${this.#leave}>${say('light-another')}</button></p>
      <p class="soft small">${this.file?.name}: ${say('light-facts', {
        frames: verdict.frames, rate: Number(verdict.fps.toFixed(3)), width: verdict.width, height: verdict.height,
      })} ${say('light-deleted')}</p>
      <p class="soft small">${say('light-each')} <code>photophore light check ${this.file?.name}</code></p>`;
  }
}

/** Why it fails, place by place in time; what both ways found is said once. */
function reasons({ iris: whole, wcag: placed }) {
  const found = [
    ...placed.spans,
    ...whole.luminance.spans.map((span) => ({ ...span, kind: 'general' })),
    ...whole.red.spans.map((span) => ({ ...span, kind: 'red' })),
  ];
  const kept = found.filter((span, at) => !found.slice(0, at).some((other) => other.kind === span.kind
    && other.result === span.result && other.begin <= span.end && span.begin <= other.end));
  kept.sort((one, other) => one.begin - other.begin);
  return kept.map(({ kind, result, begin, end, most }) => {
    const name = kind === 'stripes' || result === 'fail' ? kind : 'long';
    return say(`light-because-${name}`, { from: begin.toFixed(1), to: end.toFixed(1), pairs: most });
  });
}

function iris(told) {
  return way('iris', told.result, [
    [say('light-turns'), say('light-limit', { most: told.luminance.most })],
    [say('light-turns-red'), say('light-limit', { most: told.red.most })],
  ]);
}

function wcag(told) {
  return way('wcag', told.result, [
    [say('light-turns'), limit(told.general)],
    [say('light-turns-red'), limit(told.red)],
    [say('light-pairs'), told.pairs || say('light-none')],
  ]);
}

function way(name, result, rows) {
  const word = say({ pass: 'light-passes', warning: 'light-warns', fail: 'light-fails' }[result]);
  return html`
    <section>
      <h3>${say(`light-${name}`)}: <span class="result"><i class=${result} aria-hidden="true"></i> ${word}</span></h3>
      <p class="soft">${say(`light-${name}-how`)}</p>
      <dl>${rows.map(([what, much]) => html`<div><dt>${what}</dt><dd>${much}</dd></div>`)}</dl>
    </section>`;
}

/** This way counts to seven and no further. */
function limit(most) {
  return most >= FAIL ? say('light-limit-more') : say('light-limit', { most });
}

function sentence({ what, where, try: next }) {
  const told = [where ? `${what} (${where})` : what, next].filter(Boolean).join('. ');
  return told.replace(/(^|\. )([a-z])/g, (_, before, letter) => before + letter.toUpperCase());
}

customElements.define('photo-light', Light);
