// A mouth of light: two arches of sixteen teeth, a halo, and lips that only the light tells of.
//
//   paintMouth(ctx, bytes, box, {teeth, halo})
//
// ctx    a 2D canvas context, transparent or not; adds to what is there, never clears
// bytes  32 * 3 sRGB bytes, tooth by tooth in the order of words.FDI; already guarded; 0 0 0 is dark
// box    {x, y, width, height} in the units of ctx; the mouth is centred in it and fills it, the halo goes beyond
// teeth  bits of the teeth that are there (bit t is tooth t); an absent tooth is a gap
// halo   false leaves out all light beyond the teeth (prefers-contrast)
//
// No pixel is brighter than the brightest of the tooth beneath it and the halo. Shapes and weights are worked
// out once for each size and kept; a frame costs 32 small rectangles and one small picture.

export const ASPECT = 2.6; // width to height of the painted mouth, halo not counted

const TEETH = 32;
const PLACES = 8;
const SIZES = 24; // shapes kept; the least recently used goes first
const SPREAD = 0.8; // how far the halo reaches beyond the teeth, in half widths of the mouth

// Crowns from the midline backwards: width as seen from in front (Wheeler's mesiodistal widths, the back teeth
// foreshortened as the arch turns away), how far the edge stands beyond the row, and the kind of edge.
const UPPER = [
  [8.6, 0.0, "flat"], [6.7, -0.055, "flat"], [7.0, 0.035, "point"], [5.6, -0.02, "blunt"],
  [4.8, -0.03, "blunt"], [5.0, -0.03, "cusps"], [3.5, -0.05, "cusps"], [2.3, -0.08, "cusps"],
];
const LOWER = [
  [5.3, 0.0, "flat"], [5.8, 0.0, "flat"], [6.3, 0.05, "point"], [5.6, 0.0, "blunt"],
  [5.0, -0.02, "blunt"], [5.4, -0.03, "cusps"], [3.8, -0.05, "cusps"], [2.5, -0.08, "cusps"],
];
const ARCH = { upper: 0.955, lower: 0.83 }; // half width of each row; the lower stands inside the upper

// The opening, x from -1 (left corner) to 1, y downwards, in half widths
const corner = -0.235;
const lens = (x, power) => Math.max(0, 1 - x * x) ** power;
const upperLip = (x) => corner - 0.075 * lens(x, 0.9) + 0.03 * Math.exp(-((x / 0.16) ** 2));
const lowerLip = (x) => corner + 0.565 * lens(x, 0.82);
const bite = (x) => upperLip(x) + (lowerLip(x) - upperLip(x)) * 0.535; // where the edges nearly meet
const apart = (x) => 0.008 + 0.026 * lens(x, 1.4); // half of the dark between the rows

const sooner = (a, b, round) => { // the smaller of two distances, with a rounded corner
  const mix = Math.max(round - Math.abs(a - b), 0) / round;
  return Math.min(a, b) - mix * mix * round * 0.25;
};
const smooth = (low, high, x) => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

const EDGES = { // how much is missing of the crown's length at u, -1..1 across it
  flat: (u) => 0.05 * u ** 4,
  point: (u) => 0.17 * Math.abs(u) ** 1.35,
  blunt: (u) => 0.13 * Math.abs(u) ** 1.7,
  cusps: (u) => 0.014 * (1 + Math.cos(2 * Math.PI * u)) + 0.09 * u ** 4,
};

/** Where every tooth stands: 32 of {left, right, upper, kind, beyond, far 0..1, centre}. */
function stand() {
  const teeth = [];
  for (let quadrant = 0; quadrant < 4; quadrant++) {
    const upper = quadrant < 2;
    const row = upper ? UPPER : LOWER;
    const side = quadrant === 0 || quadrant === 3 ? -1 : 1; // the wearer's right is the viewer's left
    const all = row.reduce((sum, [width]) => sum + width, 0);
    const unit = (upper ? ARCH.upper : ARCH.lower) / all;
    let from = 0;
    for (let place = 0; place < PLACES; place++) {
      const [width, beyond, kind] = row[place];
      const to = from + width * unit;
      const [left, right] = side < 0 ? [-to, -from] : [from, to];
      teeth.push({ left, right, upper, kind, beyond, side, far: place / (PLACES - 1) });
      from = to;
    }
  }
  return teeth;
}

