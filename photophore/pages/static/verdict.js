// Pictures of a verdict: the film's time line, and the places where it flashed. Still, and told in words too.

import { html, nothing, svg } from 'lit';
import { say } from './words.js';

const BROAD = 1000; // units of the time line
const TALL = 100; // of each of its two parts
const MOST = 9; // changes a second that the lower part has room for
const FAIL = 7;
const CELL = 16; // pixels of the picture's cells

/** How bright, and how often it changes; parts that fail are marked above and below by bars. */
export function line(verdict) {
  const { seconds, darkest, brightest } = verdict.line;
  const length = Math.max(verdict.seconds, 1e-3);
  const x = (at) => (BROAD * at) / length;
  const spans = failing(verdict);
  const whole = verdict.line.luminance.map((count, at) => Math.max(count, verdict.line.red[at]));
  const place = verdict.line.general.map((count, at) => Math.max(count, verdict.line.saturated[at]));
  const says = say('light-line-says', { seconds: Number(verdict.seconds.toFixed(1)), spans: spans.length });
  return html`
    <figure class="line">
      <h3>${say('light-line')}</h3>
      <div class="strip">
        <svg viewBox="0 0 ${BROAD} ${2 * TALL + 20}" preserveAspectRatio="none" role="img" aria-label=${says}>
          ${spans.map(({ begin, end }) => svg`<rect class="failing" x=${x(begin) - 2} y="0"
            width=${x(end) - x(begin) + 4} height=${2 * TALL + 20}></rect>`)}
          <path class="bright" d=${band(seconds.map(x), darkest, brightest)}></path>
          <line class="ground" x1="0" x2=${BROAD} y1=${TALL + 0.5} y2=${TALL + 0.5}></line>
          <line class="limit" x1="0" x2=${BROAD} y1=${height(FAIL)} y2=${height(FAIL)}></line>
          <path class="place" d=${steps(seconds.map(x), place)}></path>
          <path class="whole" d=${steps(seconds.map(x), whole)}></path>
        </svg>
        <span class="seven soft small" aria-hidden="true">7</span>
      </div>
      <p class="axis soft small" aria-hidden="true"><span>0 s</span><span>${Number(length.toFixed(1))} s</span></p>
      <p class="key small" aria-hidden="true">
        <span>${key('whole')} ${say('light-line-whole')}</span><span>${key('place')} ${say('light-line-place')}</span>
        ${spans.length ? html`<span>${key('failing')} ${say('light-line-fails')}</span>` : nothing}
      </p>
      <figcaption class="soft small">${says}</figcaption>
    </figure>`;
}

function key(kind) {
  return kind === 'failing'
    ? html`<svg viewBox="0 0 24 12" class="sample"><rect class="failing" width="24" height="12"></rect></svg>`
    : html`<svg viewBox="0 0 24 12" class="sample"><path class=${kind} d="M0 6H24"></path></svg>`;
}

/** Parts of the time that fail in either way, joined. */
export function failing({ iris, wcag }) {
  const all = [...iris.luminance.spans, ...iris.red.spans, ...wcag.spans].sort((one, other) => one.begin - other.begin);
  const joined = [];
  for (const { begin, end } of all) {
    const last = joined.at(-1);
    if (last && begin <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ begin, end });
  }
  return joined;
}

function band(xs, low, high) {
  if (!xs.length) return '';
  const top = high.map((value, at) => `${xs[at].toFixed(1)},${(TALL - TALL * value - 1).toFixed(1)}`);
  const bottom = low.map((value, at) => `${xs[at].toFixed(1)},${(TALL - TALL * value + 1).toFixed(1)}`).reverse();
  return `M${top.join('L')}L${bottom.join('L')}Z`;
}

function height(count) {
  return 2 * TALL + 18 - (TALL * Math.min(count, MOST)) / MOST;
}

function steps(xs, counts) {
  return counts.map((count, at) => `${at ? `H${xs[at].toFixed(1)}V` : `M${xs[0].toFixed(1)},`}${height(count).toFixed(1)}`)
    .join('');
}

/** Where it flashed, as a field of points: the larger, the more changes in a second. */
export function cells({ wcag: { picture }, width, height: tall }) {
  const any = picture.cells.some((count) => count > 0);
  const says = say(any ? 'light-where-says' : 'light-where-none');
  return html`
    <figure class="where">
      <h3>${say('light-where')}</h3>
      <svg viewBox="0 0 ${(picture.rows * CELL * width) / tall} ${picture.rows * CELL}" preserveAspectRatio="xMinYMin"
        role="img" aria-label=${says}>
        <svg viewBox="0 0 ${picture.columns * CELL} ${picture.rows * CELL}" preserveAspectRatio="none">
          <rect class="night" width="100%" height="100%"></rect>
          ${picture.cells.map((count, at) => point(count, at % picture.columns, Math.floor(at / picture.columns)))}
        </svg>
      </svg>
      <figcaption class="soft small">${says}</figcaption>
    </figure>`;
}

function point(count, column, row) {
  const x = (column + 0.5) * CELL;
  const y = (row + 0.5) * CELL;
  if (!count) return svg`<circle class="still" cx=${x} cy=${y} r="1"></circle>`;
  const halo = count < FAIL ? nothing : svg`<circle class="halo" cx=${x} cy=${y} r=${0.62 * CELL}></circle>`;
  return svg`${halo}<circle class="cell" cx=${x} cy=${y} r=${(1 + 0.055 * CELL * Math.min(count, FAIL)).toFixed(1)}></circle>`;
}
