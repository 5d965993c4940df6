// *Who is missing?*: a lens that shows the people without nanobots. They do not glow, so each is part of a ring.

import { html, nothing, svg } from 'lit';

import { say } from './words.js';

const RINGS = 1500, FEW_RINGS = 450; // on a wide map, and on a small one, at most
const DOTS = 50; // for each fifth: two people of a hundred in a dot
const ROUND = [1, 2, 5];

/** The people that one ring stands for: 1, 2, 5, 10, 20 ... */
export function each(without, rings = RINGS) {
  for (let power = 1; ; power *= 10) {
    for (const step of ROUND) if (without / (step * power) <= rings) return step * power;
  }
}

export async function readMissing(get = fetch) {
  const answer = await get('/api/missing');
  if (!answer.ok) throw new Error(`missing: ${answer.status}`);
  return answer.json();
}

export class Lens {
  constructor(city, missing) {
    this.missing = missing;
    this.each = each(missing.all.without ?? 0, innerWidth > 640 ? RINGS : FEW_RINGS);
    this.rings = scatter(city, missing, this.each);
  }

  /** Rings on the ground; ctx is in world units. */
  paint(ctx, camera) {
    const radius = 2.1 / camera.scale * Math.min(2.4, camera.zoom ** 0.4);
    ctx.beginPath();
    for (let one = 0; one < this.rings.length; one += 2) {
      const x = this.rings[one], y = this.rings[one + 1];
      ctx.moveTo(x + radius, y);
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
    }
    ctx.lineWidth = 1 / camera.scale;
    ctx.strokeStyle = 'rgb(222 236 240 / 0.62)';
    ctx.stroke();
  }

  /** The figures, in words and as areas. `go(id)` flies to a district. */
  panel(go) {
    const { all, fifths, districts, source, notes } = this.missing;
    const share = (cell) => Math.round(100 * cell.share);
    const worst = districts.filter((cell) => cell.share !== null).sort((a, b) => b.share - a.share);
    return html`
      <h2>${say('city-missing-title')}</h2>
      <p>${say('city-missing-says', { without: all.without, people: all.people, each: this.each })}</p>
      <h3 class="small soft">${say('city-missing-fifths')}</h3>
      <ul class="fifths">${fifths.filter((cell) => cell.share !== null).map((cell) => html`<li>${fifth(cell)}</li>`)}</ul>
      ${this.#reach()}
      <h3 class="small soft">${say('city-missing-districts')}</h3>
      <ul>${worst.map((cell) => html`<li><button type="button" @click=${() => go(cell.id)}>
        <b>${say('city-missing-district', { name: cell.name, share: share(cell) })}</b>${this.#about(cell)}</button></li>`)}</ul>
      ${notes.map((note) => html`<p class="small soft">${doubt(note)}</p>`)}
      <p class="small soft">${say('city-missing-source', { source })}</p>`;
  }

  /** What is real of it: how many dentists are within reach of whom. */
  #reach() {
    const { all, fifths, radius } = this.missing;
    const [poor, rich] = [fifths.at(0), fifths.at(-1)];
    if (all.reach === null || poor.reach === null || rich.reach === null) return nothing;
    const told = { radius, all: two(all.reach), poor: two(poor.reach), rich: two(rich.reach) };
    return html`<h3 class="small soft">${say('city-missing-reach')}</h3>
      <p>${say('city-missing-reach-says', told)}
        ${all.unreached ? say('city-missing-unreached', { people: all.unreached, radius }) : nothing}</p>`;
  }

  #about({ income, reach }) {
    if (income === null || reach === null) return nothing;
    return say('city-missing-about', { income, money: this.missing.money, reach: two(reach) });
  }
}

/** How sure the city's own figures are: a sentence for each note of GET /api/missing. */
function doubt(note) {
  switch (note.key) {
    case 'said': return note.text;
    case 'gone': return say('city-note-gone', note);
    case 'income': return say('city-note-income', note);
    case 'margin': return say('city-note-margin');
    case 'no-margin': return say('city-note-no-margin');
    case 'astray': return say('city-note-astray', note);
    case 'outside': return say('city-note-outside', note);
    default: return say('city-note-drawn', note);
  }
}

const two = (x) => Math.round(100 * x) / 100;

/** One fifth: a sentence with its uncertainty (two standard errors), and a hundred people as fifty dots. */
function fifth({ fifth: number, share, error }) {
  const per = (x, round = Math.round) => Math.min(100, Math.max(0, round(100 * x)));
  const missing = Math.round(share * DOTS);
  const [low, high] = [per(share - 2 * error, Math.floor), per(share + 2 * error, Math.ceil)];
  const between = say('city-missing-between', { low, high });
  return html`
    <p><span>${say('city-missing-fifth', { fifth: number })}</span>
      <b>${say('city-missing-share', { share: per(share) })}</b> <span class="soft">${between}</span></p>
    <svg viewBox="0 0 250 10" aria-hidden="true">${Array.from({ length: DOTS }, (_, one) => (
    one < missing
      ? svg`<circle cx=${one * 5 + 2.5} cy="5" r="1.6" fill="none" stroke="currentColor" stroke-width="0.7"></circle>`
      : svg`<circle cx=${one * 5 + 2.5} cy="5" r="2" fill="currentColor"></circle>`))}</svg>`;
}

/** Where rings stand: in each district, on the tiles where people live, the same for everybody who looks. */
function scatter(city, missing, people) {
  const places = new Map(); // district -> [tiles, people up to here]
  city.tiles.district.forEach((id, tile) => {
    if (!places.has(id)) places.set(id, { tiles: [], sums: [], sum: 0 });
    const place = places.get(id);
    place.sum += city.tiles.people[tile];
    place.tiles.push(tile);
    place.sums.push(place.sum);
  });
  const chance = dice(20261121), rings = [];
  for (const cell of missing.districts) {
    const place = places.get(cell.id);
    if (!place || cell.without === null) continue;
    for (let one = Math.round(cell.without / people); one > 0; one -= 1) {
      const at = chance() * place.sum, tile = place.tiles[place.sums.findIndex((sum) => sum >= at)];
      rings.push(city.xy[2 * tile] + (chance() - 0.5) * city.size, city.xy[2 * tile + 1] + (chance() - 0.5) * city.size);
    }
  }
  return Float32Array.from(rings);
}

function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator: only for a scatter
    return state / 2 ** 32;
  };
}

