// The part of the smile page's sheet in which glitches are turned into light, and in which they are told: pure templates
// over glitches.js. Decides nothing.

import { html, nothing } from 'lit';
import { clock } from './when.js';
import { say } from './words.js';

const SHOWN = 6; // of the log
const TOOTH = (tooth) => 10 * ((tooth >> 3) + 1) + (tooth % 8) + 1; // FDI, as dentists name it

/** `glitches` as glitches.js has them; nothing to hang up where there are none. */
export function glitchSheet(glitches) {
  if (!glitches) return nothing;
  const { wished } = glitches;
  return html`
    <section class="part glitches">
      <div class="toggle">
        <button type="button" role="switch" id="switch-glitch" aria-checked=${String(wished)} aria-describedby="says-glitch"
          @click=${() => glitches.wish(!wished)}>
          <span class="toggle-name">${say('glitch-switch')}</span><span class="toggle-ring" aria-hidden="true"></span>
        </button>
        <p id="says-glitch" class="says">${say(wished ? 'glitch-on' : 'glitch-off')}</p>
      </div>
      ${wished ? hue(glitches) : nothing}
      ${wished ? glitches.petals.map((tooth) => petal(glitches, tooth)) : nothing}
      ${wished || glitches.log.length ? told(glitches) : nothing}
    </section>`;
}

function hue(glitches) {
  const degrees = Math.round(360 * glitches.second) % 360;
  return html`
    <div class="slider hues">
      <label for="glitch-hue">${say('glitch-hue')}</label>
      <input id="glitch-hue" type="range" min="0" max="359" .value=${String(degrees)}
        aria-valuetext=${say('glitch-hue-at', { degrees })} @input=${({ target }) => glitches.choose(target.value / 360)}>
    </div>`;
}

function petal(glitches, tooth) {
  const id = `glitch-petal-${tooth}`;
  return html`
    <p class="petal">
      <label for=${id}>${say('glitch-petal-name', { tooth: TOOTH(tooth) })}</label>
      <input id=${id} type="text" maxlength="40" autocomplete="off" .value=${glitches.names[tooth] ?? ''}
        @change=${({ target }) => glitches.name(tooth, target.value)}>
    </p>`;
}

function told(glitches) {
  const shown = glitches.log.slice(0, SHOWN);
  if (!shown.length) return html`<p class="says">${say('glitch-none')}</p>`;
  return html`
    <h3>${say('glitch-log')}</h3>
    <ul class="glitch-log">${shown.map((one, place) => entry(glitches, one, place))}</ul>
    <p class="says">${say('glitch-here')}</p>`;
}

function entry(glitches, { kind, value, at, kept }, place) {
  const named = kind === 'petal' ? glitches.names[value] || TOOTH(value) : value;
  const about = say(`glitch-was-${kind}`, { value: String(named) });
  return html`
    <li>
      <p><time>${clock(at)}</time> ${about}</p>
      ${kind === 'fault' ? nothing : html`
        <p class="acts">
          ${kept ? html`<span class="says">${say('glitch-kept')}</span>` : html`
            <button type="button" class="ring small" @click=${() => glitches.judge(place, true)}
              aria-label=${say('glitch-keep-this', { what: about })}>${say('glitch-keep')}</button>`}
          <button type="button" class="ring small" @click=${() => glitches.judge(place, false)}
            aria-label=${say('glitch-clear-this', { what: about })}>${say('glitch-clear')}</button>
        </p>`}
    </li>`;
}
