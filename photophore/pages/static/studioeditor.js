// <photo-glyphtext>: where a glyph is typed. The text lies over its own mirror, and the mirror's words are lit.
//
//   editor.text = '...';             without an event; remembered for undo
//   editor.mark(spans, text)         [line, column, length, path] of every word that can shine, as read from `text`
//   editor.wrong(answer)             underlines the place of an error, or nothing with null
//   editor.light(colours)            a CSS colour for each span, or null where it stays as it is
//
// Fires `typed` {text, caret} with every change by hand, undo and redo among them.

import { History } from './studiokeep.js';

const STEADY = 340; // milliseconds that an error waits for whoever is still typing
const WORD = /[A-Za-z_]\w*|\d+\.?\d*|\.\d+|\S/y;
const HEAD = /^(?:glyph|by|says|needs|slider|colour|brightness)(?=\s|$)/;

/** Where line and column, both from 1, are in a text; its length where it is shorter. */
export function placeOf(text, line, column) {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(text.length, before + Math.min(column - 1, lines[line - 1]?.length ?? 0));
}

/** What stands at a place: {from, to} of the word, number or sign there. */
export function wordAt(text, at) {
  WORD.lastIndex = at;
  const found = WORD.exec(text);
  return { from: at, to: at + (found?.[0].length ?? 0) };
}

/** Spans of a text that was read, moved to where they stand in the text as it is now; null where they are gone. */
export function carried(ranges, old, text) {
  if (old === text) return ranges;
  const most = Math.min(old.length, text.length);
  let head = 0, tail = 0;
  while (head < most && old[head] === text[head]) head += 1;
  while (tail < most - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  const shift = text.length - old.length;
  return ranges.map((range) => {
    if (!range || range.to <= head) return range;
    return range.from >= old.length - tail ? { ...range, from: range.from + shift, to: range.to + shift } : null;
  });
}

export class GlyphText extends HTMLElement {
  connectedCallback() {
    if (this.area) return;
    this.mirror = this.appendChild(document.createElement('pre'));
    this.mirror.setAttribute('aria-hidden', 'true');
    this.area = this.appendChild(document.createElement('textarea'));
    Object.assign(this.area, { spellcheck: false, autocapitalize: 'off', autocomplete: 'off', wrap: 'soft', maxLength: 8000 });
    for (const name of ['aria-label', 'aria-describedby']) {
      if (this.hasAttribute(name)) this.area.setAttribute(name, this.getAttribute(name));
      this.removeAttribute(name);
    }
    this.area.setAttribute('autocorrect', 'off');
    this.history = new History('');
    Object.assign(this, { read: '', ranges: [], bad: null, shown: [] });
    this.area.addEventListener('input', () => this.#typed());
    this.area.addEventListener('keydown', (event) => this.#key(event));
    this.area.addEventListener('beforeinput', (event) => {
      if (!/^history(Undo|Redo)$/.test(event.inputType)) return;
      event.preventDefault();
      this.step(event.inputType === 'historyUndo' ? -1 : 1);
    });
    this.#draw();
  }

  disconnectedCallback() {
    clearTimeout(this.later);
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.history.add(text, text.length, true);
    this.#clear();
    this.#draw();
  }

  /** Changes the text as if by hand, at once undone by one step; the caret stands at `caret`, where it is given. */
  change(text, caret = null) {
    this.area.value = text;
    this.history.add(text, caret ?? text.length, true);
    if (caret !== null) this.area.setSelectionRange(caret, caret);
    this.#changed();
  }

  get canUndo() {
    return this.history.can(-1);
  }

  get canRedo() {
    return this.history.can(1);
  }

  /** -1 is undo, 1 redo. */
  step(way) {
    const found = this.history.step(way);
    if (!found) return;
    this.area.value = found.text;
    this.area.setSelectionRange(found.caret, found.caret);
    this.#changed();
  }

  #typed() {
    this.history.add(this.area.value, this.area.selectionStart);
    this.#changed();
  }

  #changed() {
    this.#clear();
    this.#draw();
    this.dispatchEvent(new CustomEvent('typed', { detail: { text: this.text } }));
  }

  #key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const way = { z: event.shiftKey ? 1 : -1, y: 1 }[event.key.toLowerCase()];
    if (!way) return;
    event.preventDefault();
    this.step(way);
  }

  mark(spans, text) {
    this.read = text;
    this.ranges = spans.map(([line, column, length]) => {
      const from = placeOf(text, line, column);
      return { from, to: from + length };
    });
    this.#draw();
  }

  wrong(answer) {
    clearTimeout(this.later);
    const place = answer?.at ? placeOf(this.text, ...answer.at) : null;
    const told = answer ? { answer, ...(place === null ? { from: -1, to: -1 } : wordAt(this.text, place)) } : null;
    const show = () => {
      this.bad = told;
      this.area.toggleAttribute('aria-invalid', Boolean(told));
      this.#draw();
      this.dispatchEvent(new CustomEvent('told', { detail: told }));
    };
    if (told && !this.bad) this.later = setTimeout(show, STEADY);
    else show();
  }

  #clear() {
    clearTimeout(this.later);
    if (this.bad) this.bad = { ...this.bad, from: -1, to: -1 }; // it spoke of another text
  }

  /** The mirror: the same text in pieces. */
  #draw() {
    const { text } = this;
    const words = carried(this.ranges, this.read, text);
    const cuts = words.map((range, span) => range && { ...range, span }).filter(Boolean).sort((a, b) => a.from - b.from);
    this.shown = words.map(() => null);
    const pieces = [];
    let at = 0;
    for (const { from, to, span } of [...cuts, { from: text.length, to: text.length }]) {
      if (from < at) continue;
      pieces.push(...this.#plain(text, at, from));
      if (to > from) {
        const word = piece('b', text.slice(from, to), this.#isBad(from, to));
        this.shown[span] = word;
        pieces.push(word);
      }
      at = to;
    }
    this.mirror.replaceChildren(...pieces, document.createTextNode('\n\u200b'));
    this.area.style.blockSize = ''; // the mirror gives the height
  }

  #isBad(from, to) {
    return Boolean(this.bad && this.bad.from >= from && this.bad.from < to);
  }

  /** Text between two lit words: the names of lines stand out, comments stand back. */
  #plain(text, from, to) {
    const made = [];
    const { bad } = this;
    const cut = bad && bad.from >= from && bad.to <= to && bad.to > bad.from ? [bad.from, bad.to] : null;
    const parts = cut ? [[from, cut[0]], cut, [cut[1], to]] : [[from, to]];
    for (const part of parts) {
      if (part === cut) made.push(piece('span', text.slice(...part), true));
      else made.push(...this.#lines(text, ...part));
    }
    return made;
  }

  #lines(text, from, to) {
    const made = [];
    for (const [line] of text.slice(from, to).matchAll(/[^\n]*\n|[^\n]+$/g)) {
      const begins = from === 0 || text[from - 1] === '\n';
      const head = begins ? HEAD.exec(line)?.[0] : null;
      if (head) made.push(piece('i', head));
      made.push(document.createTextNode(line.slice(head?.length ?? 0)));
      from += line.length;
    }
    return made;
  }

  light(colours) {
    colours.forEach((colour, span) => {
      const word = this.shown[span];
      if (word && word.lit !== colour) {
        word.lit = colour;
        word.style.color = colour ?? '';
      }
    });
  }
}

function piece(tag, text, bad = false) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (bad) made.className = 'bad';
  return made;
}

customElements.define('photo-glyphtext', GlyphText);
