// Whether what is told stands in the log: worked out by this browser, entry by entry, and remembered while the page is open.

import { Tiles, climb, inclusion, leaf, open, readEntry, readKey, same } from './tlog.js';

async function bring(name) {
  const answer = await fetch(`/log/${name}`, { cache: name.startsWith('tile/') ? 'default' : 'no-store' });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}

export class Proofs {
  #known = new Map(); // index -> 'holds', 'fails', or nothing while it is not looked at

  constructor(told = () => {}) {
    this.told = told;
  }

  /** 'holds', 'fails' or 'wait'. */
  of(index) {
    return this.#known.get(index)?.state ?? 'wait';
  }

  /** What the entry itself says, once its proof holds. */
  facts(index) {
    return this.#known.get(index)?.facts ?? null;
  }

  /** Look at these entries, those that are not known yet. */
  async check(indices) {
    const new_ = indices.filter((index) => Number.isInteger(index) && !this.#known.has(index));
    if (!new_.length || this.busy) return;
    this.busy = true;
    try {
      const { said, tiles } = await this.#see();
      for (const index of new_.filter((each) => each < said.size)) this.#known.set(index, await this.#look(index, said, tiles));
    } catch {
      return; // the hub is away, or its log is not signed: nothing is claimed
    } finally {
      this.busy = false;
    }
    this.told();
  }

  async #see() {
    const facts = await (await fetch('/api/log', { cache: 'no-store' })).json();
    const said = open(await bring('checkpoint'), facts.vkeys.map(readKey));
    if (!said.verified.length) throw new Error('unsigned');
    return { said, tiles: new Tiles(bring, said.size) };
  }

  async #look(index, said, tiles) {
    try {
      const bytes = (await tiles.bundle(Math.floor(index / 256)))[index % 256];
      const top = climb(leaf(bytes), await inclusion(index, said.size, tiles.at)).at(-1);
      const read = readEntry(bytes);
      const holds = same(top, said.root) && /^(incident|answer)/.test(read?.kind ?? '');
      return { state: holds ? 'holds' : 'fails', facts: holds ? read.facts : null };
    } catch {
      return { state: 'fails', facts: null };
    }
  }
}
