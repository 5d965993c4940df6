// Where the map is looked at from: pan, zoom, pinch and flights, smooth, or at once where motion is not wanted.
// World units have y downwards; `scale` is CSS pixels in one world unit.

const EASE = 90; // milliseconds in which two thirds of a wish are fulfilled
const still = matchMedia('(prefers-reduced-motion: reduce)');

const clamp = (low, x, high) => Math.min(high, Math.max(low, x));
const smooth = (t) => t * t * t * (t * (6 * t - 15) + 10);

export class Camera {
  constructor() {
    Object.assign(this, { x: 0, y: 0, scale: 1, wish: { x: 0, y: 0, scale: 1 }, width: 1, height: 1 });
    this.home = { x: 0, y: 0, scale: 1 };
    this.closest = 40; // times as near as home
    this.flight = null;
    this.at = null;
  }

  /** The window's size in CSS pixels, and the box [x0, y0, x1, y1] of the world that home shows whole. */
  fit(width, height, box, [top, right, bottom, left] = [0, 0, 0, 0]) {
    const atHome = this.zoom < 1.02;
    this.width = width;
    this.height = height;
    const wide = Math.max(80, width - left - right), tall = Math.max(80, height - top - bottom);
    const scale = Math.min(wide / (box[2] - box[0]), tall / (box[3] - box[1]));
    this.home = {
      x: (box[0] + box[2]) / 2 + (right - left) / 2 / scale,
      y: (box[1] + box[3]) / 2 + (bottom - top) / 2 / scale,
      scale,
    };
    this.bounds = box;
    if (this.at === null) this.jump(this.home);
    else if (atHome && !this.flight) this.wish = { ...this.home };
  }

  /** How many times nearer than home. */
  get zoom() {
    return this.scale / this.home.scale;
  }

  jump({ x, y, scale }) {
    this.flight = null;
    this.leapt = true;
    Object.assign(this, { x, y, scale });
    this.wish = { x, y, scale };
  }

  /** A flight to a place, so that the way is seen; a promise of the landing. */
  fly(to, ms = 1600) {
    if (still.matches) {
      this.jump(to);
      return Promise.resolve();
    }
    this.flight?.landed();
    return new Promise((landed) => {
      this.flight = { from: { x: this.x, y: this.y, scale: this.scale }, to, ms, since: null, landed };
      this.wish = { ...to };
    });
  }

  pan(dx, dy) {
    this.#take();
    this.#look(this.wish.x - dx / this.wish.scale, this.wish.y - dy / this.wish.scale, this.wish.scale);
  }

  /** Nearer by a factor, around a point of the window. */
  near(factor, px = this.width / 2, py = this.height / 2) {
    this.#take();
    const scale = clamp(this.home.scale, this.wish.scale * factor, this.home.scale * this.closest);
    const shift = 1 / this.wish.scale - 1 / scale;
    this.#look(this.wish.x + (px - this.width / 2) * shift, this.wish.y + (py - this.height / 2) * shift, scale);
  }

  #look(x, y, scale) {
    const box = this.bounds ?? [-Infinity, -Infinity, Infinity, Infinity];
    this.wish = { x: clamp(box[0], x, box[2]), y: clamp(box[1], y, box[3]), scale };
    if (scale <= this.home.scale * 1.001) this.wish = { ...this.home };
  }

  #take() {
    if (!this.flight) return;
    this.flight.landed();
    this.flight = null;
    this.wish = { x: this.x, y: this.y, scale: this.scale };
  }

  /** One frame; true where the view moved. */
  step(now) {
    const since = this.at === null ? 16 : now - this.at;
    this.at = now;
    if (this.flight) return this.#soar(now);
    const { x, y, scale } = this.wish;
    const rest = Math.abs(Math.log(scale / this.scale)) < 1e-4
      && Math.hypot(x - this.x, y - this.y) * this.scale < 0.05;
    const share = still.matches || rest ? 1 : 1 - Math.exp(-since / EASE);
    const moved = this.leapt || x !== this.x || y !== this.y || scale !== this.scale;
    this.leapt = false;
    const before = this.scale;
    this.scale = share === 1 ? scale : before * (scale / before) ** share;
    const across = this.#across(before, scale, this.scale, share);
    this.x += (x - this.x) * across;
    this.y += (y - this.y) * across;
    return moved;
  }

  #soar(now) {
    const { from, to, ms, landed } = this.flight;
    this.flight.since ??= now;
    const t = clamp(0, (now - this.flight.since) / ms, 1);
    const eased = smooth(t);
    this.scale = from.scale * (to.scale / from.scale) ** eased;
    const across = this.#across(from.scale, to.scale, this.scale, eased);
    this.x = from.x + (to.x - from.x) * across;
    this.y = from.y + (to.y - from.y) * across;
    if (t === 1) {
      this.flight = null;
      landed();
    }
    return true;
  }

  /** How far the middle has moved when the scale has: in step, so that one point of the window stands still. */
  #across(from, to, now, otherwise) {
    if (Math.abs(Math.log(to / from)) < 1e-3) return otherwise;
    return (1 / now - 1 / from) / (1 / to - 1 / from);
  }

  toScreen(x, y) {
    return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
  }

  toWorld(px, py) {
    return [(px - this.width / 2) / this.scale + this.x, (py - this.height / 2) / this.scale + this.y];
  }

  /** What the window shows, [x0, y0, x1, y1]. */
  get box() {
    return [...this.toWorld(0, 0), ...this.toWorld(this.width, this.height)];
  }

  /** Fingers, mouse and wheel on an element move this camera; `tapped(px, py)` for a touch that did not move. */
  attach(element, tapped = () => {}) {
    const fingers = new Map();
    let moved = 0;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      if (!fingers.size) moved = 0;
      fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
    });
    element.addEventListener('pointermove', (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = [event.offsetX, event.offsetY];
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (fingers.size === 1) this.pan(now[0] - before[0], now[1] - before[1]);
      else this.#pinch([...fingers].find(([id]) => id !== event.pointerId)[1], before, now);
      fingers.set(event.pointerId, now);
    });
    const lift = (event) => {
      if (!fingers.delete(event.pointerId)) return;
      if (event.type === 'pointerup' && moved < 6) tapped(event.offsetX, event.offsetY);
    };
    element.addEventListener('pointerup', lift);
    element.addEventListener('pointercancel', lift);
    element.addEventListener('wheel', (event) => {
      event.preventDefault();
      const step = clamp(-80, event.deltaY * (event.deltaMode ? 30 : 1), 80);
      this.near(Math.exp(-step / (event.ctrlKey ? 90 : 320)), event.offsetX, event.offsetY);
    }, { passive: false });
    element.addEventListener('dblclick', (event) => this.near(2, event.offsetX, event.offsetY));
  }

  #pinch(other, before, now) {
    const apart = (a, b) => Math.max(8, Math.hypot(a[0] - b[0], a[1] - b[1]));
    const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    const [from, to] = [middle(other, before), middle(other, now)];
    this.pan(to[0] - from[0], to[1] - from[1]);
    this.near(apart(other, now) / apart(other, before), to[0], to[1]);
  }

  /** Arrow keys, plus, minus and zero; true where the key was one of them. */
  key(name) {
    const step = 80;
    const ways = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (ways[name]) this.pan(...ways[name]);
    else if (name === '+' || name === '=') this.near(1.5);
    else if (name === '-') this.near(1 / 1.5);
    else if (name === '0' || name === 'Home') this.fly(this.home, 700);
    else return false;
    return true;
  }
}
