// Draws a glyph in the page: the third account beside photophore/glyph/draw.py and its kernels. Every step is float32
// (Math.fround) in the same order, so that the light is the same to the bit.
//
//   const draw = compileTree(tree);                  // as tree.to_json or a Cue tells it; throws on what is no glyph
//   const lab = draw(inputs, seed, seconds);         // Float32Array of 32 teeth x (L, a, b); NaN where unknown
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

function stir(x) {
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
const KEY = each((t) => (stir(Math.imul(t + 1, 0x9e3779b9)) | 1) >>> 0);

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
  }

  /** A node as one function of the state, or three. */
  node(tree) {
    this.nodes += 1;
    if (this.nodes > NODES) throw new Error('this glyph is too long');
    if (typeof tree === 'number' && Number.isFinite(tree)) {
      const value = f(tree);
      return [() => value];
    }
    if (!Array.isArray(tree) || typeof tree[0] !== 'string') throw new Error('this is no glyph');
    const [word, ...args] = tree;
    if (COLOURS.has(word) && !args.length) return COLOURS.get(word).map((value) => () => value);
    if (SIGNS.has(word) && args.length === 2) return this.#mix(SIGNS.get(word), args);
    const known = WORDS.get(word);
    if (!known || known.takes !== args.length) throw new Error(`this glyph has a word that is not known here: ${word}`);
    return known.timed ? this.#timed(known, args) : this.#word(known, args);
  }

  #mix(sign, args) {
    const [one, other] = args.map((arg) => this.node(arg));
    const wide = one.length > other.length ? one : other;
    if (one.length === 3 && other.length === 3) throw new Error('two colours cannot stand beside a sign');
    return wide.map((_, at) => sign(one[at] ?? one[0], other[at] ?? other[0]));
  }

  #timed(known, args) {
    if (!args.every(Number.isFinite)) throw new Error('a rate is not a plain number');
    this.nodes += args.length;
    if (!this.rates.includes(args[0])) this.rates.push(args[0]);
    return known.make(this.rates.indexOf(args[0]), args.map(f));
  }

  #word(known, args) {
    const parts = args.map((arg) => this.node(arg));
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

/** A glyph's tree -> draw(inputs, seed, seconds or clocks). Throws on what is no glyph. */
export function compileTree(tree) {
  if (!tree || tree.v !== 1) throw new Error('this glyph is of another version');
  const compiler = new Compiler();
  const colour = compiler.node(tree.colour);
  const brightness = compiler.node(tree.brightness);
  if (colour.length !== 3 || brightness.length !== 1) throw new Error('this is no glyph');
  const { rates } = compiler;
  const state = { inputs: new Float32Array(8), own: 0, turns: [], t: 0 };

  return function draw(inputs, seed, time = 0) {
    state.inputs.set(inputs);
    state.own = stir(seed >>> 0);
    const clocks = typeof time === 'number' ? rates.map((rate) => clockAt(rate, time)) : time;
    state.turns = Array.from(clocks, (clock) => toTurns((state.own + clock) >>> 0));
    const lab = new Float32Array(3 * TEETH);
    for (let t = 0; t < TEETH; t++) {
      state.t = t;
      const power = clamp(brightness[0](state));
      for (let channel = 0; channel < 3; channel++) lab[3 * t + channel] = f(colour[channel](state) * power);
    }
    return lab;
  };
}
