// A log that nobody can rewrite, checked in plain JavaScript: pages on plain HTTP have no WebCrypto.
// The formats are C2SP's, as in photophore/tlog; whatever does not hold throws a BadLog, whose `why` is a message's name.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';

export const WIDTH = 256; // hashes of a full tile, entries of a full bundle
const HASH = 32;
const MOST = 100; // signatures of a note
const DASH = '\u2014 ';
const KINDS = { 1: 'Ed25519', 4: 'Ed25519', 6: 'ML-DSA-44' };
const LENGTHS = { 1: [32, 64], 4: [32, 72], 6: [1312, 2428] }; // bytes: key, signature
const utf8 = new TextEncoder();
const text8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class BadLog extends Error {
  constructor(why, what = '') {
    super(`${why} ${what}`.trim());
    this.why = why;
  }
}

// --- bytes

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

export function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

export function unbase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) throw new BadLog('log-bad-form');
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}

function u64(number) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number));
  return bytes;
}

// --- trees, RFC 6962

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
export const EMPTY = sha256(new Uint8Array(0));
export const leaf = (entry) => sha256(join(LEAF, entry));
export const node = (left, right) => sha256(join(NODE, left, right));

/** The root over subtrees of one size; the last may be smaller. */
export function root(hashes) {
  let row = hashes;
  while (row.length > 1) {
    const above = [];
    for (let at = 0; at + 1 < row.length; at += 2) above.push(node(row[at], row[at + 1]));
    if (row.length % 2) above.push(row[row.length - 1]);
    row = above;
  }
  return row.length ? row[0] : EMPTY;
}

const split = (count) => 2 ** Math.floor(Math.log2(count - 1)); // the largest power of two below count

/** Siblings from the leaf upwards; `left` says on which side each stands. `at(level, index)` brings a subtree's root. */
export async function inclusion(index, size, at) {
  const steps = [];
  let [low, high] = [0, size];
  while (high - low > 1) {
    const middle = low + split(high - low);
    if (index < middle) {
      steps.push({ hash: await span(middle, high, at), left: false });
      high = middle;
    } else {
      steps.push({ hash: await span(low, middle, at), left: true });
      low = middle;
    }
  }
  return steps.reverse();
}

/** Each hash on the way from an entry to the root. */
export function climb(hash, steps) {
  const way = [hash];
  for (const step of steps) way.push(step.left ? node(step.hash, way.at(-1)) : node(way.at(-1), step.hash));
  return way;
}

/** Throws unless the tree of `old` entries is the beginning of the one of `size`: both roots are built of the same parts. */
export async function mustBegin(old, oldRoot, size, newRoot, at) {
  if (old > size) throw new BadLog('log-bad-smaller');
  if (old === 0) return;
  const inside = []; // of the old tree, left to right
  const after = []; // what came later, from the seam outwards
  let [low, high] = [0, size];
  while (high !== old) {
    const middle = low + split(high - low);
    if (old <= middle) {
      after.unshift({ hash: await span(middle, high, at), left: false });
      high = middle;
    } else {
      const hash = await span(low, middle, at);
      inside.push(hash);
      after.unshift({ hash, left: true });
      low = middle;
    }
  }
  const seam = await span(low, high, at);
  const first = inside.reduceRight((found, left) => node(left, found), seam);
  if (!same(first, oldRoot) || !same(climb(seam, after).at(-1), newRoot)) throw new BadLog('log-bad-rewritten');
}

async function span(low, high, at) {
  const count = high - low;
  const level = Math.log2(count);
  if (Number.isInteger(level)) return at(level, low / count);
  const middle = low + split(count);
  return node(await span(low, middle, at), await span(middle, high, at));
}

// --- notes and checkpoints

/** A vkey: NAME+ID+KEY. */
export function readKey(text) {
  const [, name, id, rest] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const raw = unbase64(rest ?? '!');
  const kind = raw[0];
  if (!(kind in LENGTHS) || raw.length !== 1 + LENGTHS[kind][0] || hex(keyId(name, raw)) !== id) throw new BadLog('log-bad-key');
  return { name, id, kind, public: raw.subarray(1), text: text.trim(), says: KINDS[kind] };
}

const keyId = (name, raw) => sha256(join(utf8.encode(`${name}\n`), raw)).subarray(0, 4);

/** The text of a note and its signatures; nothing is checked but the form. */
export function split_(bytes) {
  let whole;
  try {
    whole = text8.decode(bytes);
  } catch {
    throw new BadLog('log-bad-form');
  }
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n') || end + 2 === whole.length || /[\x00-\x09\x0b-\x1f]/.test(whole)) throw new BadLog('log-bad-form');
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > MOST) throw new BadLog('log-bad-form');
  return { text: whole.slice(0, end + 1), signatures: lines.map(signature) };
}

