// What is typed is read by the hub, which alone knows the language: POST /api/glyphs/check.
//
//   const reader = new Reader((text, answer) => ...);   // answer as the hub gives it, or {lost: true}
//   reader.ask(text);                                   // again with every keystroke
//
// One text is on its way at a time; of those typed meanwhile only the newest follows. All who ask a hub share one
// allowance by address, so a page takes less than all of it, and a text that was read before (undo, redo, a version) asks nobody.

const RATE = 10, BURST = 12; // texts a second, and at once; the hub allows an address 12 and 24
const KEPT = 200; // answers
const LATER = 400, AWAY = 2500; // milliseconds until the next try: the hub was busy, or did not answer

export class Reader {
  constructor(told) {
    Object.assign(this, { told, kept: new Map(), wanted: null, busy: false, timer: null, left: BURST, at: performance.now() });
  }

  /** Have this text read; whatever waited before is forgotten. */
  ask(text) {
    clearTimeout(this.timer);
    this.wanted = null;
    const known = this.kept.get(text);
    if (known) {
      this.told(text, known);
      return;
    }
    this.wanted = text;
    this.#next();
  }

  close() {
    clearTimeout(this.timer);
    this.wanted = null;
    this.told = () => {};
  }

  #later(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#next(), ms);
  }

  async #next() {
    if (this.busy || this.wanted === null) return;
    const now = performance.now();
    this.left = Math.min(BURST, this.left + ((now - this.at) / 1000) * RATE);
    this.at = now;
    if (this.left < 1) {
      this.#later(((1 - this.left) / RATE) * 1000);
      return;
    }
    this.left -= 1;
    this.busy = true;
    const text = this.wanted;
    const answer = await read(text);
    this.busy = false;
    if (answer.lost || answer.full) {
      if (answer.lost) this.told(text, answer);
      if (this.wanted !== null) this.#later(answer.full ? LATER : AWAY);
      return;
    }
    this.#keep(text, answer);
    const newest = this.wanted === text || this.wanted === null;
    if (this.wanted === text) this.wanted = null;
    if (newest || answer.ok) this.told(text, answer); // light that was right on the way is shown, an error is not
    if (this.wanted !== null) this.#next();
  }

  #keep(text, answer) {
    this.kept.set(text, answer);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
  }
}

/** One text, read by the hub; {full} where too many asked, {lost} where nobody answered. */
export async function read(text) {
  try {
    const asked = { method: 'POST', body: JSON.stringify({ text }), headers: { 'content-type': 'application/json' } };
    const answer = await fetch('/api/glyphs/check', asked);
    if (answer.status === 429) return { full: true };
    const told = await answer.json();
    return answer.ok ? told : { ok: false, ...told };
  } catch {
    return { lost: true };
  }
}
