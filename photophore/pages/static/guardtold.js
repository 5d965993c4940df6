// An incident in words: what it is, each step with its proof, the way from maker to mouth, and the answers owed.

import { html, nothing } from 'lit';
import { day, second } from './when.js';
import { lang, listed, path, say } from './words.js';

const STEPS = ['detected', 'contained', 'explained', 'told', 'mended', 'closed'];
const COUNTS = new Set(['smiles', 'faults', 'shared', 'all']);
const NAMED = new Set(['lot', 'release', 'glyph', 'hub', 'charger']);
export const MENDED = ['release', 'glyph', 'lot', 'hub', 'place']; // causes whose mending has words of its own
const MARKS = { holds: 'holds', fails: 'fails', wait: 'open' };

/** What it is, in a sentence. `district`: where it began, if that may be told. */
export function title(incident, district = incident.district) {
  const { cause, id } = incident;
  const tense = incident.open ? 'title' : 'was';
  const what = cause ? say(`guardroom-${tense}-${cause}`, { id: id ?? '' }) : say(`guardroom-${tense}-looking`);
  return district && cause !== 'place' ? say('guardroom-title-in', { what, district }) : what;
}

/** Each step as it came, with when, what and its entry; then those still to come. */
export function timeline(incident, proofs) {
  const done = [...incident.steps].sort((one, other) => one.at - other.at);
  const toCome = incident.open ? STEPS.filter((step) => !done.some((each) => each.step === step)) : [];
  const [next] = toCome;
  return html`<ol class="steps">${[...done, ...toCome].map((each) => {
    const step = each.step ?? each;
    if (each === step) return html`<li class="to-come"><i class="open"></i><div><strong>${say(`guardroom-step-${step}`)}</strong>
      <span class="soft small">${say(step === next ? 'guardroom-next' : 'guardroom-later')}</span></div></li>`;
    const state = each.entry === null ? 'wait' : proofs.of(each.entry);
    return html`<li><i class=${MARKS[state]}></i><div><strong>${say(`guardroom-step-${step}`)}</strong>
      <span class="soft small when"><time datetime=${new Date(each.at).toISOString()}>${second(each.at)}</time>${
        each.at > incident.began ? html` · ${after(each.at - incident.began)}` : nothing}</span>
      <span class="says">${sentence(each, incident.cause)}</span>
      ${entry(each.entry, state)}</div></li>`;
  })}</ol>`;
}

/** In the reader's language where we know the step and its facts; else as the hub wrote it down. */
function sentence({ step, says, facts }, cause) {
  return (lang === 'en' ? null : SAID[step]?.(facts, cause)) || says;
}

const SAID = {
  detected: ({ what, name }) => what && name && say('guardroom-did-detected',
    { where: ['district', 'city'].includes(what) ? name : group(`${what} ${name}`) }),
  contained: ({ rest, refused, free, minutes }) => rest && !refused?.length && [
    rest.length || !free?.length ? say('guardroom-did-contained', { rest: rest.length ? listed(rest.map(group)) : 'none', minutes }) : '',
    free?.length ? say('guardroom-did-free', { free: listed(free.map(group)) }) : ''].filter(Boolean).join(' '),
  explained: ({ cause, id }) => cause && say('guardroom-did-explained', { what: say(`guardroom-title-${cause}`, { id: id ?? '' }) }),
  told: ({ fell }) => !fell && say('guardroom-did-told'),
  mended: ({ how, fell }, cause) => !fell && how && say(MENDED.includes(cause) ? `guardroom-mend-${cause}` : 'guardroom-mend-says'),
  closed: ({ fell }) => !fell && say('guardroom-did-closed'),
};

/** A group as hubs write it, "lot 7", or a district by its name. */
function group(written) {
  const [kind, ...name] = written.split(' ');
  return NAMED.has(kind) && name.length ? say(`guardroom-named-${kind}`, { id: name.join(' ') }) : written;
}

/** What speaks for its cause, in words; a count that was held back is told as few. */
export function evidence({ evidence: all }) {
  const told = (value, name) => (COUNTS.has(name) && typeof value === 'string' ? 'few' : value);
  const said = ({ kind, ...facts }) => say(`guardroom-ground-${kind}`,
    Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, told(value, name)])));
  return all.length ? html`<ul class="evidence soft small">${all.map((each) => html`<li>${typeof each === 'string' ? each : said(each)}</li>`)}</ul>` : nothing;
}

function entry(index, state) {
  if (index === null) return html`<span class="soft small">${say('guardroom-entry-none')}</span>`;
  return html`<span class="soft small"><a href=${`${path('/log')}#entry-${index}`}>${say('guardroom-entry', { index })}</a>
    ${say(`guardroom-proof-${state}`)}</span>`;
}

/** Who made, signed, bought and sold it, when, for how much, and who knew. */
export function went(chain) {
  return html`<ol class="went">${chain.map(({ when, did, who, whom, price, note }) => html`<li>
    <span class="soft small">${when}</span>
    <span>${say(whom ? 'guardroom-went-two' : 'guardroom-went-one', { who, did: deed(did), whom })}${
      price ? html` <span class="soft">${say('guardroom-price', { price })}</span>` : nothing}
    ${note ? html`<span class="soft small note-of">${note}</span>` : nothing}</span></li>`)}</ol>`;
}

const DID = new Set(['made', 'signed', 'bought', 'sold', 'tested', 'knew', 'paid', 'shipped']);

const deed = (did) => say(`guardroom-did-${DID.has(did) ? did : 'other'}`, { did });

/** Questions, to whom, until when, and what was answered. write(place, text): where one may be written down here. */
export function owed(questions, proofs, write = null) {
  return html`<ul class="owed">${questions.map(({ place, question, asked, to, due, answer, answered, entry: index }) => html`<li>
    <i class=${answer ? 'holds' : 'open'}></i><div><strong>${asked ? say(`guardroom-asked-${asked}`) : question}</strong>
    <span class="soft small">${answer ? say('guardroom-answered', { to, when: day(answered) }) : say('guardroom-due', { to, when: day(due) })}</span>
    ${answer ? html`<span class="says">${answer}</span>` : nothing}
    ${index === null || index === undefined ? nothing : entry(index, proofs.of(index))}
    ${answer || !write ? nothing : html`<details><summary class="opens">${say('guardroom-answer')}</summary>
      <form class="answer" @submit=${(event) => { event.preventDefault(); write(place, new FormData(event.target).get('answer').trim()); }}>
        <label for=${`answer-${place}`}>${say('guardroom-answer-what')}</label>
        <textarea id=${`answer-${place}`} name="answer" rows="3" maxlength="600" required></textarea>
        <button type="submit" class="ring">${say('guardroom-answer-send')}</button></form></details>`}</div></li>`)}</ul>`;
}

function after(ms) {
  return ms < 60_000 ? say('guardroom-after-seconds', { seconds: Number((ms / 1000).toFixed(1)) })
    : say('guardroom-after-minutes', { minutes: Math.round(ms / 60_000) });
}