function signature(line) {
  const [, name, rest] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? [];
  const raw = unbase64(rest ?? '!');
  if (!line.startsWith(DASH) || raw.length <= 4) throw new BadLog('log-bad-form');
  return { name, id: hex(raw.subarray(0, 4)), raw: raw.subarray(4) };
}

/** A signed checkpoint, and which keys verify. One known key that fails refuses all of it. */
export function open(bytes, keys) {
  const { text, signatures } = split_(bytes);
  const said = readCheckpoint(text);
  const verified = new Map();
  for (const each of signatures) {
    const key = keys.find(({ name, id }) => name === each.name && id === each.id);
    if (key && !verified.has(key.text)) verified.set(key.text, { key, seconds: verify(key, text, said, each.raw) });
  }
  return { ...said, text, bytes, verified: [...verified.values()], unknown: signatures.length - verified.size };
}

export function readCheckpoint(text) {
  const lines = text.split('\n');
  if (lines.length < 4 || lines.pop() !== '' || lines.some((line) => !line)) throw new BadLog('log-bad-form');
  const [origin, size, hash] = lines;
  if (!/^(0|[1-9][0-9]{0,14})$/.test(size)) throw new BadLog('log-bad-form');
  const rootHash = unbase64(hash);
  if (rootHash.length !== HASH) throw new BadLog('log-bad-form');
  return { origin, size: Number(size), root: rootHash };
}

/** POSIX seconds that the signer states, or null. */
function verify(key, text, said, raw) {
  if (raw.length !== LENGTHS[key.kind][1]) throw new BadLog('log-bad-signature');
  const seconds = key.kind === 1 ? null : Number(new DataView(raw.buffer, raw.byteOffset).getBigUint64(0));
  const message = { 1: () => utf8.encode(text), 4: () => utf8.encode(`cosignature/v1\ntime ${seconds}\n${text}`), 6: () => subtree(key, said, seconds) };
  let holds = false;
  try {
    holds = key.kind === 6 ? ml_dsa44.verify(raw.subarray(8), message[6](), key.public)
      : ed25519.verify(raw.subarray(-64), message[key.kind](), key.public, { zip215: false });
  } catch {
    holds = false;
  }
  if (!holds) throw new BadLog('log-bad-signature', key.name);
  return seconds;
}

function subtree(key, said, seconds) {
  const [name, origin] = [utf8.encode(key.name), utf8.encode(said.origin)];
  if (name.length > 255 || origin.length > 255) throw new BadLog('log-bad-form');
  return join(utf8.encode('subtree/v1\n\0'), [name.length], name, u64(seconds), [origin.length], origin, u64(0), u64(said.size), said.root);
}

// --- tiles

/** As in tile/0/x001/x234/067.p/112; level 'entries' for bundles. */
export function tilePath(level, n, width) {
  const groups = [String(n % 1000).padStart(3, '0')];
  for (let rest = Math.floor(n / 1000); rest; rest = Math.floor(rest / 1000)) groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  return `tile/${level}/${groups.join('/')}${width === WIDTH ? '' : `.p/${width}`}`;
}

/** A log of this size, read by `bring(path) -> bytes, or null where there is none`. Nothing that comes is believed. */
export class Tiles {
  #kept = new Map();

  constructor(bring, size) {
    Object.assign(this, { bring, size });
  }

  /** The root over the entries index * 2^level to (index + 1) * 2^level. */
  at = async (level, index) => {
    const within = 2 ** (level % 8);
    const [low, high] = [index * within, (index + 1) * within];
    const tile = await this.tile(Math.floor(level / 8), Math.floor(low / WIDTH));
    const part = tile.slice(low % WIDTH, ((high - 1) % WIDTH) + 1);
    if (part.length !== within) throw new BadLog('log-bad-tile');
    return root(part);
  };

  async tile(level, n) {
    const name = `${level}/${n}`;
    if (!this.#kept.has(name)) this.#kept.set(name, this.#tile(level, n));
    return this.#kept.get(name);
  }

  async #tile(level, n) {
    const { bytes, width } = await this.#file(level, n, 8 * level);
    if (bytes.length < width * HASH || bytes.length % HASH) throw new BadLog('log-bad-tile');
    return Array.from({ length: width }, (_, at) => bytes.subarray(at * HASH, (at + 1) * HASH));
  }

  /** The entries of a bundle. */
  async bundle(n) {
    const { bytes, width } = await this.#file('entries', n, 0);
    const found = [];
    for (let at = 0; at < bytes.length && found.length < width;) {
      const end = at + 2 + bytes[at] * 256 + bytes[at + 1];
      if (!(end <= bytes.length)) throw new BadLog('log-bad-tile');
      found.push(bytes.subarray(at + 2, end));
      at = end;
    }
    if (found.length !== width) throw new BadLog('log-bad-tile');
    return found;
  }

  async #file(level, n, shift) {
    const count = Math.floor(this.size / 2 ** shift);
    const width = Math.min(WIDTH, count - n * WIDTH);
    if (width < 1) throw new BadLog('log-bad-tile');
    const bytes = (await this.bring(tilePath(level, n, width))) ?? (width < WIDTH ? await this.bring(tilePath(level, n, WIDTH)) : null);
    if (!bytes) throw new BadLog('log-bad-gone');
    return { bytes, width };
  }
}

