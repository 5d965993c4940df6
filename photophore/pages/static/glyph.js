// Draws a glyph in the page: the third account beside photophore/glyph/draw.py and its kernels. Every step is float32
// (Math.fround) in the same order, so that the light is the same to the bit.
//
//   const draw = compileTree(tree);                  // as tree.to_json or a Cue tells it; throws on what is no glyph
//   const lab = draw(inputs, seed, seconds);         // Float32Array of 32 teeth x (L, a, b); NaN where unknown
//
//   const words = draw.parts(inputs, seed, seconds); // what each word does now: see Compiler.parts
//   crossFade(oldLab, lab, 0.5);
//   slidersOf(tree); setSliders(tree, { warmth: 0.8 });
//
// inputs: ease, energy, sure 0..1, the feeling's colour L, a, b, the shared beat and the heart in turns; NaN where
// unknown. seed: uint32. seconds: since the hub's zero; or the clocks themselves, uint32 turns, one a rate.

const f = Math.fround;
const TEETH = 32;
const NODES = 200;
const TURN = 2 ** 32;

// ---- turns and chance, as turns.py and chance.py -------------------------------------------------------------

const S1 = f(6.283164), S3 = f(-41.337143), S5 = f(81.340786), S7 = f(-70.993608);

function sine(turns) {
  let x = f(turns - Math.floor(f(turns + 0.5)));
  if (x > 0.25) x = f(0.5 - x);
  if (x < -0.25) x = f(-0.5 - x);
  const z = f(x * x);
  return f(x * f(S1 + f(z * f(S3 + f(z * f(S5 + f(z * S7)))))));
}

const cosine = (turns) => sine(f(turns + 0.25));

const W2 = f(9.869525), W4 = f(-32.46514), W6 = f(42.643425), W8 = f(-29.42627), W10 = f(10.581291);

function swell(turns) {
  const x = f(turns - Math.floor(f(turns + 0.5)));
  const z = f(x * x);
  return f(z * f(W2 + f(z * f(W4 + f(z * f(W6 + f(z * f(W8 + f(z * W10)))))))));
}

const toTurns = (phase) => (phase >>> 8) / 2 ** 24;

