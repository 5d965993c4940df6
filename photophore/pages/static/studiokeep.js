// What the studio remembers: steps that can be undone, and in this browser alone the draft and the versions kept.

const STEPS = 300;
const TOGETHER = 700; // milliseconds within which typing is one step
const KEY = 'photophore-studio';
export const MOST = 40; // versions

/** Texts as they were, with where the caret stood. */
export class History {
  constructor(text) {
    this.steps = [{ text, caret: 0 }];
    this.at = 0;
    this.when = -Infinity;
  }

  /** One more text; typing goes on with the step before it unless it is `apart`. */
  add(text, caret, apart = false, now = performance.now()) {
    const last = this.steps[this.at];
    if (text === last.text) {
      last.caret = caret;
      return;
    }
    this.steps.length = this.at + 1;
    const goes = !apart && this.at > 0 && now - this.when < TOGETHER && !last.apart && Math.abs(text.length - last.text.length) < 3;
    if (goes) Object.assign(last, { text, caret });
    else this.steps.push({ text, caret, apart });
    if (this.steps.length > STEPS) this.steps.shift();
    this.at = this.steps.length - 1;
    this.when = now;
  }

  can(way) {
    return Boolean(this.steps[this.at + way]);
  }

  /** The text before (-1) or after (1), or null. */
  step(way) {
    if (!this.can(way)) return null;
    this.at += way;
    this.when = -Infinity;
    return this.steps[this.at];
  }
}

/** {draft, versions} of this browser; empty where it keeps nothing, or where what it kept is not ours. */
export function kept(store = localStorageOrNone()) {
  try {
    const told = JSON.parse(store.getItem(KEY) ?? 'null');
    const right = (one) => one && typeof one.text === 'string' && one.text.length <= 8000;
    return {
      draft: right(told?.draft) ? told.draft : null,
      versions: (Array.isArray(told?.versions) ? told.versions : []).filter((one) => right(one) && one.at > 0).slice(0, MOST),
    };
  } catch {
    return { draft: null, versions: [] };
  }
}

/** Keeps both; false where the browser does not want to. */
export function keep({ draft, versions }, store = localStorageOrNone()) {
  try {
    store.setItem(KEY, JSON.stringify({ draft, versions: versions.slice(0, MOST) }));
    return true;
  } catch {
    return false;
  }
}

function localStorageOrNone() {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => { throw new Error('nothing is kept here'); } };
  }
}

/** The versions with this one in front; the same text stands there once. */
export function withVersion(versions, one) {
  return [one, ...versions.filter((other) => other.text !== one.text)].slice(0, MOST);
}

const line = (text, name) => new RegExp(`^${name}[ \\t]+(.*)$`, 'm').exec(text)?.[1].trim() ?? '';

/** The name that a text gives its glyph. */
export const nameOf = (text) => line(text, 'glyph');

/** A design as the beginning of one's own: another name, no line `by`, and whose it was in a comment that is published
 *  with it. `credit`: the sentence. */
export function forked(text, name, credit) {
  const own = `${name.slice(0, 33)}-again`;
  const bare = text.replace(/^by\b.*(?:\n[ \t]+\S.*)*\n?/m, '').replace(/^# .*\n(?=glyph\b)/m, '');
  return `# ${credit}\n${bare.replace(/^glyph([ \t]+).*$/m, (_, gap) => `glyph${gap}${own}`)}`;
}

/** The text with a slider's own place written into its line. */
export function withSlider(text, name, value) {
  const told = String(Number(value.toFixed(4)));
  return text.replace(new RegExp(`^(slider[ \\t]+${name}[ \\t]+\\S+[ \\t]+)(\\S+)`, 'm'), (_, before) => before + told);
}

const URL_SAFE = [[/\+/g, '-'], [/\//g, '_'], [/=+$/, '']];

/** A text small enough for a link: deflated where that helps, in letters that links carry. */
export async function packed(text) {
  const plain = new TextEncoder().encode(text);
  const small = await through(plain, globalThis.CompressionStream);
  const best = small && small.length < plain.length ? [1, small] : [0, plain];
  const letters = btoa(Array.from(best[1], (byte) => String.fromCharCode(byte)).join(''));
  return `${best[0]}${URL_SAFE.reduce((told, [from, to]) => told.replace(from, to), letters)}`;
}

/** The text in a link, or null where there is none. */
export async function unpacked(told) {
  try {
    const bytes = Uint8Array.from(atob(told.slice(1).replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
    const plain = told[0] === '1' ? await through(bytes, globalThis.DecompressionStream, 16000) : bytes;
    return plain ? new TextDecoder('utf-8', { fatal: true }).decode(plain).slice(0, 8000) : null;
  } catch {
    return null;
  }
}

/** Bytes through a stream of the browser; null where it has none, or where more than `most` would come out. */
async function through(bytes, Kind, most = Infinity) {
  if (!Kind) return null;
  const reader = new Blob([bytes]).stream().pipeThrough(new Kind('deflate-raw')).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  const whole = new Uint8Array(size);
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
}
