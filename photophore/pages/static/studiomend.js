// One touch that mends an error: what the hub's own words say to try, as a change of the text.

import { placeOf, wordAt } from './studioeditor.js';

const swap = (text, { from, to }, by) => ({ text: text.slice(0, from) + by + text.slice(to), caret: from + by.length });

/** Ways to mend: [{says, text, caret}], the likeliest first; none where only its writer can know. */
export function mends(text, { try: hint = '', what = '', at = null }) {
  const place = at ? placeOf(text, ...at) : null;
  const here = place === null ? null : wordAt(text, place);
  const meant = /^Did you mean (\w+)(?: or (\w+))?\?$/.exec(hint);
  if (meant && here) return meant.slice(1).filter(Boolean).map((word) => ({ says: word, ...swap(text, asked(text, here, what), word) }));
  const needs = /^Write: (needs [\w, ]+)\.$/.exec(hint);
  if (needs) return [{ says: needs[1], ...withNeeds(text, needs[1]) }];
  if (hint === 'Leave the line `needs` out.') return [{ says: '− needs', ...withNeeds(text, null) }];
  const add = /^Add: (\w+) (.+)$/.exec(hint);
  if (add) return [{ says: `${add[1]} ${add[2]}`, ...withLine(text, add[1], add[2]) }];
  const begin = /^Write: (glyph \w+)$/.exec(hint);
  if (begin) return [{ says: begin[1], text: `${begin[1]}\n${text.replace(/^[ \t]+/, '')}`, caret: begin[1].length }];
  const head = /^Write: (\w+)$/.exec(hint);
  if (head && here) return [{ says: head[1], ...swap(text, here, head[1]) }];
  return ends(text, hint, what, here);
}

/** The wrong word itself, which does not always stand where its line begins to be wrong: `needs eas, energy`. */
function asked(text, here, what) {
  const word = /(?:There is no word|A glyph cannot need|A line cannot begin with) (\w+)$/.exec(what)?.[1];
  if (!word || text.slice(here.from, here.to) === word) return here;
  const found = new RegExp(`\\b${word}\\b`).exec(text.slice(here.from));
  return found ? { from: here.from + found.index, to: here.from + found.index + word.length } : here;
}

function withNeeds(text, wanted) {
  const there = /^needs\b.*(?:\n[ \t]+\S.*)*\n?/m.exec(text);
  const told = wanted ? `${wanted.replace(' ', '       ')}\n` : '';
  if (there) return swap(text, { from: there.index, to: there.index + there[0].length }, told);
  const before = /^(?:slider|colour|brightness)\b/m.exec(text)?.index ?? text.length;
  return swap(text, { from: before, to: before }, told);
}

function withLine(text, tell, told) {
  if (tell === 'glyph') return { text: `glyph       ${told}\n${text}`, caret: 12 + told.length };
  const made = `${text.trimEnd()}\n${tell.padEnd(12)}${told}`;
  return { text: `${made}\n`, caret: made.length };
}

/** A number beyond its ends goes to the nearer one. */
function ends(text, hint, what, here) {
  const found = /^(?:Choose|Stay between) (-?[\d.e+]+) (?:to|and) (-?[\d.e+]+)\.$/.exec(hint);
  if (!found || !here) return [];
  const value = Number(text.slice(here.from, here.to)), [low, high] = [Number(found[1]), Number(found[2])];
  if (!Number.isFinite(value) || (value >= low && value <= high)) return [];
  const near = String(value < low ? low : high);
  return [{ says: near, ...swap(text, here, near) }];
}

