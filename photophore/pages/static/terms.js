// Sentences in force, sentences that could be, and the way to narrow one: pure templates over the page's view.

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { moment } from './when.js';
import { say } from './words.js';

const PARTS = ['morning', 'day', 'evening', 'night'];
const KINDS = ['week', 'rest'];
export const VENUES = ['home', 'neighbourhood', 'street', 'gathering', 'clinic', 'workplace', 'education', 'elsewhere'];
export const AUDIENCES = ['self', 'near', 'collective', 'gathering', 'district', 'clinic', 'research', 'public'];
export const SIGNALS = ['feeling', 'heart', 'skin', 'mouth', 'place', 'story'];
const ENDS = ['never', 'hour', 'tonight', 'week', 'month', 'kept'];
const HOUR = 3_600_000;

/** The moment that a word like *tonight* means, milliseconds UTC; null for no end. */
export function endOf(word, kept, now = Date.now()) {
  if (word === 'kept') return kept;
  const midnight = new Date(now);
  midnight.setHours(24, 0, 0, 0);
  return { hour: now + HOUR, tonight: midnight.getTime(), week: now + 7 * 24 * HOUR, month: now + 30 * 24 * HOUR }[word] ?? null;
}

/** Whether this sentence makes light that somebody sees now. */
export const shines = (line, dark) => line.lights && line.here && !line.needs && !dark && !line.held_back.includes('light');

const mouth = (tree, lit) => html`
  <span class="mouth" ?data-lit=${lit}>${lit ? html`<photo-thumb .tree=${tree}></photo-thumb>` : nothing}</span>`;

/** What one audience sees with this sentence, and without it. */
function difference(line, view) {
  if (!line.lights) return html`<p class="says">${say('me-no-light')}</p>`;
  const lit = shines(line, view.dark);
  const who = line.audience === 'self' ? 'self' : 'others';
  return html`
    <figure class="difference">
      <div>${mouth(view.tree, lit)}<figcaption>${say(`me-see-${who}-with`)}</figcaption></div>
      <div>${mouth(null, false)}<figcaption>${say(`me-see-${who}-without`)}</figcaption></div>
    </figure>
    ${view.dark ? html`<p class="says">${say('me-dark-now')}</p>` : nothing}
    ${!line.here && !view.dark ? html`<p class="says">${say('me-not-here')}</p>` : nothing}
    ${line.needs && !view.dark ? html`<p class="says">${say('me-needs')}</p>` : nothing}`;
}

function heldBack(line) {
  if (!line.held_back.length) return nothing;
  return html`<p class="says">${say('me-held-back', { count: line.held_back.length })} <a href="/policies">${say('me-held-back-why')}</a></p>`;
}

/** One sentence in force. Touched, it opens. */
export function sentence(line, view) {
  const open = view.open === line.record;
  const id = `line-${line.record}`;
  return html`
    <li class="line" ?data-open=${open}>
      <button type="button" class="sentence" id=${id} aria-expanded=${String(open)} aria-controls=${`${id}-more`}
        @click=${() => view.set.open(open ? null : line.record)}>
        <span>${line.sentence}</span>
        ${line.lights ? mouth(view.tree, shines(line, view.dark)) : html`<span class="mouth none"></span>`}
      </button>
      <div class="more" id=${`${id}-more`} ?hidden=${!open}>
        ${open ? html`
          ${difference(line, view)}
          ${heldBack(line)}
          ${view.wish ? narrowing(line, view) : html`
            <p class="acts">
              <button type="button" class="ring end" @click=${() => view.set.end(line)}>${say('me-end')}</button>
              <button type="button" class="ring narrow" @click=${() => view.set.narrow(line)}>${say('me-narrow')}</button>
            </p>`}
          <p class="soft small">${say('me-since', { day: moment(line.since) })}
            <a href=${`/api/me/receipts/${line.record}.json`} download>${say('me-receipt')}</a>
            <a href=${`/api/me/receipts/${line.record}.fhir.json`} download>${say('me-receipt-fhir')}</a></p>` : nothing}
      </div>
    </li>`;
}

const chip = (on, words, touch, id) => html`
  <label class="chip"><input type="checkbox" name=${id} .checked=${live(on)} @change=${touch}><span>${words}</span></label>`;