/** A word stirred until each of its bits depends on all; as photophore/chance.py. */
export function stir(x) {
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

// ---- teeth, as lexicon.py: quadrants upper right, upper left, lower left, lower right of the wearer ------------

const each = (make) => Array.from({ length: TEETH }, (_, t) => make(t));
const isLeft = (t) => t >> 3 === 0 || t >> 3 === 3; // as the viewer sees it
const TOOTH = each((t) => f((isLeft(t) ? 7 - (t % 8) : 8 + (t % 8)) / 15));
const SIDE = each((t) => f((t % 8) / 7));
const JAW = each((t) => (t < 16 ? 1 : 0));
export const KEY = each((t) => (stir(Math.imul(t + 1, 0x9e3779b9)) | 1) >>> 0);

// ---- words. A number is a function of the state; a colour is three of them. -----------------------------------

const clamp = (x) => (x < 0 ? 0 : x > 1 ? 1 : x);
const mixed = (a, b, by) => f(a + f(f(b - a) * clamp(by)));
const LEAN = f(0.11);

function soft(x) {
  const y = clamp(x);
  return f(f(y * y) * f(3 - f(2 * y)));
}

function near(x, where, width) {
  const d = f(f(x - where) / width);
  const y = clamp(f(1 - f(d * d)));
  return f(y * y);
}

function heart(pulse) {
  const rise = f(1 - swell(f(pulse - f(f(2 * LEAN) * swell(pulse)))));
  return f(rise * rise);
}

function shimmer(turn, own, key) {
  const s = swell(f(turn + toTurns(Math.imul(own, key) >>> 0)));
  return f(s * s);
}

const input = (row) => ({ takes: 0, make: () => [(s) => s.inputs[row]] });
const timed = (takes, make) => ({ takes, timed: true, make });

const WORDS = new Map(Object.entries({
  ease: input(0),
  energy: input(1),
  sure: input(2),
  feeling: { takes: 0, make: () => [3, 4, 5].map((row) => (s) => s.inputs[row]) },
  phase: { takes: 0, make: () => [(s) => f(1 - swell(s.inputs[6]))] },
  heart: { takes: 0, make: () => [(s) => heart(s.inputs[7])] },
  tooth: { takes: 0, make: () => [(s) => TOOTH[s.t]] },
  side: { takes: 0, make: () => [(s) => SIDE[s.t]] },
  jaw: { takes: 0, make: () => [(s) => JAW[s.t]] },
  breath: timed(1, (clock) => [(s) => swell(s.turns[clock])]),
  wave: timed(2, (clock, [, count]) => [(s) => swell(f(f(count * TOOTH[s.t]) - s.turns[clock]))]),
  ripple: timed(1, (clock) => [(s) => swell(f(SIDE[s.t] - s.turns[clock]))]),
  shimmer: timed(1, (clock) => [(s) => shimmer(s.turns[clock], s.own, KEY[s.t])]),
  soft: { takes: 1, make: ([[x]]) => [(s) => soft(x(s))] },
  near: { takes: 3, make: ([[x], [where], [width]]) => [(s) => near(x(s), where(s), width(s))] },
  blend: { takes: 3, make: ([one, other, [by]]) => one.map((a, at) => (s) => mixed(a(s), other[at](s), by(s))) },
  shade: {
    takes: 3,
    make: ([[lightness], [chroma], [hue]]) => [
      lightness,
      (s) => f(chroma(s) * cosine(hue(s))),
      (s) => f(chroma(s) * sine(hue(s))),
    ],
  },
}));

// lightness, chroma, hue in degrees, as lexicon.PALETTE
const PALETTE = {
  pearl: [0.894, 0.038, 205.0],
  amber: [0.750, 0.147, 82.5],
  ember: [0.610, 0.127, 37.0],
  rose: [0.703, 0.158, 13.8],
  violet: [0.568, 0.157, 298.4],
  azure: [0.650, 0.108, 230.0],
  lagoon: [0.765, 0.112, 186.3],
  kelp: [0.800, 0.120, 137.2],
};
const COLOURS = new Map(Object.entries(PALETTE).map(([name, [lightness, chroma, degrees]]) => {
  const angle = (degrees * Math.PI) / 180;
  return [name, [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)].map(f)];
}));

const isSlider = (tree) => Array.isArray(tree) && tree[0] === 'slider';

function slider(tree) {
  const [, name, ...ends] = tree;
  const [least, most, value] = ends;
  const right = typeof name === 'string' && ends.length === 3 && ends.every(Number.isFinite);
  if (!right || !(least <= value && value <= most)) throw new Error('this glyph has a slider that is none');
  return { name, least, most, value };
}

/** A plain number, or where a slider stands; NaN of what changes by itself. */
function fixed(tree) {
  return isSlider(tree) ? slider(tree).value : typeof tree === 'number' && Number.isFinite(tree) ? tree : NaN;
}

const SIGNS = new Map(Object.entries({
  '+': (a, b) => (s) => f(a(s) + b(s)),
  '-': (a, b) => (s) => f(a(s) - b(s)),
  '*': (a, b) => (s) => f(a(s) * b(s)),
  '/': (a, b) => (s) => f(a(s) / b(s)),
}));

class Compiler {
  constructor() {
    this.rates = []; // times a minute, in the order of first use
    this.nodes = 0;
    this.parts = []; // of each word, colour and slider: its path and name, its functions, and how much it counts
  }

