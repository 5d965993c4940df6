// <photo-guardroom>: still points while all is well; when not, where it began, why, what was done, and who must answer.

import { LitElement, html, nothing } from 'lit';
import { clock, moment } from './when.js';
import { lang, listed, path, say } from './words.js';
import { Guardhubs } from './guardhubs.js';
import { odds, strip } from './guardodds.js';
import { Proofs } from './guardproof.js';
import { Sky, scattered } from './guardsky.js';
import { MENDED, evidence, owed, title, timeline, went } from './guardtold.js';

const EVERY = 1000; // milliseconds between two looks
const SKIES = ['district', 'lot', 'release', 'glyph', 'hub', 'charger'];
const DRILLS = ['lot', 'release', 'glyph', 'contact', 'hub', 'place', 'hidden'];
const MINUTES = 15; // that a district rests at most

export class Guardroom extends LitElement {
  static properties = Object.fromEntries(
    ['facts', 'state', 'roles', 'pointed', 'busy', 'said', 'told', 'report', 'drill', 'stay', 'picked'].map((name) => [name, { state: true }]));

  constructor() {
    super();
    Object.assign(this, {
      facts: null, state: 'wait', roles: [], pointed: null, busy: '', said: '', told: null, report: null, drill: 'lot', stay: true,
      picked: {},
    });
    this.proofs = new Proofs(() => this.requestUpdate());
    this.skies = new Map();
    this.hubs = new Guardhubs(); // one, so that what is written in it outlasts a look at a report
  }

  createRenderRoot() {
    return this; // the page's own style applies
  }

  connectedCallback() {
    super.connectedCallback();
    this.resized = new ResizeObserver(() => this.#draw());
    this.turned = () => this.#asked();
    addEventListener('hashchange', this.turned);
    this.#look();
    this.#who();
    this.#asked();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.turned);
    this.resized.disconnect();
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
  }

  // --- what the hub says

  async #look() {
    clearTimeout(this.timer);
    if (!document.hidden || this.state !== 'here') {
      try {
        const answer = await fetch('/api/guard', { cache: 'no-cache' });
        if (!answer.ok) throw new Error(String(answer.status));
        const facts = await answer.json();
        const story = ({ incident }) => `${incident?.number} ${incident?.open}`;
        if (this.facts && story(facts) !== story(this.facts)) this.said = ''; // what was said of before is over
        this.facts = facts;
        this.state = 'here';
        this.#prove(this.facts.incident);
      } catch {
        this.state = this.facts ? 'stale' : 'lost';
      }
    }
    if (this.isConnected) this.timer = setTimeout(() => this.#look(), EVERY);
  }

  async #who() {
    try {
      this.roles = (await (await fetch('/api/door')).json()).roles ?? [];
    } catch {
      this.roles = []; // it reads, and changes nothing
    }
  }

  /** The address may name an incident: /guard#incident-3. */
  async #asked() {
    const number = Number(/^#incident-(\d{1,9})$/.exec(location.hash)?.[1] ?? NaN);
    this.told = Number.isNaN(number) ? null : number;
    this.report = null;
    if (this.told === null) return;
    try {
      const answer = await fetch(`/api/incidents/${number}/report`, { cache: 'no-store' });
      this.report = answer.ok ? await answer.json() : { lost: answer.status };
      if (answer.ok) this.#prove(this.report.incident);
    } catch {
      this.report = { lost: 0 };
    }
    await this.updateComplete;
    if (this.report.incident) document.title = `${title(this.report.incident)} · Photophore`;
    this.querySelector('.report')?.scrollIntoView({ block: 'start' });
  }