/** Where, when, until, what for: each choice changes the sentence above the button, and nothing else yet. */
function narrowing(line, { wish, set, busy }) {
  const part = ({ target }, list, name) => (target.checked ? [...list, name] : list.filter((it) => it !== name));
  const all = (list, every) => list.length === every.length;
  const on = (list, every, name) => !all(list, every) && list.includes(name);
  // out of all of them the first touch picks one alone; where none would be left it is all again
  const pick = (list, every, name) => {
    if (all(list, every)) return [name];
    const left = list.includes(name) ? list.filter((it) => it !== name) : [...list, name];
    return left.length ? left : every;
  };
  const always = all(wish.kinds, KINDS) && all(wish.parts, PARTS);
  return html`
    <form class="narrowing" @submit=${(event) => { event.preventDefault(); set.stand(line); }}>
      <fieldset><legend>${say('me-where')}</legend>
        ${chip(all(wish.places, VENUES), say('me-where-anywhere'), () => set.wish({ places: VENUES }), 'anywhere')}
        ${VENUES.map((venue) => chip(on(wish.places, VENUES, venue), say(`me-venue-${venue}`),
          () => set.wish({ places: pick(wish.places, VENUES, venue) }), `place-${venue}`))}
      </fieldset>
      <fieldset><legend>${say('me-when-legend')}</legend>
        ${chip(always, say('me-when-any'), () => set.wish({ kinds: KINDS, parts: PARTS }), 'always')}
        ${KINDS.map((kind) => chip(on(wish.kinds, KINDS, kind), say(`me-when-${kind}`),
          () => set.wish({ kinds: pick(wish.kinds, KINDS, kind) }), `kind-${kind}`))}
        ${PARTS.map((name) => chip(on(wish.parts, PARTS, name), say(`me-when-${name}`),
          () => set.wish({ parts: pick(wish.parts, PARTS, name) }), `part-${name}`))}
      </fieldset>
      <fieldset><legend>${say('me-end-legend')}</legend>
        ${ENDS.filter((word) => word !== 'kept' || line.until).map((word) => html`
          <label class="chip"><input type="radio" name="until" value=${word} .checked=${wish.end === word}
            @change=${() => set.wish({ end: word })}>
            <span>${word === 'kept' ? moment(line.until) : say(`me-end-${word}`)}</span></label>`)}
      </fieldset>
      ${line.purposes.length < 2 ? nothing : html`
        <fieldset><legend>${say('me-purposes')}</legend>
          ${line.purposes.map((name) => chip(wish.purposes.includes(name), say(`me-purpose-${name}`),
            (event) => set.wish({ purposes: part(event, wish.purposes, name) }), `purpose-${name}`))}
        </fieldset>`}
      <p class="says" role="status">${wish.said ? html`<q class="said">${wish.said}</q>` : say(wish.wrong || 'me-narrow-first')}</p>
      <p class="acts">
        <button type="submit" class="ring" ?disabled=${!wish.said || busy}>${say('me-stand')}</button>
        <button type="button" class="quiet" @click=${() => set.narrow(null)}>${say('me-leave-as-is')}</button>
      </p>
    </form>`;
}

/** What a line says of itself, as the parts that can be narrowed. */
export function wishOf(line) {
  const split = line.bands.map((band) => band.split('_'));
  return {
    places: [...line.places], purposes: [...line.purposes], end: line.until ? 'kept' : 'never', said: '', wrong: '',
    kinds: KINDS.filter((kind) => split.some(([it]) => it === kind)),
    parts: PARTS.filter((name) => split.some(([, it]) => it === name)),
  };
}

/** The choice that a wish comes to; null while it is empty. */
export function choiceOf(line, wish) {
  const bands = wish.kinds.flatMap((kind) => wish.parts.map((name) => `${kind}_${name}`));
  if (!bands.length || !wish.places.length || !wish.purposes.length) return null;
  const { audience, signal, named } = line;
  return { audience, signal, named, purposes: wish.purposes, places: wish.places, bands, until: endOf(wish.end, line.until) };
}

/** What could be let happen, each with the light that it would make. */
export function offers(view) {
  const { me: { offers: all }, dark } = view;
  if (!all.length) return nothing;
  return html`
    <section aria-labelledby="offers-name">
      <h2 id="offers-name">${say('me-offers')}</h2>
      <p class="soft">${say('me-offers-says')}</p>
      <ul class="lines">${all.map((line) => html`
        <li class="line offer">
          <p class="sentence"><span>${line.sentence}</span>
            ${line.lights ? mouth(view.tree, !dark && !line.needs) : html`<span class="mouth none"></span>`}</p>
          ${line.needs ? html`<p class="says">${say('me-offer-needs')}</p>` : nothing}
          <p class="acts"><button type="button" class="ring" ?disabled=${view.busy} @click=${() => view.set.begin(line)}>
            ${say('me-let')}<span class="unseen">: ${line.sentence}</span></button></p>
        </li>`)}</ul>
    </section>`;
}

/** The same as a table, for those who like it. */
export function matrix(view) {
  const cell = (audience, signal) => {
    const lines = view.lines.filter((line) => line.audience === audience && line.signal === signal);
    if (!lines.length) return html`<td><span class="unseen">${say('me-matrix-no')}</span></td>`;
    const [first] = lines;
    const told = lines.flatMap((line) => line.purposes).map((name) => say(`me-purpose-${name}`)).join(', ');
    return html`<td><button type="button" class="dot" aria-label=${told} title=${told} @click=${() => view.set.open(first.record)}>
      <i ?data-light=${lines.some((line) => line.lights)}></i></button></td>`;
  };
  return html`
    <details class="matrix">
      <summary class="opens">${say('me-matrix')}</summary>
      <p class="soft small">${say('me-matrix-says')}</p>
      <div class="wide" tabindex="0" role="region" aria-label=${say('me-matrix')}>
        <table>
          <thead><tr><td></td>${SIGNALS.map((signal) => html`<th scope="col">${say(`me-short-${signal}`)}</th>`)}</tr></thead>
          <tbody>${AUDIENCES.map((audience) => html`
            <tr><th scope="row">${say(`me-who-${audience}`)}</th>${SIGNALS.map((signal) => cell(audience, signal))}</tr>`)}</tbody>
        </table>
      </div>
    </details>`;
}
