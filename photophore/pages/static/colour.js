// Colour in one place, the same formulas and the same roundings as photophore/colour.py: every step is float32
// (Math.fround), so that a phone and the hub paint the same bytes. OKLab: Ottosson 2020.

const f = Math.fround;

const L_A = f(0.3963377774), L_B = f(0.2158037573);
const M_A = f(-0.1055613458), M_B = f(-0.0638541728);
const S_A = f(-0.0894841775), S_B = f(-1.2914855480);
const R_L = f(4.0767416621), R_M = f(-3.3077115913), R_S = f(0.2309699292);
const G_L = f(-1.2684380046), G_M = f(2.6097574011), G_S = f(-0.3413193965);
const B_L = f(-0.0041960863), B_M = f(-0.7034186147), B_S = f(1.7076147010);
const Y_R = f(0.2126), Y_G = f(0.7152), Y_B = f(0.0722);
// sRGB code as a quartic of the square root of light, light as a quintic of the code; the same numbers as in colour.py
const E = [-0.03700149, 1.44784577, -0.94465062, 0.84250694, -0.30944937].map((e) => f(255 * e));
const D = [0.0010209235, 0.0299829327, 0.5397489962, 0.6094235783, -0.2392406657, 0.0590844800]
  .map((d, power) => f(d / 255 ** power));
const TOE = f(0.0031308), TOE_SLOPE = f(255 * 12.92), TOE_CODE = 10, UNTOE = f(1 / (255 * 12.92));

const row = (a, x, b, y, c, z) => f(f(f(a * x) + f(b * y)) + f(c * z));
const cube = (x) => f(f(x * x) * x);
const polynomial = (terms, x) => terms.reduceRight((sum, term) => f(term + f(x * sum)));

/** OKLab -> linear sRGB [r, g, b], not clipped; NaN stays NaN. */
export function labToLinear(lightness, a, b) {
  const [L, A, B] = [f(lightness), f(a), f(b)];
  const l = cube(f(f(L + f(L_A * A)) + f(L_B * B)));
  const m = cube(f(f(L + f(M_A * A)) + f(M_B * B)));
  const s = cube(f(f(L + f(S_A * A)) + f(S_B * B)));
  return [row(R_L, l, R_M, m, R_S, s), row(G_L, l, G_M, m, G_S, s), row(B_L, l, B_M, m, B_S, s)];
}

/** Linear light -> sRGB code 0..255; NaN and below 0 are 0, above 1 is 255. */
export function encode(linear) {
  const x = linear > 0 ? Math.min(f(linear), 1) : 0; // NaN is not above 0: unknown is dark
  const curve = x < TOE ? f(x * TOE_SLOPE) : polynomial(E, f(Math.sqrt(x)));
  return Math.floor(f(curve + 0.5));
}

/** sRGB code 0..255 -> linear light 0..1. */
export function decode(code) {
  const x = f(code);
  return x <= TOE_CODE ? f(x * UNTOE) : polynomial(D, x);
}

/** Relative luminance of linear sRGB (WCAG 2.x). */
export function luminance(red, green, blue) {
  return row(Y_R, f(red), Y_G, f(green), Y_B, f(blue));
}

/** OKLab triples -> sRGB byte triples, into `out` where it is given. */
export function labToBytes(lab, out = new Uint8Array(lab.length)) {
  for (let at = 0; at + 2 < lab.length; at += 3) {
    const [red, green, blue] = labToLinear(lab[at], lab[at + 1], lab[at + 2]);
    out[at] = encode(red);
    out[at + 1] = encode(green);
    out[at + 2] = encode(blue);
  }
  return out;
}

const HUES_AT = [-180, -135, -90, -45, 0, 45, 90, 135, 180]; // degrees on the circle of valence and arousal
const HUES = [340, 285, 235, 195, 145, 90, 55, 25, -20]; // degrees of hue

function hueAt(degrees) {
  let place = 0;
  while (place < HUES_AT.length - 2 && degrees > HUES_AT[place + 1]) place += 1;
  const share = (degrees - HUES_AT[place]) / (HUES_AT[place + 1] - HUES_AT[place]);
  return HUES[place] + share * (HUES[place + 1] - HUES[place]);
}

/** The OKLab colour of a feeling: valence and arousal -1..1, sure 0..1, the wearer's own hue in degrees. */
export function ofFeeling(valence, arousal, sure, home = 145) {
  const rho = sure < 0.15 ? 0 : Math.min(1, Math.max(0, sure));
  const reach = Math.sqrt(Math.min(1, Math.hypot(valence, arousal)));
  const hue = (hueAt((Math.atan2(arousal, valence) * 180) / Math.PI) * Math.PI) / 180;
  const own = (home * Math.PI) / 180;
  const x = rho * Math.cos(hue) + (1 - rho) * Math.cos(own);
  const y = rho * Math.sin(hue) + (1 - rho) * Math.sin(own);
  const chroma = (reach * (0.06 + 0.03 * (1 + arousal) + 0.02 * (1 + valence)) * rho) / Math.max(Math.hypot(x, y), 1e-9);
  return [f(0.64 + 0.18 * valence), f(chroma * x), f(chroma * y)];
}