/** Every entry hashed anew, every tile and the root compared. told(done): entries, as it goes on; true ends it early. */
export async function audit(tiles, said, told = () => false) {
  const grown = Array.from({ length: 8 }, () => []);
  const mustBe = async (level, n) => {
    const tile = await tiles.tile(level, n);
    if (tile.length !== grown[level].length || !tile.every((hash, at) => same(hash, grown[level][at]))) throw new BadLog('log-bad-tile');
  };
  for (let n = 0; n * WIDTH < said.size; n += 1) {
    const entries = await tiles.bundle(n);
    grown[0] = entries.map(leaf);
    for (let level = 0, place = n; grown[level].length === WIDTH; level += 1, place = Math.floor(place / WIDTH)) {
      await mustBe(level, place);
      grown[level + 1].push(root(grown[level]));
      grown[level] = [];
    }
    if (await told(Math.min(said.size, (n + 1) * WIDTH))) return false;
  }
  for (let level = 0; level < 8; level += 1) {
    if (grown[level].length) await mustBe(level, Math.floor(Math.floor(said.size / 2 ** (8 * level)) / WIDTH));
  }
  const found = grown.reduce((below, hashes) => (hashes.length || below ? root(below ? [...hashes, below] : hashes) : null), null);
  if (!same(found ?? EMPTY, said.root)) throw new BadLog('log-bad-root');
  return true;
}

/** The proof file that a wearer carries home: c2sp.org/tlog-proof@v1. */
export function proofFile(index, steps, checkpoint) {
  const lines = ['c2sp.org/tlog-proof@v1', `index ${index}`, ...steps.map(({ hash }) => base64(hash)), '', ''];
  return join(utf8.encode(lines.join('\n')), checkpoint);
}

// --- entries

/** { kind, digest } or { kind, facts } of an entry of ours; null of a stranger's. */
export function readEntry(entry) {
  try {
    const { value, end } = take(entry, 1, 0);
    const ours = end === entry.length && typeof value?.kind === 'string' && /^[a-z0-9-]{1,40}$/.test(value.kind) && Object.keys(value).length === 2;
    if (ours && entry[0] === 1 && value.digest instanceof Uint8Array && value.digest.length === HASH) return { kind: value.kind, digest: value.digest };
    if (ours && entry[0] === 2 && value.facts && Object.getPrototypeOf(value.facts) === null) return { kind: value.kind, facts: value.facts };
  } catch {
    return null;
  }
  return null;
}

/** One value of CBOR, of the kinds that our records have. */
function take(data, at, depth) {
  if (at >= data.length || depth > 20) throw new BadLog('log-bad-form');
  const [major, info] = [data[at] >> 5, data[at] & 31];
  const size = info < 24 ? 0 : 2 ** (info - 24);
  if (info > 27 || at + 1 + size > data.length) throw new BadLog('log-bad-form');
  const view = new DataView(data.buffer, data.byteOffset);
  const read = { 0: () => info, 1: () => view.getUint8(at + 1), 2: () => view.getUint16(at + 1), 4: () => view.getUint32(at + 1),
    8: () => Number(view.getBigUint64(at + 1)) };
  const start = at + 1 + size;
  if (major === 7) return { value: simple(view, at, info), end: start };
  const number = read[size]();
  if (major < 2) return { value: major ? -1 - number : number, end: start };
  if (major === 6 || number > data.length) throw new BadLog('log-bad-form');
  if (major < 4) {
    if (start + number > data.length) throw new BadLog('log-bad-form');
    const part = data.subarray(start, start + number);
    return { value: major === 2 ? part : text8.decode(part), end: start + number };
  }
  return many(data, start, number, major === 5, depth);
}

function many(data, start, number, mapped, depth) {
  const values = [];
  let end = start;
  for (let left = number * (mapped ? 2 : 1); left; left -= 1) {
    const next = take(data, end, depth + 1);
    values.push(next.value);
    end = next.end;
  }
  if (!mapped) return { value: values, end };
  const value = Object.create(null);
  for (let at = 0; at < values.length; at += 2) value[String(values[at])] = values[at + 1];
  return { value, end };
}

function simple(view, at, info) {
  if (info in { 20: 0, 21: 0, 22: 0 }) return { 20: false, 21: true, 22: null }[info];
  if (info === 26) return view.getFloat32(at + 1);
  if (info === 27) return view.getFloat64(at + 1);
  if (info !== 25) throw new BadLog('log-bad-form');
  const half = view.getUint16(at + 1);
  const [power, rest] = [(half >> 10) & 31, half & 1023];
  const size = power ? 2 ** (power - 25) * (1024 + rest) : 2 ** -24 * rest;
  return half >> 15 ? -size : size;
}
