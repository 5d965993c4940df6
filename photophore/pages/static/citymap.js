// The map itself: ground that is barely there, and light upon it. Shared by `/` and `/city`.
//
//   const city = await readCity();                 // GET /api/city
//   const map = new CityMap(host, city);           // two canvases in the host element
//   map.hear(live);                                // tiles and smiles as the hub sends them
//   map.frame(now);                                // once for every frame

import { geoArea, geoIdentity, geoMercator, geoPath } from 'd3-geo';

import { Camera } from './camera.js';
import { glow } from './glow.js';
import { Near, Tiles } from './lights.js';

const SMILE = 0.5; // of a tile's width: how wide a smile stands on the map
const LARGEST = 112; // CSS pixels that a smile is wide when one cannot come nearer
const LOOK_FROM = 2.4; // times nearer than home, from where single smiles are asked for
const LOOK_EVERY = 300; // milliseconds
const EARTH = 6371; // kilometres
const JITTER = 0.26; // of a tile's width by which its light stands off the grid, so that the sea has no rows
const CALM = 45; // milliseconds between two pictures of a map that stands still
const SLOW = 48, FEW = 14; // milliseconds between frames, and frames in a row, after which fewer pixels are painted

/** The city as the hub tells it, ready to be drawn. */
export async function readCity(get = fetch) {
  const answer = await get('/api/city');
  if (!answer.ok) throw new Error(`city: ${answer.status}`);
  return prepare(await answer.json());
}

/** What GET /api/city tells, as paths and points of a world whose y runs downwards, in kilometres. */
export function prepare({ name, projection, box, people, districts, tiles }) {
  const flat = projection !== 'lonlat';
  const [west, south, east, north] = box;
  const project = flat
    ? geoIdentity().reflectY(true)
    : geoMercator().scale(EARTH).rotate([-(west + east) / 2, 0]).center([0, (south + north) / 2]).translate([0, 0]);
  const path = geoPath(project);
  const features = districts.features.map((feature) => (flat ? feature : wound(feature)));
  const toWorld = (x, y) => project([x, y]);
  const corners = [toWorld(west, north), toWorld(east, south)];
  const size = tiles.size > 0 && flat ? tiles.size : spacing(corners, tiles.xy.length);
  const off = (one, by) => (((one * by) % 1) - 0.5) * 2 * JITTER * size;
  const xy = new Float32Array(tiles.xy.flatMap(([x, y], one) => {
    const [east, down] = toWorld(x, y);
    return [east + off(one, 0.7548776662), down + off(one, 0.5698402910)];
  }));
  return {
    name, people,
    box: [...corners[0], ...corners[1]],
    districts: features.filter((one) => one.properties.kind === 'district').map((one) => ({
      ...one.properties, id: one.id, path: new Path2D(path(one)), middle: toWorld(...one.properties.centre),
      bounds: path.bounds(one),
    })),
    lines: features.filter((one) => one.properties.kind !== 'district')
      .map((one) => ({ kind: one.properties.kind, path: new Path2D(path(one)) })),
    xy, size, tiles, toWorld,
    toPlace: (x, y) => project.invert([x, y]),
  };
}

/** d3 reads spheres: a ring that runs the other way would be the whole world but this district. */
function wound(feature) {
  if (geoArea(feature) <= 2 * Math.PI) return feature;
  const turn = (rings) => rings.map((ring) => [...ring].reverse());
  const { type, coordinates } = feature.geometry;
  const turned = type === 'Polygon' ? turn(coordinates) : coordinates.map(turn);
  return { ...feature, geometry: { type, coordinates: turned } };
}

function spacing([[x0, y0], [x1, y1]], count) {
  return Math.sqrt(Math.abs((x1 - x0) * (y1 - y0)) * 0.6 / Math.max(1, count));
}

export class CityMap {
  /** margins: CSS pixels kept free at top, right, bottom and left of the whole city. */
  constructor(host, city, { webgl = true, margins = [0, 0, 0, 0] } = {}) {
    Object.assign(this, { host, city, margins, camera: new Camera(), lens: null, chosen: null, mood: null, mine: null });
    this.ground = document.createElement('canvas');
    const light = document.createElement('canvas');
    for (const canvas of [this.ground, light]) {
      canvas.setAttribute('aria-hidden', 'true');
      host.append(canvas);
    }
    this.glow = glow(light, { webgl });
    this.quality = this.glow.slow ? 0.66 : 1;
    this.painted = { at: 0, late: 0 };
    this.tiles = new Tiles(city.xy, city.size);
    this.near = new Near(city.size * SMILE);
    this.stale = true; // the ground has to be painted again
    this.looked = { at: -Infinity, box: null };
    this.watch = new ResizeObserver(() => this.resize());
    this.watch.observe(host);
    this.resize();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    this.camera.fit(width, height, this.city.box, this.margins);
    this.camera.closest = Math.max(8, LARGEST / (this.near.width * this.camera.home.scale));
    this.glow.resize(width, height, devicePixelRatio * this.quality);
    this.ground.width = Math.round(width * this.glow.ratio);
    this.ground.height = Math.round(height * this.glow.ratio);
    this.stale = true;
  }

