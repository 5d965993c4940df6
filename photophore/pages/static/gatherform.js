// What a host asks for: pure templates over a wish or an open gathering, and how both are said to the hub.

import { html, nothing } from 'lit';
import { inStep } from './joining.js';
import { path, say } from './words.js';

const HOURS = [15, 30, 60, 120, 240]; // minutes that are offered
const CAPS = [1, 0.5, 0.25, 0.1]; // shares of the votes that one district may have
const INVITES = [0, 50, 300, 2000];
const MODES = ['drift', 'firefly', 'score'];
const SLOWEST = 0.1, QUICKEST = 1.5; // hertz that the page offers
const AHEAD = 30 * 24 * 3600 * 1000; // milliseconds; the hub takes none that begins later
const LEAST = 5; // members from which on means are told
export const PIECE = `score      low-water
call       0     firefly  attack 3 hold 8 release 5 chance 0.4
call       0:12  ripples  attack 2 hold 6 release 4
`;
export const NEW = { name: '', mode: 'drift', rhythm: 0.5, firm: 0.1, begins: '', minutes: 60, cap: 1, wears: 'chorus', district: '', invite: 0, score: PIECE };

/** A wish as the hub wants it. */
export function asked({ name, mode, rhythm, firm, begins, minutes, cap, wears, district, score }) {
  const from = Math.max(Date.now(), begins ? new Date(begins).getTime() : 0); // an empty field: now
  return {
    name: name.trim(), mode, rhythm, firm, cap, begins: from, until: from + minutes * 60000, wears: wears || null,
    district: district === '' ? null : Number(district), score: mode === 'score' ? score : null,
  };
}

/** Changes something on the hub; throws what `ask` throws. */
export async function send(where, method, told) {
  let answer;
  try {
    answer = await fetch(where, { method, headers: { 'content-type': 'application/json', 'x-photophore': '1' },
      ...(told ? { body: JSON.stringify(told) } : {}) });
  } catch {
    throw Object.assign(new Error(where), { what: say('joining-lost'), try: '' });
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(where), said, { status: answer.status });
  return said;
}

/** Hertz to a slider's 0..1 and back: small pulls have more room. */
export const place = (firm, widest) => Math.min(1, Math.sqrt(Math.max(0, firm) / widest));
export const pull = (at, widest) => Math.round(widest * at * at * 1000) / 1000;

/** Hertz as they are told: beats a minute, finer where they are few. */
export const beats = (hertz) => (hertz * 60 < 9.5 ? Math.round(hertz * 600) / 10 : Math.round(hertz * 60));

/** Whether enough are there for means to be told. */
export const told = (crowd) => crowd?.will === true || crowd?.will === false;

/** The pull, and from where on a crowd falls into step: one picture that is also the slider. Light is what is beyond. */
export function firmness({ firm, crowd, widest, slide }) {
  const known = told(crowd);
  const at = place(firm, widest);
  const from = known ? place(crowd.threshold ?? Infinity, widest) : null; // null: nobody lets others pull
  const blur = known ? 0.02 + 0.1 * (1 - (crowd.sure ?? 0)) : 0;
  const value = say('gather-firm-value', { firm: beats(firm) });
  return html`
    <div class="firm slider" data-at=${at} data-from=${known ? from : 1} data-blur=${blur}
      data-known=${known ? 'yes' : nothing} data-beyond=${known && at >= from ? 'yes' : nothing}>
      <div class="light" aria-hidden="true"></div>
      ${known ? html`<span class="threshold" aria-hidden="true"><i></i><b>${say('gather-threshold')}</b></span>` : nothing}
      <input type="range" min="0" max="1" step="0.01" .value=${String(at)} aria-label=${say('gather-firm')} aria-valuetext=${value}
        @input=${(event) => slide({ firm: pull(Number(event.target.value), widest) })}>
      <p class="ends" aria-hidden="true"><span>${say('gather-firm-none')}</span><span>${say('gather-firm-much')}</span></p>
    </div>`;
}

/** Gives the pictures their places; a policy allows no style in the page's text. */
export function placed(page) {
  for (const firm of page.querySelectorAll('.firm')) {
    for (const name of ['at', 'from', 'blur']) firm.style.setProperty(`--${name}`, `${100 * Number(firm.dataset[name])}%`);
  }
}

function rhythm(hertz, change) {
  const told = say('gather-rhythm-value', { beats: Math.round(60 * hertz) });
  return html`
    <div class="slider">
      <label for="gather-rhythm">${say('gather-rhythm')} <span class="soft">${told}</span></label>
      <input type="range" id="gather-rhythm" min=${SLOWEST} max=${QUICKEST} step="0.05" .value=${String(hertz)} aria-valuetext=${told}
        @input=${(event) => change({ rhythm: Number(event.target.value) })}>
    </div>`;
}

function modes(mode, change) {
  return html`
    <fieldset class="modes">
      <legend>${say('gather-mode')}</legend>
      ${MODES.map((one) => html`
        <label class="choice">
          <input type="radio" name="mode" value=${one} .checked=${mode === one} @change=${() => change(one)}>
          <span>${say(`gather-mode-${one}`)}<small>${say(`gather-mode-${one}-says`)}</small></span>
        </label>`)}
    </fieldset>`;
}

const score = (text, change) => html`
  <label class="score">${say('gather-score')}
    <textarea rows="5" spellcheck="false" .value=${text} @change=${(event) => change(event.target.value)}></textarea>
    <small class="soft">${say('gather-score-says')}</small>
  </label>`;