  #prove(incident) {
    const answers = incident?.owed.map(({ entry }) => entry) ?? [];
    if (incident) this.proofs.check([...incident.steps.map(({ entry }) => entry), ...answers]);
  }

  /** What an operator asks for; `way`: after /api/guard/. */
  async #do(way, body, said, base = '/api/guard/') {
    Object.assign(this, { busy: way, said: '' });
    try {
      const answer = await fetch(`${base}${way}`, { method: 'POST', body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'x-photophore': '1' } });
      const came = await answer.json();
      this.said = answer.ok ? said : say('guardroom-refused', { what: came.what, try: came.try ?? '' });
    } catch {
      this.said = say('guardroom-unheard');
    }
    this.busy = '';
    this.#look();
  }

  // --- light

  updated() {
    for (const canvas of this.querySelectorAll('canvas')) {
      const kind = canvas.dataset.kind;
      if (this.skies.get(kind)?.canvas === canvas) continue;
      this.skies.set(kind, new Sky(canvas));
      this.resized.observe(canvas);
    }
    this.#draw();
  }

  #draw() {
    cancelAnimationFrame(this.frame);
    let alive = false;
    for (const [kind, sky] of this.skies) {
      if (!sky.canvas.isConnected) {
        this.skies.delete(kind);
        continue;
      }
      sky.draw(this.#sky(kind));
      alive ||= sky.alive;
    }
    if (alive) this.frame = requestAnimationFrame(() => this.#draw());
  }

  #sky(kind) {
    const { groups, incident } = this.facts;
    const mine = groups.filter((group) => group.kind === kind);
    const free = scattered(mine.length);
    const open = Boolean(incident?.open);
    const points = mine.map((group, at) => ({ ...group, x: group.x ?? free[at][0], y: group.y ?? free[at][1],
      began: open && began(incident, group) }));
    return { points, troubled: open && Boolean(incident.cause), map: kind === 'district', pointed: this.pointed?.kind === kind ? this.pointed.name : '' };
  }

  #point(event) {
    const { kind } = event.target.dataset;
    const box = event.target.getBoundingClientRect();
    const name = event.type === 'pointerleave' ? '' : this.skies.get(kind)?.hit(event.clientX - box.left, event.clientY - box.top);
    if (name !== (this.pointed?.kind === kind ? this.pointed.name : '')) this.pointed = name ? this.#group(kind, name) : null;
  }

  #group(kind, name) {
    return this.facts.groups.find((group) => group.kind === kind && group.name === name) ?? null;
  }

  // --- what is seen

  render() {
    if (this.told !== null) return this.#report();
    if (this.state === 'wait') return html`<p class="wait soft" role="status">${say('guardroom-wait')}</p>`;
    if (this.state === 'lost') {
      return html`<div class="wait"><p role="alert">${say('guardroom-failed')}</p>
        <button type="button" class="ring" @click=${() => this.#look()}>${say('guardroom-retry')}</button></div>`;
    }
    const { facts } = this;
    if (!facts.watches) return this.#nobody();
    const { incident } = facts;
    return html`
      ${this.state === 'stale' ? html`<p class="stale" role="alert">${say('guardroom-stale')}</p>` : nothing}
      <section class="now ${incident?.open ? 'trouble' : 'calm'}" aria-labelledby="now">
        <div role="status"><h2 id="now">${this.#headline()}</h2></div>
        <p class="soft under">${this.#under()}</p>
        ${this.#skies()}
        <p class="soft small pointed" aria-hidden="true">${this.pointed ? says(this.pointed) : say('guardroom-point')}</p>
      </section>
      ${incident ? html`${incident.open ? nothing : html`<h2 class="last">${say('guardroom-last', { what: title(incident) })}</h2>`}
        ${this.#incident(incident)}` : nothing}
      ${strip(facts.lately, marks(facts))}
      ${this.#acts()}
      ${this.#withHubs()}
      ${incident ? nothing : this.#empty()}
      ${this.#tables()}
      ${this.#past()}`;
  }

  #headline() {
    const { incident, groups } = this.facts;
    if (!incident?.open) return say('guardroom-calm');
    const source = groups.find((group) => group.kind === 'district' && group.name === incident.district);
    return title(incident, source?.name);
  }

  #under() {
    const { incident, smiles, days, groups, phones } = this.facts;
    if (incident?.open) return say(incident.drill ? 'guardroom-under-drill' : 'guardroom-under-open');
    const districts = groups.filter(({ kind }) => kind === 'district').length;
    return `${say('guardroom-under', { smiles, districts, days })} ${say('guardroom-phones', phones)}`;
  }

  #skies() {
    const kinds = SKIES.filter((kind) => this.facts.groups.some((group) => group.kind === kind));
    return html`<div class="skies">${kinds.map((kind) => {
      const { points } = this.#sky(kind);
      const loud = points.filter((point) => point.began || point.level >= 1 || point.rests);
      const said = loud.length ? listed(loud.map(says)) : say('guardroom-sky-still', { count: points.length });
      const named = loud.filter((point) => point.began).map(({ name }) => name).join(', ');
      return html`<figure class="sky ${kind}">
        <canvas data-kind=${kind} role="img" aria-label=${`${say(`guardroom-kind-${kind}`)}: ${said}`}
          @pointermove=${this.#point} @pointerdown=${this.#point} @pointerleave=${this.#point}></canvas>
        <figcaption class="small"><span class="soft">${say(`guardroom-kind-${kind}`)}</span>${
          named ? html`<strong class="unseen">${named}</strong>` : nothing}</figcaption></figure>`;
    })}</div>`;
  }

  #incident(incident) {
    return html`<div class="incident">
      <div><section aria-labelledby="why"><h2 id="why">${say('guardroom-why')}</h2>
        ${incident.odds ? html`${odds(incident)}${evidence(incident)}` : html`<p class="soft">${say('guardroom-why-wait')}</p>`}</section>
        ${incident.owed.length ? html`<section aria-labelledby="owed"><h2 id="owed">${say('guardroom-owed')}</h2>
        ${owed(incident.owed, this.proofs, this.#writer(incident.number))}</section>` : nothing}</div>
      <section aria-labelledby="done"><h2 id="done">${say('guardroom-done')}</h2>
        ${timeline(incident, this.proofs)}
        <p><a href=${`${path('/guard')}#incident-${incident.number}`}>${say('guardroom-report')}</a></p></section></div>`;
  }

  /** Whether this is somebody of those who may let rest, and write answers down; what a drill needs, an operator may. */
  get #may() {
    return ['operator', 'council'].some((role) => this.roles.includes(role));
  }

  /** How one of them writes an answer down; null for everybody else. */
  #writer(number) {
    if (!this.#may) return null;
    return async (place, answer) => {
      await this.#do(`${number}/answer`, { place, answer }, say('guardroom-answer-done'), '/api/incidents/');
      const { said } = this;
      if (this.told !== null) await this.#asked();
      this.said = said;
    };
  }

  #acts() {
    const { incident, rests, proposes } = this.facts;
    const runs = this.roles.includes('operator');
    if (!runs && !(this.#may && (rests.length || proposes.length))) return nothing;
    const wait = this.busy !== '';
    const mended = incident?.open && incident.steps.some(({ step }) => step === 'mended');
    const others = proposes.filter(({ hubs }) => hubs).map(({ district }) => district);
    const asleep = new Map(rests.map((each) => [each.district, each]));
    return html`<section class="acts" aria-labelledby="acts"><h2 id="acts">${say('guardroom-acts')}</h2>
      ${this.#choice('rest', proposes.filter(({ hubs }) => !hubs).map(({ district }) => district),
        say(incident?.open && incident.drill ? 'guardroom-rest-drill' : 'guardroom-rest-says'))}
      ${others.length ? html`<p class="soft small">${say('guardroom-rest-hubs', { districts: listed(others) })}</p>` : nothing}
      ${this.#choice('wake', [...asleep.keys()], say('guardroom-rests-until', { time: clock(Math.max(0, ...rests.map(({ until }) => until))) }))}
      ${!runs ? nothing : mended ? html`<p>${this.said ? nothing : say('guardroom-mended')}</p>` : incident?.open ? html`<p>
          <button type="button" class="ring" ?disabled=${wait} @click=${() => this.#do('mend', {}, say('guardroom-mended'))}>${say('guardroom-mend')}</button>
          <span class="soft small">${say(MENDED.includes(incident.cause) ? `guardroom-mend-${incident.cause}` : 'guardroom-mend-says')}</span>
        </p>` : this.#drill(wait)}
      <p class="said" role="status">${this.said}</p></section>`;
  }

  /** One of these districts to be chosen, and what is done with it. */
  #choice(way, districts, says_) {
    if (!districts.length) return nothing;
    const district = districts.includes(this.picked[way]) ? this.picked[way] : districts[0];
    const send = (event) => {
      event.preventDefault();
      this.#do(way, way === 'rest' ? { district, minutes: MINUTES } : { district },
        say(way === 'rest' ? 'guardroom-rested' : 'guardroom-woken', { district, minutes: MINUTES }));
    };
    return html`<form class="drill" @submit=${send}>
      <label for=${way}>${say(`guardroom-${way}-what`)}</label>
      <span class="pick"><select id=${way} @change=${(event) => { this.picked = { ...this.picked, [way]: event.target.value }; }}>
        ${districts.map((each) => html`<option value=${each} ?selected=${each === district}>${each}</option>`)}</select></span>
      <button type="submit" class="ring" ?disabled=${this.busy !== ''}>${say(`guardroom-${way}`, { minutes: MINUTES })}</button>
      <span class="soft small">${says_}</span></form>`;
  }

  /** More than one district, for operators and the council. */
  #withHubs() {
    if (!this.#may) return nothing;
    this.hubs.facts = this.facts;
    return this.hubs;
  }

  #drill(wait) {
    if (!this.facts.drills) return nothing;
    const begin = (event) => {
      event.preventDefault();
      this.#do('drill', { plant: this.drill, stay: this.stay }, say('guardroom-drilled'));
    };
    return html`<form class="drill" @submit=${begin}>
      <label for="drill">${say('guardroom-drill-what')}</label>
      <span class="pick"><select id="drill" @change=${(event) => { this.drill = event.target.value; }}>
        ${DRILLS.map((kind) => html`<option value=${kind} ?selected=${this.drill === kind}>${say(`guardroom-drill-${kind}`)}</option>`)}</select></span>
      <button type="submit" class="ring" ?disabled=${wait}>${say('guardroom-drill')}</button>
      <label class="stay"><input type="checkbox" .checked=${this.stay} @change=${(event) => { this.stay = event.target.checked; }}>
        ${say('guardroom-drill-stay')}</label>
      <span class="soft small">${say('guardroom-drill-says')}</span></form>`;
  }

  #empty() {
    return html`<section class="teach" aria-labelledby="teach"><h2 id="teach">${say('guardroom-teach')}</h2>
      <ol class="ghost">${['detected', 'contained', 'explained', 'told', 'mended', 'closed'].map((step) => html`<li>
        <i class="open"></i><div><strong>${say(`guardroom-step-${step}`)}</strong>
          <span class="soft small">${say(`guardroom-teach-${step}`)}</span></div></li>`)}</ol>
      ${this.roles.includes('operator') ? nothing : html`<p class="soft">${say('guardroom-teach-drill')}</p>`}</section>`;
  }

  #tables() {
    const kinds = SKIES.filter((kind) => this.facts.groups.some((group) => group.kind === kind));
    return html`<details class="fleet"><summary class="opens">${say('guardroom-fleet')}</summary>${kinds.map((kind) => html`
      <table><caption>${say(`guardroom-kind-${kind}`)}</caption>
        <thead><tr><th scope="col">${say('guardroom-col-name')}</th>
          <th scope="col">${say('guardroom-col-smiles')}</th><th scope="col">${say('guardroom-col-now')}</th></tr></thead>
        <tbody>${this.facts.groups.filter((group) => group.kind === kind).map((group) => html`<tr><th scope="row">${group.name}</th>
          <td>${group.smiles?.toLocaleString(lang) ?? say('guardroom-few')}</td>
          <td>${say(`guardroom-word-${group.word}`)}</td></tr>`)}</tbody></table>`)}</details>`;
  }

  #past() {
    const { incident } = this.facts;
    const past = this.facts.past.filter(({ number }) => !incident?.open || number !== incident.number);
    if (!past.length) return nothing;
    return html`<section aria-labelledby="past"><h2 id="past">${say('guardroom-past')}</h2>
      <ul class="past">${past.map((each) => html`<li><a href=${`${path('/guard')}#incident-${each.number}`}>${title(each)}</a>
        <span class="soft small">${moment(each.began)}</span></li>`)}</ul></section>`;
  }

  #nobody() {
    return html`<div class="wait"><h2>${say('guardroom-nobody')}</h2><p class="soft">${say('guardroom-nobody-says')}</p>
      ${this.#withHubs()}</div>${this.#past()}`;
  }

  #report() {
    const back = html`<p class="back"><a href=${path('/guard')}
      @click=${(event) => { event.preventDefault(); location.hash = ''; }}>${say('guardroom-back')}</a></p>`;
    if (!this.report) return html`<p class="wait soft" role="status">${say('guardroom-wait')}</p>`;
    const { incident, lost } = this.report;
    if (lost !== undefined) return html`${back}<p role="alert">${say(lost === 404 ? 'guardroom-report-none' : 'guardroom-failed')}</p>`;
    return html`${back}<article class="report">
      <h2>${title(incident)}</h2>
      <p class="soft">${say('guardroom-report-says', { number: incident.number, when: moment(incident.began) })}</p>
      ${incident.drill ? html`<p>${say('guardroom-report-drill')}</p>` : nothing}
      <div class="incident">
      ${incident.odds ? html`<section><h3>${say('guardroom-why')}</h3>${odds(incident)}${evidence(incident)}</section>` : nothing}
      <section><h3>${say('guardroom-done')}</h3>${timeline(incident, this.proofs)}</section>
      ${this.report.chain.length ? html`<section><h3>${say('guardroom-went')}</h3>
        ${this.report.record.invented ? html`<p class="soft small">${say('guardroom-went-invented')}</p>` : nothing}
        ${went(this.report.chain)}</section>` : nothing}
      <section><h3>${say('guardroom-owed')}</h3>${incident.owed.length ? html`${owed(incident.owed, this.proofs, this.#writer(incident.number))}
        <p class="said" role="status">${this.said}</p>`
        : html`<p class="soft">${say('guardroom-owed-none')}</p>`}</section></div>
      <p class="keep"><button type="button" class="ring" @click=${() => print()}>${say('guardroom-print')}</button>
        <a href=${`/api/incidents/${incident.number}/report`}>${say('guardroom-data')}</a></p></article>`;
  }
}

/** Whether it began here: at the cause itself, and in the district of the first one. */
function began({ cause, id, district }, { kind, name }) {
  return (kind === 'district' && name === district) || (name === id && (kind === cause || (cause === 'place' && kind === 'district')
    || (cause === 'hidden' && kind === id)));
}

const says = ({ name, kind, smiles, word, rests, began: here }) => say('guardroom-says', { name, kind: say(`guardroom-one-${kind}`),
  smiles: smiles ?? 0, word: say(`guardroom-word-${rests ? 'rests' : here ? 'began' : word}`) });

const marks = ({ incident, hub_ms }) => (incident?.steps ?? []).map(({ step, at }) => ({ ago: (hub_ms - at) / 1000, word: say(`guardroom-step-${step}`) }));

customElements.define('photo-guardroom', Guardroom);
