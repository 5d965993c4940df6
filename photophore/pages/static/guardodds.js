// What is likeliest to be behind it, as areas: a light each, as large as its odds. And the last two minutes as a swell.

import { html, nothing, svg } from 'lit';
import { listed, say } from './words.js';

const WIDE = 96; // pixels across of a disc that is certain
const LEAST = 0.02; // odds below which a cause is told with the others
const [TALL, ACROSS] = [64, 600]; // of the strip
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

const ITSELF = new Set(['release', 'glyph', 'lot', 'hub', 'place']); // causes that have a name of their own

const named = (kind, id = '') => (id && ITSELF.has(kind) ? say(`guardroom-named-${kind}`, { id }) : say(`guardroom-cause-${kind}`, { id }).trim());

export function odds({ odds: all, cause, id }) {
  const shown = ranked(all);
  if (!shown.length) return nothing;
  const rest = Object.keys(all).filter((kind) => !shown.some(([each]) => each === kind));
  return html`<ul class="odds">${shown.map(([kind, each]) => {
    const side = Math.max(5, WIDE * Math.sqrt(each));
    return html`<li class=${kind === cause ? 'found' : ''}>
      <svg viewBox="0 0 ${WIDE} ${WIDE}" aria-hidden="true">
        <defs><radialGradient id=${`odds-${kind}`}><stop offset="0" stop-color="currentColor" stop-opacity="0.9"></stop>
          <stop offset="0.35" stop-color="currentColor" stop-opacity="0.5"></stop>
          <stop offset="0.8" stop-color="currentColor" stop-opacity="0.16"></stop>
          <stop offset="1" stop-color="currentColor" stop-opacity="0.04"></stop></radialGradient></defs>
        ${svg`<circle cx=${WIDE / 2} cy=${WIDE / 2} r=${side / 2} fill="url(#odds-${kind})"></circle>
          <circle class="edge" cx=${WIDE / 2} cy=${WIDE / 2} r=${side / 2 - 0.5}></circle>`}</svg>
      <div><strong>${named(kind, kind === cause && id ? id : '')}</strong>
      <span class="soft">${say(`guardroom-sure-${sure(each)}`)}, ${say('guardroom-hundred', { part: hundred(each) })}</span></div></li>`;
  })}</ul>
  ${rest.length ? html`<p class="soft small">${say('guardroom-odds-rest', { rest: listed(rest.map((kind) => named(kind))) })}</p>` : nothing}`;
}

/** Signs of faults as one soft swell, the newest at the right. counts: one for each `span` seconds; marks: [{ ago (seconds), word }]. */
export function strip(counts, marks = [], span = 5) {
  const seconds = counts.length * span;
  const here = marks.filter(({ ago }) => ago >= 0 && ago < seconds);
  if (!counts.some(Boolean) && !here.length) return nothing; // calm needs no picture
  const most = Math.max(8, ...counts);
  const points = counts.map((count, at) => [((at + 0.5) / counts.length) * ACROSS, TALL - 1 - (count / most) * (TALL - 6)]);
  const line = swell([[0, points[0][1]], ...points, [ACROSS, points.at(-1)[1]]]);
  const words = [...new Set(here.map(({ word }) => word))];
  return html`<figure class="strip">
    <div class="swell"><svg viewBox="0 0 ${ACROSS} ${TALL}" preserveAspectRatio="none" role="img"
        aria-label=${say('guardroom-strip-says', { most: Math.max(...counts), now: counts.at(-1) ?? 0 })}>
      <defs><linearGradient id="strip-light" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="currentColor" stop-opacity="0.34"></stop>
        <stop offset="1" stop-color="currentColor" stop-opacity="0.02"></stop></linearGradient></defs>
      ${svg`<path d="${line} V ${TALL} H 0 Z" fill="url(#strip-light)"></path><path class="crest" d=${line}></path>`}
      ${here.map(({ ago }) => {
        const x = ACROSS * (1 - ago / seconds);
        return svg`<line class="mark" x1=${x} x2=${x} y1="0" y2=${TALL}></line>`;
      })}</svg></div>
    <figcaption class="soft small">${say('guardroom-strip', { minutes: Math.round(seconds / 60) })}${
      words.length ? html` ${say('guardroom-strip-marks', { marks: listed(words) })}` : nothing}</figcaption>
  </figure>`;
}

/** A path through points that never swings above or below them: level at each, halfway between two. */
function swell(points) {
  return points.map(([x, y], at) => {
    if (!at) return `M ${x} ${y}`;
    const [from, level] = points[at - 1];
    const middle = (from + x) / 2;
    return `C ${middle} ${level} ${middle} ${y} ${x} ${y}`;
  }).join(' ');
}