const MOUTH = stand();

/** Gum line and cutting edge of a tooth at x, as y; the crown's length is between them. */
function reach(tooth, at) {
  const side = tooth.upper ? -1 : 1;
  const x = at + ((tooth.left + tooth.right) / 2 - at) * 0.75 * tooth.far; // back teeth are cut level
  const edge = bite(x) + side * apart(x);
  const gum = tooth.upper ? upperLip(x) : lowerLip(x);
  const long = Math.abs(edge - gum);
  return { gum: gum + side * 0.02, edge: edge - side * tooth.beyond * long, long };
}

/** How much of a tooth's light leaves at (x, y), 0..1: full at the heart of the crown, soft at its rim. */
function crown(tooth, x, y, pixel) {
  const half = (tooth.right - tooth.left) / 2;
  const u = (x - (tooth.left + tooth.right) / 2) / half;
  if (Math.abs(u) > 1.6) return 0;
  const { gum, edge, long } = reach(tooth, x);
  const v = (y - gum) / (edge - gum); // 0 at the gum, 1 at the edge
  if (v < -0.3 || v > 1.3) return 0;
  const waist = tooth.upper ? 0.2 : 0.12; // crowns are narrower at the gum
  const belly = 1 - waist * (1 - smooth(-0.25, 0.72, v)) - 0.06 * smooth(0.75, 1.1, v);
  const sideways = (belly * 0.985 - Math.abs(u)) * half;
  const along = (1 - EDGES[tooth.kind](u) - v) * long;
  const neck = (v - 0.02 - 0.1 * u * u) * long;
  const round = Math.min(half, long) * (tooth.kind === "cusps" ? 0.9 : 0.6);
  const deep = sooner(sooner(sideways, along, round), neck, round * (tooth.upper ? 1.5 : 1));
  const inside = smooth(-0.6 * pixel, 0.6 * pixel + half * 0.09, deep);
  if (inside <= 0) return 0;
  const heart = 1 - 0.62 * Math.exp(-deep / (half * 0.3)); // enamel is dimmer where it is thin
  const root = 0.5 + 0.5 * smooth(-0.1, 0.55, v); // light fades under the lip
  return inside * heart * root * (1 - 0.35 * tooth.far * tooth.far);
}

/** One picture of all crowns, each in its own cell: white, with the crown's light as alpha. */
function forge(scale) {
  const pixel = 1 / scale;
  const cells = MOUTH.map((tooth) => {
    const { gum, edge } = reach(tooth, (tooth.left + tooth.right) / 2);
    const pad = 0.05;
    const left = Math.floor((tooth.left - pad * 0.4) * scale);
    const top = Math.floor((Math.min(gum, edge) - pad) * scale);
    const width = Math.ceil((tooth.right + pad * 0.4) * scale) - left;
    const height = Math.ceil((Math.max(gum, edge) + pad) * scale) - top;
    return { left, top, width, height };
  });
  const wide = Math.max(...cells.map((cell) => cell.width));
  const tall = Math.max(...cells.map((cell) => cell.height));
  const canvas = sheet(wide * PLACES, tall * 4);
  const picture = new ImageData(canvas.width, canvas.height);
  cells.forEach((cell, tooth) => {
    cell.x = (tooth % PLACES) * wide;
    cell.y = Math.floor(tooth / PLACES) * tall;
    for (let row = 0; row < cell.height; row++) {
      for (let column = 0; column < cell.width; column++) {
        const x = (cell.left + column + 0.5) * pixel;
        const y = (cell.top + row + 0.5) * pixel;
        const at = 4 * ((cell.y + row) * canvas.width + cell.x + column);
        picture.data.fill(255, at, at + 3);
        picture.data[at + 3] = 255 * crown(MOUTH[tooth], x, y, pixel);
      }
    }
  });
  canvas.getContext("2d").putImageData(picture, 0, 0);
  return { canvas, cells, ink: sheet(canvas.width, canvas.height) };
}

