// An artist's key, made in this browser and never sent anywhere; and what it signs. As photophore/commons/imprint.py.
// Plain HTTP has no WebCrypto, so signatures are made by @noble's hand.
//
//   const artist = await ask();                                  // { may, rules, name, credit, licences, designs }
//   const told = await publish(artist, { text, licence, parents, credit });
//   await withdraw(told.hash);
//
// Whatever the hub refuses is thrown as a Refused with the hub's own words: what, where, try, at.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, hex, join } from './tlog.js';

const KEPT = 'photophore.artist.'; // and the name that the key bears; its value is 32 bytes, hex
const ED25519 = 1;
const utf8 = new TextEncoder();
const here = new Map(); // keys of this page, where the browser keeps nothing

export class Refused extends Error {
  constructor({ what = '', where = '', try: tried = '', at = null } = {}) {
    super(what);
    Object.assign(this, { what, where, try: tried, at });
  }
}

/** The one form in which a text is signed; a line `by` is left out: the artist's name stands beside, not inside. */
export function canonical(text) {
  const kept = [];
  let skip = false;
  for (const line of text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\t', ' ').split('\n')) {
    if (/^by( |$)/.test(line)) skip = true;
    else if (/^[^ #]/.test(line)) skip = false; // an indented line goes on with the line above
    if (!skip || line.startsWith('#')) kept.push(line.replace(/ +$/, ''));
  }
  return `${kept.join('\n').replace(/^\n+|\n+$/g, '')}\n`;
}

/** This browser's key under a name that the hub gave: made at first use. `kept`: it is there when the page is closed. */
export function keyOf(name, random = (bytes) => crypto.getRandomValues(bytes)) {
  let seed = read(name), kept = seed !== null;
  if (!seed) {
    seed = random(new Uint8Array(32));
    kept = keep(name, seed);
  }
  const raw = join([ED25519], ed25519.getPublicKey(seed));
  const id = sha256(join(utf8.encode(`${name}\n`), raw)).subarray(0, 4);
  const sign = (text) => {
    const line = base64(join(id, ed25519.sign(utf8.encode(text), seed)));
    return `${text}\n\u2014 ${name} ${line}\n`;
  };
  return { name, kept, public: hex(raw.subarray(1)), vkey: `${name}+${hex(id)}+${base64(raw)}`, sign };
}

function read(name) {
  try {
    const found = localStorage.getItem(KEPT + name) ?? here.get(name);
    return /^[0-9a-f]{64}$/.test(found) ? Uint8Array.from(found.match(/../g), (pair) => parseInt(pair, 16)) : null;
  } catch {
    return here.has(name) ? Uint8Array.from(here.get(name).match(/../g), (pair) => parseInt(pair, 16)) : null;
  }
}

function keep(name, seed) {
  here.set(name, hex(seed));
  try {
    localStorage.setItem(KEPT + name, hex(seed));
    return true;
  } catch {
    return false;
  }
}

/** What is signed: the body of the note. */
export function body({ name, hash, licence, parents = [], text }, vkey) {
  const lines = ['photophore design 1', `name ${name}`, `hash ${hash}`, `licence ${licence}`,
    ...parents.map((parent) => `from ${parent}`), `artist ${vkey}`, 'text'];
  return `${lines.join('\n')}\n${text}`;
}

/** Who asks, as an artist. */
export const ask = () => speak('/api/artist');

/** Read by the hub, signed here, published there. `parents`: hashes of what it was made from; `credit`: "" for no name. */
export async function publish(artist, { text, licence, parents = [], credit }) {
  const said = canonical(text);
  const read = await speak('/api/glyphs/check', { text: said });
  if (!read.ok) throw new Refused(read);
  const key = keyOf(artist.name);
  const note = key.sign(body({ name: read.glyph.name, hash: read.glyph.tree_hash, licence, parents, text: said }, key.vkey));
  return speak('/api/designs', credit === undefined ? { note } : { note, credit });
}

/** Taken back by its artist: it fades from every smile. */
export const withdraw = (hash) => speak(`/api/designs/${encodeURIComponent(hash)}/withdraw`, {});

/** The council or an operator finds it unsafe. */
export const rule = (hash, why) => speak(`/api/designs/${encodeURIComponent(hash)}/unsafe`, { why });

/** The name beside everything that this artist published; "" for none. */
export const credit = (name) => speak('/api/artist', { credit: name });

async function speak(path, sent) {
  const how = sent === undefined ? {} : {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-photophore': '1' }, body: JSON.stringify(sent),
  };
  const answer = await fetch(path, how);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(told);
  return told;
}
