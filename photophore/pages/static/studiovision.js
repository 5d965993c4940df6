// How others see a design, and on which mouths: three kinds of colour vision, gaps, braces, milk teeth.

import { decode, encode } from './colour.js';

// Machado, Oliveira, Fernandes 2009 at severity 1, rows over linear red, green, blue
export const SIGHTS = {
  most: null,
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
};

// Bits of the teeth that are there, in the order of words.FDI: quadrants of eight, each from the midline backwards
const places = (...bits) => bits.reduce((all, quadrant, at) => (all | (quadrant << (8 * at))) >>> 0, 0);
export const MOUTHS = {
  grown: { teeth: places(0x7f, 0x7f, 0x7f, 0x7f) }, // 28: wisdom teeth off
  wisdom: { teeth: places(0xff, 0xff, 0xff, 0xff) },
  gaps: { teeth: places(0x5d, 0x6f, 0x5f, 0x3b) },
  braces: { teeth: places(0x7f, 0x7f, 0x7f, 0x7f), braces: true },
  milk: { teeth: places(0x1f, 0x1f, 0x1f, 0x1f), zoom: 1.22 }, // twenty, five in each quadrant
};

const LINEAR = Float32Array.from({ length: 256 }, (_, code) => decode(code));

/** sRGB bytes as somebody with this sight sees them; into `out`. Nothing changes for `most`. */
export function seenBy(sight, bytes, out) {
  const m = SIGHTS[sight];
  if (!m) {
    out.set(bytes);
    return out;
  }
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const r = LINEAR[bytes[at]], g = LINEAR[bytes[at + 1]], b = LINEAR[bytes[at + 2]];
    out[at] = encode(m[0] * r + m[1] * g + m[2] * b);
    out[at + 1] = encode(m[3] * r + m[4] * g + m[5] * b);
    out[at + 2] = encode(m[6] * r + m[7] * g + m[8] * b);
  }
  return out;
}