  /** A node as one function of the state, or three. weight: how much of it comes into the light, 0..1, by tooth. */
  node(tree, path, weight) {
    const made = this.#made(tree, path, weight);
    if (Array.isArray(tree) && !SIGNS.has(tree[0])) {
      const word = isSlider(tree) ? tree[1] : tree[0];
      this.parts.push({ path, word, made, weight, slider: isSlider(tree) ? slider(tree) : null });
    }
    return made;
  }

  #made(tree, path, weight) {
    this.nodes += 1;
    if (this.nodes > NODES) throw new Error('this glyph is too long');
    if (isSlider(tree)) {
      const { value } = slider(tree);
      return [((x) => () => x)(f(value))];
    }
    if (typeof tree === 'number' && Number.isFinite(tree)) {
      const value = f(tree);
      return [() => value];
    }
    if (!Array.isArray(tree) || typeof tree[0] !== 'string') throw new Error('this is no glyph');
    const [word, ...args] = tree;
    if (COLOURS.has(word) && !args.length) return COLOURS.get(word).map((value) => () => value);
    if (SIGNS.has(word) && args.length === 2) return this.#mix(SIGNS.get(word), args, path, weight);
    const known = WORDS.get(word);
    if (!known || known.takes !== args.length) throw new Error(`this glyph has a word that is not known here: ${word}`);
    return known.timed ? this.#timed(known, args, path, weight) : this.#word(known, args, path, weight);
  }

  #mix(sign, args, path, weight) {
    const made = [];
    // a colour counts as far as the number beside it lets it, which may be compiled after it
    const beside = (at) => (s) => weight(s) * (made[at].length > made[1 - at].length ? clamp(made[1 - at][0](s)) : 1);
    args.forEach((arg, at) => { made[at] = this.node(arg, [...path, at + 1], beside(at)); });
    const [one, other] = made;
    const wide = one.length > other.length ? one : other;
    if (one.length === 3 && other.length === 3) throw new Error('two colours cannot stand beside a sign');
    return wide.map((_, at) => sign(one[at] ?? one[0], other[at] ?? other[0]));
  }

  #timed(known, args, path, weight) {
    const plain = args.map(fixed);
    if (!plain.every(Number.isFinite)) throw new Error('a rate is not a plain number');
    args.forEach((arg, at) => this.node(arg, [...path, at + 1], weight));
    if (!this.rates.includes(plain[0])) this.rates.push(plain[0]);
    return known.make(this.rates.indexOf(plain[0]), plain.map(f));
  }

  #word(known, args, path, weight) {
    const parts = [];
    // a blend is the one as far as it is not the other
    const by = (s) => clamp(parts[2][0](s));
    const blended = [(s) => weight(s) * (1 - by(s)), (s) => weight(s) * by(s), weight];
    const weights = known === WORDS.get('blend') ? blended : args.map(() => weight);
    args.forEach((arg, at) => parts.push(this.node(arg, [...path, at + 1], weights[at])));
    const lone = known === WORDS.get('blend') ? parts.slice(2) : parts;
    if (lone.some((part) => part.length !== 1)) throw new Error('a colour stands where a number belongs');
    if (lone !== parts && parts[0].length !== parts[1].length) throw new Error('a blend needs two of a kind');
    return known.make(parts);
  }
}

/** The phase of something that turns `rate` times a minute, `seconds` after zero: uint32 turns, as turns.at. */
function clockAt(rate, seconds) {
  const turns = (rate / 60) * seconds;
  return Math.floor((turns - Math.floor(turns)) * TURN) >>> 0;
}

