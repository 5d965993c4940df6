// What is likeliest to be behind it, as areas: a disc of light each, as large as its odds. And the last two minutes.

import { html, nothing, svg } from 'lit';
import { lang, say } from './words.js';

const WIDE = 132; // pixels across of a disc that is certain
const LEAST = 0.005; // odds below which a cause is told with the others
const TALL = 72; // of the strip
const WORDS = [[0.99, 'certain'], [0.9, 'very'], [0.5, 'likely'], [0.1, 'possible'], [0.02, 'unlikely']];

/** 'certain', 'very', 'likely', 'possible', 'unlikely' or 'hardly'. */
export function sure(odds) {
  return WORDS.find(([least]) => odds >= least)?.[1] ?? 'hardly';
}

/** Causes that are worth a disc, likeliest first: [kind, odds]. */
export function ranked(odds) {
  return Object.entries(odds ?? {}).filter(([, each]) => each >= LEAST).sort(([, one], [, other]) => other - one);
}

const hundred = (odds) => (odds > 0.995 ? '> 99' : String(Math.max(1, Math.round(100 * odds))));

const named = (kind, id = '') => say(`guardroom-cause-${kind}`, { id }).trim();

export function odds({ odds: all, cause, id }) {
  const shown = ranked(all);
  if (!shown.length) return nothing;
  const rest = Object.keys(all).filter((kind) => !shown.some(([each]) => each === kind));
  return html`<ul class="odds">${shown.map(([kind, each]) => {
    const side = Math.max(5, WIDE * Math.sqrt(each));
    return html`<li class=${kind === cause ? 'found' : ''}>
      <svg viewBox="0 0 ${WIDE} ${WIDE}" aria-hidden="true">
        <defs><radialGradient id=${`odds-${kind}`}><stop offset="0" stop-color="currentColor" stop-opacity="0.95"></stop>
          <stop offset="0.72" stop-color="currentColor" stop-opacity="0.72"></stop>
          <stop offset="1" stop-color="currentColor" stop-opacity="0.5"></stop></radialGradient></defs>
        ${svg`<circle cx=${WIDE / 2} cy=${WIDE - side / 2} r=${side / 2} fill="url(#odds-${kind})"></circle>`}</svg>
      <strong>${named(kind, kind === cause && id ? id : '')}</strong>
      <span class="soft small">${say(`guardroom-sure-${sure(each)}`)}</span>
      <span class="soft small">${say('guardroom-hundred', { part: hundred(each) })}</span></li>`;
  })}</ul>
  ${rest.length ? html`<p class="soft small">${say('guardroom-odds-rest', { rest: listed(rest.map((kind) => named(kind))) })}</p>` : nothing}`;
}

export function listed(words) {
  return new Intl.ListFormat(lang === 'en-XA' ? 'en' : lang, { type: 'conjunction' }).format(words);
}

/** Signs a second as bars of light, the newest at the right. counts: one a second; marks: [{ ago (seconds), word }]. */
export function strip(counts, marks = []) {
  const most = Math.max(4, ...counts);
  const bar = (count, at) => (count ? svg`<rect x=${at + 0.15} width="0.7" y=${TALL - (count / most) * (TALL - 4)}
    height=${(count / most) * (TALL - 4)} rx="0.35"></rect>` : nothing);
  const here = marks.filter(({ ago }) => ago >= 0 && ago < counts.length);
  return html`<figure class="strip">
    <div class="bars"><svg viewBox="0 0 ${counts.length} ${TALL}" preserveAspectRatio="none" role="img"
        aria-label=${say('guardroom-strip-says', { most: Math.max(...counts), now: counts.at(-1) ?? 0 })}>
      <line class="ground" x1="0" x2=${counts.length} y1=${TALL - 0.5} y2=${TALL - 0.5}></line>
      ${here.map(({ ago }) => svg`<line class="mark" x1=${counts.length - ago} x2=${counts.length - ago} y1="0" y2=${TALL}></line>`)}
      ${counts.map(bar)}</svg></div>
    <figcaption class="soft small">${say('guardroom-strip', { minutes: Math.round(counts.length / 60) })}${
      here.length ? html` ${say('guardroom-strip-marks', { marks: listed(here.map(({ word }) => word)) })}` : nothing}</figcaption>
  </figure>`;
}
