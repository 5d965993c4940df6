// Who looked, told like a letter; what was decided, word by word; the way out. Pure templates over the page's view.

import { html, nothing } from 'lit';
import { clock, moment } from './when.js';
import { path, say } from './words.js';

/** One look as a paragraph. */
function look(each) {
  const signal = say(`me-signal-${each.signal}`);
  const what = { count: each.times, signal, day: moment(each.last) };
  if (each.kind === 'lost') return html`<p>${say('me-look-lost', what)}</p>`;
  if (each.kind === 'light') return html`<p>${say('me-look-light', { ...what, who: say(`me-who-${each.audience}`) })}</p>`;
  return html`<p>${say('me-look', { ...what, who: each.who, why: each.purposes.map((it) => say(`me-for-${it}`)).join(', ') })}
    ${each.why ? html` ${say('me-look-why')} <q>${each.why}</q>` : nothing}
    ${each.log_entry === null ? nothing : html` <a href=${path(`/log#entry-${each.log_entry}`)}>${say('me-look-proof')}</a>`}</p>`;
}

export function letter({ looked, me, set }) {
  return html`
    <section class="letter" aria-labelledby="looked-name">
      <h2 id="looked-name">${say('me-looked')}</h2>
      ${looked === null ? html`<p class="soft">${say('me-looked-wait')}</p>` : looked === undefined
        ? html`<p role="alert">${say('me-looked-failed')} <button type="button" class="quiet" @click=${set.look}>${say('hub-retry')}</button></p>`
        : html`
          <p>${me.name ? say('me-dear', { name: me.name }) : say('me-dear-you')}</p>
          ${looked.length ? looked.map(look) : html`<p>${say('me-looked-nobody')}</p>`}
          <p class="soft small">${say('me-looked-says')}</p>`}
    </section>`;
}

export function history({ past, set }) {
  const step = (each) => html`
    <li><span class="soft small">${moment(each.at)} · ${say(`me-state-${each.state}`)}</span>
      ${each.sentence ? html`<span lang=${each.language}>${each.sentence}</span>` : nothing}
      ${each.log_entry === null ? html`<span class="soft small">${say('me-not-listed')}</span>`
        : html`<a class="small" href=${path(`/log#entry-${each.log_entry}`)}>${say('me-entry', { entry: String(each.log_entry) })}</a>`}</li>`;
  return html`
    <details class="past" @toggle=${(event) => event.target.open && set.past()}>
      <summary class="opens">${say('me-past')}</summary>
      <p class="soft small">${say('me-past-says')}</p>
      ${past === null ? nothing : past.length ? html`<ol>${past.map(step)}</ol>` : html`<p>${say('me-past-none')}</p>`}
    </details>`;
}

/** When my light rested by order, as this device remembers it. */
export function rests({ rests: list, set }) {
  if (!list.length) return nothing;
  const line = ({ since, until, incident }) => html`
    <li><span class="soft small">${moment(since)}</span>
      <span>${say('me-rests-line', { until: clock(until) })}</span>
      ${incident ? html`<a class="small" href=${`${path('/guard')}#incident-${incident}`}>${say('me-rests-why')}</a>` : nothing}</li>`;
  return html`
    <section class="past" aria-labelledby="rests-name">
      <h2 id="rests-name">${say('me-rests')}</h2>
      <p class="soft small">${say('me-rests-says')}</p>
      <ol>${list.map(line)}</ol>
      <p class="acts"><button type="button" class="quiet" @click=${set.forget}>${say('me-rests-forget')}</button></p>
    </section>`;
}

/** Who I am here, and what this place allows. */
export function here({ me }) {
  const list = (items) => items.join(', ');
  const heard = Object.entries(me.senses).filter(([, on]) => on).map(([signal]) => say(`me-short-${signal}`).toLowerCase());
  const left = me.lease_left.social;
  return html`
    <section aria-labelledby="here-name">
      <h2 id="here-name">${say('me-here')}</h2>
      <p>${say('me-here-roles', { roles: list(me.roles.map((role) => say(`me-role-${role}`))) })}
        ${say('me-here-venue', { venue: say(`me-venue-${me.venue}`) })}
        ${heard.length ? say('me-here-senses', { senses: list(heard) }) : say('me-here-nothing')}
        ${me.bodies ? nothing : say('me-here-no-bodies')}</p>
      <p>${say('me-here-lease', { health: me.leases.health, social: me.leases.social / 60, colour: me.leases.colour / 3600 })}
        ${left === undefined ? nothing : say('me-here-left', { minutes: Math.ceil(left / 60) })}</p>
    </section>`;
}

export function leaving({ erasing, busy, set }) {
  return html`
    <section aria-labelledby="out-name">
      <h2 id="out-name">${say('me-out')}</h2>
      <p>${say('me-out-says')}</p>
      <p class="acts"><a class="ring" href="/api/me/export" download="photophore.zip">${say('me-out-do')}</a></p>
    </section>
    <section aria-labelledby="erase-name">
      <h2 id="erase-name">${say('me-erase')}</h2>
      <p>${say('me-erase-says')}</p>
      ${erasing ? html`
        <div class="sure" role="group" aria-labelledby="erase-sure">
          <p id="erase-sure">${say('me-erase-sure')}</p>
          <p class="acts">
            <button type="button" class="ring" @click=${() => set.erasing(false)}>${say('me-erase-no')}</button>
            <button type="button" class="ring" ?disabled=${busy} @click=${set.erase}>${say('me-erase-yes')}</button>
          </p>
        </div>` : html`
        <p class="acts"><button type="button" class="ring" @click=${() => set.erasing(true)}>${say('me-erase-do')}</button></p>`}
    </section>`;
}

/** Nothing is left but this. */
export function erased(receipt) {
  return html`
    <section class="gone" aria-labelledby="gone-name">
      <h2 id="gone-name" tabindex="-1">${say('me-gone')}</h2>
      <p>${say('me-gone-says')}</p>
      <details><summary class="opens">${say('me-gone-receipt')}</summary>
        <p class="soft small">${say('me-gone-receipt-says')}</p>
        <pre>${JSON.stringify(receipt, null, 1)}</pre></details>
      <p><a href=${path('/')}>${say('nav-first')}</a></p>
    </section>`;
}

/** For whoever has not joined: what it will look like, and the one step to begin. */
export function stranger(tree) {
  const example = (name, lit) => html`
    <li class="line"><p class="sentence"><span>${say(`me-example-${name}`)}</span>
      <span class="mouth" ?data-lit=${lit}>${lit ? html`<photo-thumb .tree=${tree}></photo-thumb>` : nothing}</span></p></li>`;
  return html`
    <section class="stranger">
      <p class="lead">${say('me-stranger')}</p>
      <p class="acts"><a class="ring" href=${path('/join')}>${say('me-stranger-join')}</a></p>
      <h2>${say('me-stranger-like')}</h2>
      <ul class="lines examples">${example('near', true)}${example('clinic', false)}${example('public', true)}</ul>
      <p class="soft">${say('me-stranger-says')}</p>
    </section>`;
}