  /** Listens to the hub, and asks it for the smiles in view as one comes near. */
  hear(live) {
    this.live = live;
    live.on('city', ({ tiles }) => this.tiles.take(tiles, performance.now(), this.mood));
    live.on('mood', (mood) => { this.mood = mood; });
    live.on('near', ({ ids, xy, light }) => this.#takeNear(ids, xy, light));
    live.on('open', () => { this.looked.at = -Infinity; });
    live.on('lost', () => this.#fall());
  }

  /** Light that nobody vouches for goes out. */
  #fall() {
    this.near.clear(performance.now());
    if (!this.tiles.back) this.tiles.eased.aim.fill(0);
  }

  #takeNear(ids, xy, light) {
    if (!this.looked.box) return; // sent before the hub heard that one went away: nobody would put it out again
    const bytes = xy.slice(); // aligned anew: a view into a message may start anywhere
    const there = new Float32Array(bytes.buffer, 0, 2 * ids.length), world = new Float32Array(2 * ids.length);
    for (let one = 0; one < ids.length; one += 1) {
      const [x, y] = this.city.toWorld(there[2 * one], there[2 * one + 1]);
      world.set([x, y], 2 * one);
      if (this.mine && Math.hypot(x - this.mine[0], y - this.mine[1]) < 1e-3 * this.city.size) {
        light = light.slice();
        light.fill(0, 96 * one, 96 * one + 96); // the wearer's own page paints that one itself
      }
    }
    this.near.take(ids, world, light, performance.now());
  }

  #look(now) {
    if (!this.live || now - this.looked.at < LOOK_EVERY) return;
    const close = this.camera.zoom >= LOOK_FROM && !this.tiles.back;
    if (!close && this.looked.box === null && this.looked.at > 0) return;
    const [x0, y0, x1, y1] = this.camera.box;
    const [west, north] = this.city.toPlace(x0, y0), [east, south] = this.city.toPlace(x1, y1);
    const box = close ? [west, south, east, north] : null;
    if (this.looked.at > 0 && JSON.stringify(box) === JSON.stringify(this.looked.box)) return;
    this.looked = { at: now, box };
    this.live.send({ t: 'look', box, zoom: this.camera.zoom });
    if (!close) this.near.clear(now);
  }

  /** One frame. */
  frame(now) {
    const moved = this.camera.step(now);
    this.#look(now);
    if (!moved && !this.stale && now - this.painted.at < CALM) return false;
    if (moved) this.#pace(now - this.painted.at);
    this.painted.at = now;
    this.glow.paint(this.camera, this.flow(now));
    if (moved || this.stale) this.#paintGround();
    return moved;
  }

  /** Lets the light flow on, and gives it as layers, without painting any. */
  flow(now) {
    return [this.tiles.step(now, this.camera, this.lens), ...this.near.step(now, this.camera, this.tiles.back > 0)];
  }

  /** A slow machine paints fewer pixels rather than fewer pictures. */
  #pace(since) {
    this.painted.late = since > SLOW && since < 1000 ? this.painted.late + 1 : 0;
    if (this.painted.late < FEW || this.quality < 0.45) return;
    this.painted.late = 0;
    this.quality *= 0.75;
    this.resize();
  }

  #paintGround() {
    this.stale = false;
    const ctx = this.ground.getContext('2d');
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, this.ground.width, this.ground.height);
    this.paintGround(ctx, this.camera, this.glow.ratio);
  }

  /** Districts, coast and streets, barely there, as seen from a camera; `ratio` pixels of ctx to a CSS pixel. */
  paintGround(ctx, camera, ratio) {
    const { city } = this;
    const zoom = camera.scale * ratio, [left, top] = camera.toScreen(0, 0);
    ctx.setTransform(zoom, 0, 0, zoom, left * ratio, top * ratio);
    const ink = (alpha) => `rgb(214 232 236 / ${alpha})`, hair = 1 / camera.scale;
    for (const { id, path } of city.districts) {
      ctx.fillStyle = ink(id === this.chosen ? 0.055 : 0.022);
      ctx.fill(path);
      ctx.lineWidth = hair;
      ctx.strokeStyle = ink(id === this.chosen ? 0.4 : 0.07);
      ctx.stroke(path);
    }
    for (const { kind, path } of city.lines) {
      ctx.lineWidth = hair * (kind === 'coast' ? 1.25 : 1);
      ctx.strokeStyle = ink(kind === 'coast' ? 0.2 : 0.05);
      ctx.stroke(path);
    }
    this.lens?.paint(ctx, camera);
  }

  /** The district under a point of the window, or null. */
  under(px, py) {
    const [x, y] = this.camera.toWorld(px, py);
    const ctx = this.measure ??= document.createElement('canvas').getContext('2d');
    return this.city.districts.find(({ path }) => ctx.isPointInPath(path, x, y)) ?? null;
  }

  choose(id) {
    if (this.chosen === id) return;
    this.chosen = id;
    this.stale = true;
  }

  /** A view that shows a district whole. */
  over({ bounds: [[x0, y0], [x1, y1]] }) {
    const { width, height, home, closest } = this.camera;
    const scale = Math.min(width / (x1 - x0), height / (y1 - y0)) * 0.6;
    return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, scale: Math.min(home.scale * closest, Math.max(home.scale, scale)) };
  }

  end() {
    this.watch.disconnect();
    this.ground.remove();
    this.glow.canvas.remove();
  }
}