/** How strongly each tooth's light arrives at each cell around the mouth: (32, cells) linear light. */
function spread(scale) {
  const cell = Math.max(1 / 44, 1.5 / scale);
  const wide = Math.ceil((2 + 2 * SPREAD) / cell);
  const tall = Math.ceil((2 / ASPECT + 2 * SPREAD) / cell);
  const left = -1 - SPREAD;
  const top = middle() - 1 / ASPECT - SPREAD;
  const lips = new Float32Array(wide * tall);
  for (let at = 0; at < lips.length; at++) {
    lips[at] = lip(left + (at % wide + 0.5) * cell, top + (Math.floor(at / wide) + 0.5) * cell);
  }
  const weights = MOUTH.map((tooth) => halo(tooth, { wide, tall, left, top, cell, lips }));
  return { weights, wide, tall, left, top, cell, sum: new Float32Array(wide * tall * 3), canvas: sheet(wide, tall) };
}

const NEAR = 0.15; // the first radius, half widths of the mouth
const FAR = 0.4; // the second radius: at a tenth of the light
function halo(tooth, { wide, tall, left, top, cell, lips }) {
  const out = new Float32Array(wide * tall);
  const x0 = (tooth.left + tooth.right) / 2;
  const { gum, edge } = reach(tooth, x0);
  const y0 = (gum + edge) / 2;
  const bright = 3.2 * (tooth.right - tooth.left) * Math.abs(edge - gum) * (1 - 0.35 * tooth.far * tooth.far);
  const fade = (d2, radius) => Math.max(0, 1 - d2 / (4 * radius * radius)) ** 4; // like a bell, but it ends
  for (let at = 0; at < out.length; at++) {
    const x = left + (at % wide + 0.5) * cell;
    const y = top + (Math.floor(at / wide) + 0.5) * cell;
    const d2 = (x - x0) ** 2 + ((y - y0) * 1.15) ** 2;
    if (d2 < 4 * FAR * FAR) {
      out[at] = bright * (fade(d2, NEAR) + 0.1 * fade(d2, FAR) + 0.85 * lips[at] * fade(d2, 0.2));
    }
  }
  return out;
}

/** How much a lip at (x, y) catches, 0..1: a soft band along each lip, gone at the corners. */
function lip(x, y) {
  if (Math.abs(x) > 1.12) return 0;
  const inner = Math.min(1, Math.abs(x));
  const above = upperLip(inner) - 0.03 - y;
  const below = y - lowerLip(inner) - 0.035;
  const bow = 0.12 - 0.03 * Math.exp(-((x / 0.1) ** 2)); // the upper lip's bow
  const full = smooth(1.12, 0.7, Math.abs(x));
  const band = (d, thick) => (d > 0 ? (d / thick) * Math.exp(1 - d / thick) : 0) ** 2;
  return full * (0.75 * band(above, bow * 0.5) + band(below, 0.085));
}

const middle = () => (upperLip(0) + lowerLip(0)) / 2;

/** Where each crown stands, 32 of {x, y, wide, tall, upper}: half widths of the mouth, from the middle of its box. */
export function crowns() {
  return MOUTH.map((tooth) => {
    const x = (tooth.left + tooth.right) / 2, { gum, edge } = reach(tooth, x);
    return { x, y: (gum + edge) / 2 - middle(), wide: tooth.right - tooth.left, tall: Math.abs(edge - gum), upper: tooth.upper };
  });
}

function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d", { willReadFrequently: true }); // small, and made anew in each frame: best kept by the processor
  return canvas;
}

