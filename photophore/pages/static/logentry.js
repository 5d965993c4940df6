// One entry of the log: what it says, and the way from it to the top of the tree, worked out by this browser.

import { html, nothing, svg } from 'lit';
import { say } from './words.js';
import { base64, hex, proofFile } from './tlog.js';

const ACROSS = 8; // lights of a pattern in a row
const ROLES = new Set(['wearer', 'artist', 'host', 'organiser', 'clinic', 'council', 'operator']);
const DESIGNS = new Set(['publish', 'withdraw', 'unsafe']);
// of kinds that say what was done, or how far it has come
const DOES = {
  gathering: new Set(['open', 'end']), rest: new Set(['rest', 'over', 'cosign']),
  'rest-hub': new Set(['introduce', 'propose', 'know', 'forget']),
};
const STEPS = new Set(['detected', 'explained', 'contained', 'mended', 'told', 'closed', 'owed', 'answered']);
const VERSIONED = /^(.+)\/([1-9][0-9]*)$/; // a release, as in firmware/lamp/3
const KNOWN = new Set(['consent', 'grant', 'erasure', 'restore', 'key', 'hub-key']);

/** 32 bytes as 32 lights: two that differ look different. */
export function pattern(bytes, name = '') {
  const lights = [...bytes].map((byte, at) => svg`<circle cx=${(at % ACROSS) * 4 + 2} cy=${Math.floor(at / ACROSS) * 4 + 2}
    r=${(0.5 + (1.2 * byte) / 255).toFixed(2)} opacity=${(0.12 + (0.88 * byte) / 255).toFixed(2)} />`);
  return html`<svg class="pattern" viewBox="0 0 32 16" role=${name ? 'img' : 'presentation'} aria-label=${name || nothing}
    aria-hidden=${name ? nothing : 'true'}>${lights}</svg>`;
}

/** What an entry is about, in a sentence. */
export function title(said) {
  if (!said) return say('log-kind-strange');
  const { kind, facts } = said;
  if (facts && kind === 'policy') {
    const rule = { name: text(facts.name), version: text(facts.version) };
    if (facts.text === '') return say('log-kind-policy-ended', rule);
    return say(facts.urgent ? 'log-kind-policy-urgent' : 'log-kind-policy', rule);
  }
  if (facts && kind === 'design' && DESIGNS.has(facts.do)) return say(`log-kind-design-${facts.do}`, { hash: text(facts.hash).slice(0, 8) });
  if (facts && Object.hasOwn(DOES, kind) && DOES[kind].has(facts.do)) return say(`log-kind-${kind}-${facts.do}`, done(facts));
  if (facts && kind === 'incident') {
    const says = text(facts.sentence || facts.question || facts.answer || facts.kind);
    return say(STEPS.has(facts.step) ? `log-kind-incident-${facts.step}` : 'log-kind-incident', { what: text(facts.kind), says });
  }
  if (facts && (kind === 'release' || kind === 'release-withdrawn') && VERSIONED.test(text(facts.name))) {
    const [, name, version] = text(facts.name).match(VERSIONED);
    return say(`log-kind-${kind}`, { name, version });
  }
  if (facts && kind === 'release-root') return say('log-kind-release-root', { version: text(facts.version) });
  if (facts && kind === 'role' && ROLES.has(facts.role)) {
    return say(facts.do === 'revoke' ? 'log-kind-role-revoke' : 'log-kind-role-grant', { role: say(`log-role-${facts.role}`) });
  }
  return KNOWN.has(kind) ? say(`log-kind-${kind}`) : say('log-kind-other', { kind });
}

/** Of an order to rest, or of a hub: which districts, and which hub. */
function done({ note, districts, hub, vkey, name }) {
  const said = typeof note === 'string' ? note.match(/^districts (\[.*\])$/m)?.[1] : undefined;
  let where = Array.isArray(districts) ? districts : [];
  try {
    if (said) where = JSON.parse(said);
  } catch { /* whoever wrote this wrote no order */ }
  return { where: where.map(text).join(', '), hub: text(hub ?? vkey ?? name ?? '').split('+')[0] };
}

export function entryBody(proof, keys, copied, told) {
  return html`<div class="body">
    ${proof.entry.said?.facts ? facts(proof.entry.said.facts) : nothing}
    ${proof.entry.said?.digest ? html`<p>${say('log-sealed')}</p><p class="seal">${pattern(proof.entry.said.digest)}
      <span><span class="soft small">${say('log-seal')}</span><code>${hex(proof.entry.said.digest)}</code></span></p>` : nothing}
    <h3>${say('log-proof')}</h3>
    <p class="soft">${say('log-proof-says')}</p>
    ${way(proof)}
    ${keep(proof, keys, copied, told)}
  </div>`;
}

function facts(told) {
  return html`<h3>${say('log-facts')}</h3>
    <dl>${Object.entries(told).map(([name, value]) => html`<div><dt>${name}</dt><dd>${text(value)}</dd></div>`)}</dl>`;
}

/** From the entry upwards: at each step a neighbour comes to it, on the side where it stands. */
function way({ way: hashes, steps, said, holds, index }) {
  const row = (step, at) => {
    const [mine, other] = [pattern(hashes[at]), html`<span class="other">${pattern(step.hash)}</span>`];
    return html`<li><span class="pair">${step.left ? html`${other}${mine}` : html`${mine}${other}`}</span>
      <span class="soft small">${say(step.left ? 'log-step-left' : 'log-step-right')}</span></li>`;
  };
  return html`
    <ol class="way">
      <li><span class="pair">${pattern(hashes[0])}</span><span class="soft small">${say('log-step-leaf')}</span></li>
      ${steps.map(row)}
      ${steps.length ? nothing : html`<li><span class="soft small">${say('log-one')}</span></li>`}
    </ol>
    <div class="top">
      <p>${pattern(hashes.at(-1), say('log-found'))}<span class="soft small">${say('log-found')}</span></p>
      <p>${pattern(said.root, say('log-signed-root'))}<span class="soft small">${say('log-signed-root')}</span></p>
      <p class="verdict" role="status"><i class=${holds ? 'holds' : 'fails'}></i>${say(holds ? 'log-same' : 'log-differs', { index })}</p>
    </div>`;
}

function keep({ index, steps, said, entry }, keys, copied, told) {
  const name = `entry-${index}`;
  const command = `photophore log check ${name}.tlog-proof --key ${keys[0].text}`;
  return html`<p class="files">
      <a href=${file(proofFile(index, steps, said.bytes))} download=${`${name}.tlog-proof`}>${say('log-keep')}</a>
      <a href=${file(entry.bytes)} download=${`${name}.entry`}>${say('log-keep-entry')}</a></p>
    <p class="soft small">${say('log-keep-says')}</p>
    <p class="command"><code>${command}</code>
      <button type="button" class="quiet small" aria-live="polite" @click=${() => copy(command, told)}>${say(copied ? 'log-copied' : 'log-copy')}</button></p>`;
}

const file = (bytes) => `data:application/octet-stream;base64,${base64(bytes)}`;

async function copy(words, told) {
  try {
    await navigator.clipboard.writeText(words);
    told();
  } catch {
    const code = [...document.querySelectorAll('photo-log .command code')].find((it) => it.textContent === words);
    getSelection().selectAllChildren(code); // no clipboard here: it is marked, and one key copies it
  }
}

/** Whatever a fact says, as letters. */
function text(value) {
  if (value instanceof Uint8Array) return hex(value);
  return typeof value === 'string' ? value : JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? hex(each) : each)) ?? '';
}
