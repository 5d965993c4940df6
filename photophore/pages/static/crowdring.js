// How a crowd beats, as a ring of lights: the way round is one beat, and the light is where most of the crowd is in it.
// Spread evenly, nobody is in step; one bright place that goes round, everybody is. It is drawn from the crowd's mean
// alone (how much in step, and where), so no light of it is anybody's. All light passes the page's flash guard.

import { labToBytes } from './colour.js';
import { Guard } from './guard.js';

export const LAMPS = 72;
const TURN = 2 * Math.PI;
const REST = 0.2, MOST = 0.9; // lightness of a lamp at which nobody is, and of the brightest
const CHROMA = 0.045; // a little of the sea's own colour; hue belongs to feelings
const EASE = 500; // milliseconds in which a new figure takes hold
const INNER = 0.41; // radius of the ring, as a share of the canvas

/** Von Mises' concentration for an order r (Best and Fisher 1981): how narrow a bump has this mean. */
export function narrow(r) {
  if (!(r > 0)) return 0;
  if (r < 0.53) return 2 * r + r ** 3 + (5 * r ** 5) / 6;
  if (r < 0.85) return -0.4 + 1.39 * r + 0.43 / (1 - r);
  return Math.min(60, 1 / (r ** 3 - 4 * r ** 2 + 3 * r));
}

/** (LAMPS,) 0..1: how much light stands in each place of a beat, for an order r and a mean phase in turns. */
export function shares(order, psi, lamps = LAMPS) {
  const kappa = narrow(order);
  return Float64Array.from({ length: lamps }, (_, at) => {
    const away = TURN * (at / lamps - psi);
    return order > 0 ? order * Math.exp(kappa * (Math.cos(away) - 1)) : 0;
  });
}

export class CrowdRing {
  constructor(canvas) {
    this.canvas = canvas;
    this.guard = new Guard(LAMPS);
    this.bytes = new Uint8Array(3 * LAMPS);
    this.order = 0;
    this.crowd = null;
  }

  /** The newest figures: {order, psi, rate, hub_ms}; null: nobody is there. */
  tell(crowd) {
    this.crowd = crowd;
  }

  /** hubMs: null where the hub's time is not known. still: where motion stops. */
  paint(hubMs, pageMs, still = false) {
    const { crowd } = this;
    const aim = crowd?.order ?? 0;
    const share = still ? 1 : 1 - Math.exp(-Math.max(0, pageMs - (this.at ?? pageMs)) / EASE);
    this.at = pageMs;
    this.order += (aim - this.order) * share;
    const ahead = crowd && hubMs !== null ? ((hubMs - crowd.hub_ms) / 1000) * (crowd.rate ?? 0) : 0;
    const psi = still ? 0 : (crowd?.psi ?? 0) + ahead;
    const lab = new Float64Array(3 * LAMPS);
    shares(this.order, psi).forEach((light, at) => {
      const there = crowd?.members ? 0.08 : 0; // a crowd out of step is an even, faint ring
      const lightness = REST + (MOST - REST) * Math.min(1, Math.cbrt(light * 0.9 + there * 0.12));
      lab[3 * at] = crowd?.members ? lightness : REST;
      lab[3 * at + 1] = -CHROMA * 0.6 * lightness;
      lab[3 * at + 2] = -CHROMA * 0.5 * lightness;
    });
    labToBytes(lab, this.bytes);
    this.guard.limit(this.bytes, pageMs);
    this.#draw();
  }

  #draw() {
    const { canvas } = this;
    const zoom = Math.min(2.5, devicePixelRatio || 1);
    const side = Math.round(canvas.clientWidth * zoom);
    if (!side) return;
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const ctx = canvas.getContext('2d');
    ctx.clearRect(0, 0, side, side);
    ctx.globalCompositeOperation = 'lighter';
    const radius = side * INNER, core = side * 0.0095;
    for (let at = 0; at < LAMPS; at += 1) {
      const [red, green, blue] = this.bytes.subarray(3 * at, 3 * at + 3);
      const angle = TURN * (at / LAMPS) - TURN / 4; // the top is where a beat begins
      const x = side / 2 + radius * Math.cos(angle), y = side / 2 + radius * Math.sin(angle);
      const strength = Math.max(red, green, blue) / 255;
      const far = core * (3 + 9 * strength);
      const glow = ctx.createRadialGradient(x, y, 0, x, y, far);
      glow.addColorStop(0, `rgba(${red}, ${green}, ${blue}, ${0.34 * strength})`);
      glow.addColorStop(1, `rgba(${red}, ${green}, ${blue}, 0)`);
      ctx.fillStyle = glow;
      ctx.fillRect(x - far, y - far, 2 * far, 2 * far);
      ctx.fillStyle = `rgb(${red}, ${green}, ${blue})`;
      ctx.beginPath();
      ctx.arc(x, y, core * (0.55 + 0.75 * strength), 0, TURN);
      ctx.fill();
    }
  }
}