function wears(chosen, designs, change) {
  return html`
    <label>${say('gather-wears')}
      <select @change=${(event) => change(event.target.value)}>
        <option value="" ?selected=${!chosen}>${say('gather-wears-own')}</option>
        ${designs.map(({ name, published }) => {
          const value = published?.hash ?? name;
          return html`<option value=${value} ?selected=${chosen === value}>${name}</option>`;
        })}
      </select>
    </label>`;
}

/** A new gathering: a name is enough. */
export function opening({ wish, set, places, designs, host, busy, widest }) {
  const submit = (event) => { event.preventDefault(); set.begin(); };
  return html`
    <form class="opening" novalidate @submit=${submit}>
      <label class="name">${say('gather-name')}
        <input type="text" name="name" maxlength="60" required autocomplete="off" .value=${wish.name}
          @input=${(event) => set.wish({ name: event.target.value })}>
        <small class="soft">${say('gather-name-says')}</small>
      </label>
      ${modes(wish.mode, (mode) => set.wish({ mode }))}
      ${wish.mode === 'score' ? score(wish.score, (text) => set.wish({ score: text })) : nothing}
      <div class="row">
        ${rhythm(wish.rhythm, set.wish)}
        <div><p class="label">${say('gather-firm')}</p>${firmness({ firm: wish.firm, crowd: null, widest, slide: set.wish })}</div>
      </div>
      <div class="row">
        <label><span>${say('gather-begins')} <span class="soft">${say('gather-begins-now')}</span></span>
          <input type="datetime-local" name="begins" min=${minute(Date.now())} max=${minute(Date.now() + AHEAD)} .value=${wish.begins}
            @change=${(event) => set.wish({ begins: event.target.value })}>
        </label>
        <label>${say('gather-lasts')}
          <select @change=${(event) => set.wish({ minutes: Number(event.target.value) })}>
            ${HOURS.map((minutes) => html`
              <option value=${minutes} ?selected=${wish.minutes === minutes}>${say('gather-minutes', { minutes })}</option>`)}
          </select>
        </label>
        <label>${say('gather-place')}
          <select @change=${(event) => set.wish({ district: event.target.value })}>
            <option value="">${say('gather-place-none')}</option>
            ${places.map(({ id, properties }) => html`<option value=${id}>${properties.name}</option>`)}
          </select>
        </label>
        ${caps(wish.cap, (cap) => set.wish({ cap }))}
        ${wears(wish.wears, designs, (value) => set.wish({ wears: value }))}
        ${host.invites ? invited(wish.invite, (invite) => set.wish({ invite })) : nothing}
      </div>
      <p class="acts"><button class="ring" ?disabled=${busy}>${say('gather-open')}</button>
        <span class="soft small">${say('gather-open-says')}</span></p>
    </form>`;
}

/** A moment as a field for one wants it: the clock on this wall, to the minute. */
function minute(ms) {
  const aside = new Date(ms).getTimezoneOffset() * 60000;
  return new Date(ms - aside).toISOString().slice(0, 16);
}

const caps = (chosen, change) => html`
  <label>${say('gather-cap')}
    <select name="cap" @change=${(event) => change(Number(event.target.value))}>
      ${[...new Set([...CAPS, chosen])].sort((a, b) => b - a).map((cap) => html`
        <option value=${cap} ?selected=${chosen === cap}>${say('gather-cap-share', { share: Math.round(100 * cap) })}</option>`)}
    </select>
  </label>`;

const invited = (count, change) => html`
  <label>${say('gather-invite')}
    <select @change=${(event) => change(Number(event.target.value))}>
      ${[...new Set([...INVITES, count])].sort((a, b) => a - b).map((smiles) => html`
        <option value=${smiles} ?selected=${count === smiles}>${say('gather-invite-some', { smiles })}</option>`)}
    </select>
  </label>`;

/** What can be turned while it runs. */
export function tuning({ open, crowd, set, host, designs }) {
  const toMode = (mode) => set.change({ mode, score: mode === 'score' ? open.score ?? PIECE : null });
  const figures = crowd ? [
    ['gather-figure-order', { order: Math.round(100 * (crowd.order ?? 0)), known: inStep(crowd) === 'none' ? 'no' : 'yes' }],
    ['gather-figure-phones', { phones: crowd.phones, invited: crowd.invited }],
    ['gather-figure-skew', { ms: Math.max(1, Math.round(crowd.skew_ms ?? 0)), known: crowd.skew_ms === null ? 'no' : 'yes' }],
  ] : [];
  return html`
    <ul class="figures">${figures.map(([name, values]) => html`<li>${say(name, values)}</li>`)}
      ${crowd && crowd.members < LEAST ? html`<li>${say('gather-figure-few', { least: LEAST })}</li>` : nothing}
      ${open.log === null ? nothing : html`<li><a href=${path(`/log#entry-${open.log}`)}>${say('gather-figure-log')}</a></li>`}</ul>
    <section class="turning">
      ${rhythm(open.rhythm, set.slide)}
      ${modes(open.mode, toMode)}
      ${open.mode === 'score' ? score(open.score ?? PIECE, (text) => set.change({ score: text })) : nothing}
      <div class="row">
        ${caps(open.cap, (cap) => set.change({ cap }))}
        ${wears(open.wears ?? '', designs, (value) => set.change({ wears: value || null }))}
        ${host.invites ? invited(crowd?.invited ?? 0, (invite) => set.change({ invite })) : nothing}
      </div>
    </section>`;
}
