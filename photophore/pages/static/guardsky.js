// Groups of smiles as still points of light: small and faint where all is well, bright with rings where something began.

const GOLDEN = Math.PI * (3 - Math.sqrt(5)); // radians between neighbours that fill a disc evenly
const INK = '232, 240, 242';
const DIM = 0.3; // of the light of all others, once it is known where something began
const BREATH = 10_000; // milliseconds: six a minute
const REACH = 22; // pixels within which a finger finds a point
const LETTERS = 16, OFF = 40, CLEAR = 6; // pixels: a name's height, its way from its point, and round other points
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const plain = matchMedia('(prefers-contrast: more)');

/** Where `count` groups without a place of their own stand: [x, y] each, 0..1. */
export function scattered(count) {
  if (count < 4) return Array.from({ length: count }, (_, at) => [(at + 0.5) / count, 0.5]);
  return Array.from({ length: count }, (_, at) => {
    const r = 0.44 * Math.sqrt((at + 0.5) / count);
    return [0.5 + r * Math.cos(at * GOLDEN - 1), 0.5 + r * Math.sin(at * GOLDEN - 1)];
  });
}

/** What shines how: core (pixels), halo (pixels), light (0..1), rings. `level`: 0 as always .. 1 alarm; null unknown. */
export function shine({ level, rests }, { troubled, began }) {
  if (rests) return { core: 4.5, halo: 0, light: 0.9, rings: 0, hollow: true };
  if (began) return { core: 4.5, halo: 64, light: 1, rings: 2, hollow: false };
  const more = (level ?? 0) * (troubled ? DIM : 1);
  return { core: 1.7 + 1.8 * more, halo: 11 + 26 * more, light: 0.34 * (troubled ? 0.6 : 1) + 0.6 * more, rings: 0, hollow: false };
}

export class Sky {
  constructor(canvas) {
    this.canvas = canvas;
    this.sprite = glow();
    this.state = null;
  }

  /** state: { points: [{ name, x, y, level, rests, began }], map: keep their shape, troubled, pointed: name or '' } */
  draw(state = this.state, now = performance.now()) {
    this.state = state;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!state || !width || !height) return;
    const scale = Math.min(devicePixelRatio || 1, 2);
    const [across, tall] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== across || this.canvas.height !== tall) Object.assign(this.canvas, { width: across, height: tall });
    const pen = this.canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.globalCompositeOperation = 'lighter';
    const breath = calm.matches ? 1 : 0.8 + 0.2 * Math.cos((now / BREATH) * 2 * Math.PI);
    this.places = fitted(state.points, state.map, width, height);
    state.points.forEach((point, at) => this.#point(pen, point, this.places[at], breath));
  }

  /** Something breathes, and is worth another frame. */
  get alive() {
    return !calm.matches && Boolean(this.state?.points.some(({ began, rests }) => began && !rests));
  }

  #point(pen, point, [x, y], breath) {
    const { core, halo, light, rings, hollow } = shine(point, { troubled: this.state.troubled, began: point.began });
    if (halo && !plain.matches) {
      const wide = halo * (point.began ? 0.9 + 0.1 * breath : 1);
      pen.globalAlpha = light * (point.began ? breath : 1);
      pen.drawImage(this.sprite, x - wide, y - wide, 2 * wide, 2 * wide);
    }
    pen.globalAlpha = 1;
    if (hollow) this.#ring(pen, x, y, { r: core, light, wide: 1.6 });
    else this.#disc(pen, x, y, core, light);
    for (let ring = 1; ring <= rings; ring += 1) this.#ring(pen, x, y, { r: 10 + 11 * ring, light: 0.5 / ring, wide: 1 });
    if (point.began && hollow) this.#ring(pen, x, y, { r: 21, light: 0.5, wide: 1 });
    if (point.name === this.state.pointed) this.#ring(pen, x, y, { r: 12, light: 0.8, wide: 1.2 });
    if (point.began) this.#name(pen, point.name, x, y);
  }

  /** Its name, beside it. */
  #name(pen, name, x, y) {
    pen.font = `500 ${LETTERS}px ${getComputedStyle(this.canvas).fontFamily}`;
    const { clientWidth, clientHeight } = this.canvas;
    const [left, middle] = beside([x, y], pen.measureText(name).width, this.places, [clientWidth, clientHeight]);
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    pen.fillStyle = `rgb(${INK})`;
    pen.fillText(name, left, middle);
  }

  #disc(pen, x, y, r, light) {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.fillStyle = `rgba(${INK}, ${Math.min(1, light + 0.12)})`;
    pen.fill();
  }

  #ring(pen, x, y, { r, light, wide }) {
    pen.beginPath();
    pen.arc(x, y, r, 0, 2 * Math.PI);
    pen.lineWidth = wide;
    pen.strokeStyle = `rgba(${INK}, ${light})`;
    pen.stroke();
  }

  /** The name of the group here, in CSS pixels of the canvas; '' where none is near. */
  hit(x, y) {
    const far = (this.places ?? []).map(([px, py]) => Math.hypot(px - x, py - y));
    const nearest = far.indexOf(Math.min(...far));
    return far[nearest] <= REACH ? this.state.points[nearest].name : '';
  }
}

/** Where a name so wide stands beside a point: where there is room, and as few other points under it as can be.
 *  Gives its left end and the middle of its height. */
export function beside([x, y], wide, points, [width, height]) {
  const ways = [[x + OFF, y], [x - OFF - wide, y], [x - wide / 2, y + OFF], [x - wide / 2, y - OFF]]
    .map(([left, middle]) => [Math.max(0, Math.min(left, width - wide)), middle]);
  const covered = ([left, middle]) => points.filter(([px, py]) => px > left - CLEAR && px < left + wide + CLEAR
    && Math.abs(py - middle) < LETTERS / 2 + CLEAR).length;
  const room = ([, middle]) => (middle < LETTERS || middle > height - LETTERS ? points.length : 0);
  const cost = ways.map((way) => covered(way) + room(way));
  return ways[cost.indexOf(Math.min(...cost))];
}

/** [x, y] of each in pixels: all of them fill the canvas; a map keeps its shape. */
export function fitted(points, map, width, height) {
  const edge = Math.min(40, 0.16 * Math.min(width, height));
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [wide, tall] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const [across, down] = map ? [(width - 2 * edge) / (wide || 1), (height - 2 * edge) / (tall || 1)] : [width - 2 * edge, height - 2 * edge];
  const scale = map ? [Math.min(across, down), Math.min(across, down)] : [across, down];
  const begin = map ? [(width - wide * scale[0]) / 2 - left * scale[0], (height - tall * scale[1]) / 2 - top * scale[1]] : [edge, edge];
  return points.map(({ x, y }) => [begin[0] + x * scale[0], begin[1] + y * scale[1]]);
}

/** A wide faint halo round a bright core: two radii, the second at a tenth of the light. */
function glow() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 128, height: 128 });
  const pen = canvas.getContext('2d');
  const soft = pen.createRadialGradient(64, 64, 0, 64, 64, 64);
  for (const [at, light] of [[0, 0.85], [0.08, 0.5], [0.2, 0.16], [0.5, 0.05], [1, 0]]) soft.addColorStop(at, `rgba(${INK}, ${light})`);
  pen.fillStyle = soft;
  pen.fillRect(0, 0, 128, 128);
  return canvas;
}