const LINEAR = Float32Array.from({ length: 256 }, (_, code) => {
  const x = code / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
});
const CODES = Float32Array.from({ length: 2049 }, (_, step) => { // sRGB codes over the root of linear light
  const x = (step / 2048) ** 2;
  return 255 * (x < 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
});

/** The light around the teeth as a small picture; each cell is rounded up or down by its place, so no bands show. */
function glow(around, bytes, lit) {
  const { weights, sum, canvas, wide, tall } = around;
  sum.fill(0);
  for (const tooth of lit) {
    const [red, green, blue] = [0, 1, 2].map((channel) => LINEAR[bytes[3 * tooth + channel]]);
    const weight = weights[tooth];
    for (let cell = 0, at = 0; cell < weight.length; cell++, at += 3) {
      const share = weight[cell];
      sum[at] += share * red;
      sum[at + 1] += share * green;
      sum[at + 2] += share * blue;
    }
  }
  around.picture ??= new ImageData(wide, tall);
  const data = around.picture.data;
  const mixed = [0, 0, 0];
  for (let cell = 0, at = 0, to = 0; cell < wide * tall; cell++, to += 4) {
    const round = (cell * 0.7548776662 + Math.floor(cell / wide) * 0.5698402910) % 1;
    let most = 0;
    for (let channel = 0; channel < 3; channel++) {
      const code = CODES[Math.round(2048 * Math.sqrt(Math.min(1, sum[at + channel])))] + round;
      mixed[channel] = Math.floor(code);
      most = Math.max(most, mixed[channel]);
    }
    at += 3;
    data[to + 3] = most; // as clear as it is bright, so that it can lie over anything
    for (let channel = 0; channel < 3; channel++) data[to + channel] = most && Math.round((255 * mixed[channel]) / most);
  }
  canvas.getContext("2d").putImageData(around.picture, 0, 0);
  return canvas;
}

/** The crowns in their colours: white shapes dipped in ink. A nearly dark tooth lets the light behind it through. */
function dip(shapes, bytes, lit) {
  const { canvas, cells, ink } = shapes;
  const to = ink.getContext("2d");
  to.globalCompositeOperation = "source-over";
  to.clearRect(0, 0, ink.width, ink.height);
  for (const tooth of lit) {
    const [red, green, blue] = bytes.subarray(3 * tooth, 3 * tooth + 3);
    const cell = cells[tooth];
    to.globalAlpha = Math.min(1, Math.max(red, green, blue) / 48);
    to.fillStyle = `rgb(${red} ${green} ${blue})`;
    to.fillRect(cell.x, cell.y, cell.width, cell.height);
  }
  to.globalAlpha = 1;
  to.globalCompositeOperation = "destination-in";
  to.drawImage(canvas, 0, 0);
  return ink;
}

const kept = new Map(); // size -> {shapes, around}
function made(scale) {
  const key = Math.max(8, Math.round(scale));
  const found = kept.get(key) ?? { shapes: forge(key), around: null };
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > SIZES) kept.delete(kept.keys().next().value);
  return found;
}

/** Paints one mouth; see the top of this file. */
export function paintMouth(ctx, bytes, box, { teeth = 0xffffffff, halo: wanted = true } = {}) {
  const lit = [];
  for (let tooth = 0; tooth < TEETH; tooth++) {
    if (!((teeth >>> tooth) & 1)) continue;
    if (bytes[3 * tooth] | bytes[3 * tooth + 1] | bytes[3 * tooth + 2]) lit.push(tooth);
  }
  if (!lit.length) return;
  const half = Math.min(box.width, box.height * ASPECT) / 2;
  const zoom = Math.abs(ctx.getTransform().a) || 1;
  const found = made(half * zoom);
  const unit = half / Math.max(8, Math.round(half * zoom)); // units of ctx in one pixel of the shapes
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2 - middle() * half;
  ctx.save();
  if (wanted) {
    found.around ??= spread(half * zoom);
    const { left, top, wide, tall, cell } = found.around;
    ctx.globalCompositeOperation = "lighter";
    ctx.imageSmoothingQuality = "low";
    ctx.drawImage(
      glow(found.around, bytes, lit),
      x + left * half, y + top * half, wide * cell * half, tall * cell * half,
    );
    ctx.globalCompositeOperation = "source-over";
  }
  const ink = dip(found.shapes, bytes, lit);
  for (const tooth of lit) {
    const { x: from, y: above, left, top, width, height } = found.shapes.cells[tooth];
    ctx.drawImage(ink, from, above, width, height, x + left * unit, y + top * unit, width * unit, height * unit);
  }
  ctx.restore();
}