/** A glyph's tree -> draw(inputs, seed, seconds or clocks), and draw.parts. Throws on what is no glyph. */
export function compileTree(tree) {
  if (!tree || tree.v !== 1) throw new Error('this glyph is of another version');
  const compiler = new Compiler();
  let brightness = null;
  const power = (s) => clamp(brightness[0](s));
  const colour = compiler.node(tree.colour, ['colour'], (s) => power(s));
  brightness = compiler.node(tree.brightness, ['brightness'], () => 1);
  if (colour.length !== 3 || brightness.length !== 1) throw new Error('this is no glyph');
  const { rates } = compiler;
  const state = { inputs: new Float32Array(8), own: 0, turns: [], t: 0 };

  function begin(inputs, seed, time) {
    state.inputs.set(inputs);
    state.own = stir(seed >>> 0);
    const clocks = typeof time === 'number' ? rates.map((rate) => clockAt(rate, time)) : time;
    state.turns = Array.from(clocks, (clock) => toTurns((state.own + clock) >>> 0));
  }

  function draw(inputs, seed, time = 0) {
    begin(inputs, seed, time);
    const lab = new Float32Array(3 * TEETH);
    for (let t = 0; t < TEETH; t++) {
      state.t = t;
      const level = power(state);
      for (let channel = 0; channel < 3; channel++) lab[3 * t + channel] = f(colour[channel](state) * level);
    }
    return lab;
  }

  /**
   * What every word, colour and slider is now, in the order in which they are compiled:
   * { path, word, values, teeth, shine }. path: into the tree, as read.spans tells it. values: of each tooth, one
   * number or L, a, b. teeth: how much of it is in each tooth's light, 0..1. shine: the same, of the whole mouth.
   * there: uint32 bits of the teeth that are there.
   */
  draw.parts = function parts(inputs, seed, time = 0, there = 0xffffffff) {
    begin(inputs, seed, time);
    return compiler.parts.map((part) => partNow(part, state, there));
  };
  return draw;
}

function partNow({ path, word, made, weight, slider: moved }, state, there) {
  const values = new Float32Array(made.length * TEETH), teeth = new Float32Array(TEETH);
  const range = moved ? moved.most - moved.least : 0;
  let sum = 0, count = 0;
  for (let t = 0; t < TEETH; t++) {
    state.t = t;
    made.forEach((value, at) => { values[made.length * t + at] = value(state); });
    const own = made.length === 3 ? 1 : moved ? (moved.value - moved.least) / range : clamp(values[t]);
    teeth[t] = weight(state) * own || 0; // what is not known does not shine
    if ((there >>> t) & 1) {
      sum += teeth[t];
      count += 1;
    }
  }
  return { path, word, values, teeth, shine: count ? sum / count : 0 };
}

/**
 * One glyph's light passing into another's, in OKLab, as paint.mix: come is how far, 0..1. What is not known is dark.
 * The new light is overwritten.
 */
export function crossFade(old, lab, come) {
  const share = f(come);
  for (let at = 0; at < lab.length; at++) {
    const before = Number.isNaN(old[at]) ? 0 : old[at], after = Number.isNaN(lab[at]) ? 0 : lab[at];
    lab[at] = f(before + f(f(after - before) * share));
  }
  return lab;
}

/** What may be moved: { name, least, most, value, says }, each once, in the order of first use. */
export function slidersOf(tree) {
  const found = new Map();
  const says = new Map(Object.entries(tree.sliders ?? {}));
  const look = (node) => {
    if (isSlider(node)) found.set(node[1], { ...slider(node), says: says.get(node[1]) ?? '' });
    else if (Array.isArray(node)) node.forEach(look);
  };
  look(tree.colour);
  look(tree.brightness);
  return [...found.values()];
}

/** The tree with its sliders at these values, each held to its ends; others stay where they are. */
export function setSliders(tree, values) {
  const move = (node) => {
    if (!isSlider(node)) return Array.isArray(node) ? node.map(move) : node;
    const [, name, least, most, value] = node;
    const wanted = Object.hasOwn(values, name) ? Number(values[name]) : NaN;
    return ['slider', name, least, most, Number.isFinite(wanted) ? Math.min(Math.max(wanted, least), most) : value];
  };
  return { ...tree, colour: move(tree.colour), brightness: move(tree.brightness) };
}
