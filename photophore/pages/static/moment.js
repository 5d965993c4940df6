// *Keep this moment*: a clip of six seconds, made in the page and sent to nobody. It begins with one smile and
// rises over the city. What it shows has passed the guard already: it is what the page itself paints.

import { Camera } from './camera.js';
import { glow } from './glow.js';
import { paintMouth } from './mouth.js';

export const SECONDS = 6;
export const SHAPES = { upright: [720, 1280], wide: [1280, 720] };
const SLOWEST = 120; // milliseconds of the way between two pictures at most
const PATIENCE = 20000; // milliseconds after which the rest of the way is gone in real time
const LAST = 400; // milliseconds in which the last picture is seen
const RATE = 30; // pictures a second
const BITS = 5e6; // a second
const KINDS = ['video/webm;codecs=vp8', 'video/webm;codecs=vp9', 'video/webm', 'video/mp4'];
const REST = 0.26; // share of the clip that stays with the smile
const GROUND = '#070f13';

/** The first kind of clip that this browser can make, or null. */
export function kind() {
  if (!globalThis.MediaRecorder || !HTMLCanvasElement.prototype.captureStream) return null;
  return KINDS.find((one) => MediaRecorder.isTypeSupported(one)) ?? null;
}

const ease = (t) => t * t * t * (t * (6 * t - 15) + 10);

/** One clip's pictures. map: CityMap; mine: {at: [x, y] in the world, bytes() guarded, teeth()}. */
export class Moment {
  constructor(shape, map, mine, words) {
    const small = map.glow.slow ? 0.5 : 1; // without a graphics chip
    const [width, height] = SHAPES[shape].map((side) => side * small);
    Object.assign(this, { width, height, map, mine, words });
    this.canvas = Object.assign(document.createElement('canvas'), { width, height });
    this.ctx = this.canvas.getContext('2d');
    this.glow = glow(document.createElement('canvas'));
    this.glow.resize(width, height, 1);
    this.camera = new Camera();
    this.camera.fit(width, height, map.city.box, [height * 0.1, width * 0.05, height * 0.14, width * 0.05]);
    const wide = Math.min(width * 0.56, height * 0.5); // of the mouth, when the clip begins
    this.from = { x: mine.at[0], y: mine.at[1], scale: wide / map.near.width };
  }

  /** The picture at t, 0..1. */
  paint(t) {
    const { ctx, camera, width, height, map, mine } = this;
    const rise = ease(Math.max(0, Math.min(1, (t - REST) / (0.86 - REST)))), { home } = camera;
    const scale = this.from.scale * (home.scale / this.from.scale) ** rise;
    const across = (1 / scale - 1 / this.from.scale) / (1 / home.scale - 1 / this.from.scale);
    camera.jump({ x: this.from.x + (home.x - this.from.x) * across, y: this.from.y + (home.y - this.from.y) * across, scale });
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalCompositeOperation = 'source-over';
    ctx.fillStyle = GROUND;
    ctx.fillRect(0, 0, width, height);
    map.paintGround(ctx, camera, 1);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    this.glow.paint(camera, this.#layers());
    ctx.globalCompositeOperation = 'lighter';
    ctx.drawImage(this.glow.canvas, 0, 0, width, height);
    ctx.globalCompositeOperation = 'source-over';
    this.#mouth(mine, camera);
    this.#sign(t);
  }

  #layers() {
    const { map, camera } = this, near = map.near.look(camera, false);
    return [
      { ...map.tiles.layer, ...map.tiles.look(camera, null), key: map.tiles.layer },
      ...[map.near.points, map.near.aura, map.near.teeth].map((layer, one) => ({ ...layer, ...near[one], key: layer })),
    ];
  }

  #mouth({ at, bytes, teeth }, camera) {
    const wide = this.map.near.width * camera.scale;
    if (wide < 4) return;
    const full = Math.round(this.map.near.width * this.from.scale), share = wide / full, { ctx } = this;
    const room = { width: full * 2, height: full * 1.4 }; // the halo goes beyond the teeth
    this.own ??= Object.assign(document.createElement('canvas'), room);
    const own = this.own.getContext('2d');
    own.clearRect(0, 0, room.width, room.height);
    paintMouth(own, bytes(), { x: full / 2, y: full * 0.5, width: full, height: full * 0.4 }, { teeth: teeth() });
    const [x, y] = camera.toScreen(...at);
    ctx.globalCompositeOperation = 'lighter';
    ctx.drawImage(this.own, x - (room.width / 2) * share, y - (room.height / 2) * share, room.width * share, room.height * share);
    ctx.globalCompositeOperation = 'source-over';
  }

  #sign(t) {
    const { ctx, width, height } = this;
    ctx.globalAlpha = ease(Math.max(0, Math.min(1, (t - 0.72) / 0.2)));
    ctx.fillStyle = 'rgb(222 234 238)';
    ctx.textAlign = 'center';
    ctx.font = `400 ${Math.round(Math.min(width, height) / 22)}px "Atkinson Hyperlegible Next", sans-serif`;
    ctx.fillText(this.words, width / 2, height * 0.93);
    ctx.globalAlpha = 1;
  }
}

/** Records a moment in real time; told(share) says how far it is. Gives {blob, name}. */
export async function record(moment, shape, told = () => {}) {
  const type = kind();
  if (!type) throw new Error('moment: this browser cannot record');
  moment.paint(0);
  const stream = moment.canvas.captureStream(RATE), parts = [];
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: BITS });
  recorder.ondataavailable = ({ data }) => { if (data.size) parts.push(data); };
  const ended = new Promise((resolve, reject) => {
    recorder.onstop = resolve;
    recorder.onerror = ({ error }) => reject(error);
  });
  recorder.start(500);
  await new Promise((done) => {
    const begun = performance.now();
    let t = 0, before = null;
    const next = (now) => { // a slow machine makes a slower clip, and leaves out no part of the way
      const most = now - begun > PATIENCE ? Infinity : SLOWEST;
      t = Math.min(1, t + Math.min(most, now - (before ?? now)) / (1000 * SECONDS));
      before = now;
      moment.paint(t);
      told(t);
      if (t < 1) requestAnimationFrame(next);
      else done();
    };
    requestAnimationFrame(next);
  });
  await new Promise((rest) => { setTimeout(rest, LAST); });
  recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  const [plain] = type.split(';');
  return { blob: new Blob(parts, { type: plain }), name: `photophore-${shape}.${plain.split('/')[1]}` };
}

/** Hands a file to the browser's own saving. */
export function save({ blob, name }) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
