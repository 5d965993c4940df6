// What the smile page's sheet shows: pure templates over the page's view of things. Decides nothing.

import { html, nothing } from 'lit';
import { path, say } from './words.js';

/** A plain switch: its name, what its state means, and what touching it does. */
export function toggle({ id, on, says, touch, off = false }) {
  const name = say(`smile-${id}`);
  return html`
    <div class="toggle">
      <button type="button" role="switch" id="switch-${id}" aria-checked=${String(on)} aria-describedby="says-${id}"
        ?disabled=${off} @click=${touch}>
        <span class="toggle-name">${name}</span><span class="toggle-ring" aria-hidden="true"></span>
      </button>
      <p id="says-${id}" class="says">${says}</p>
    </div>`;
}

export function sea(view) {
  const { state, gallery } = view;
  const worn = gallery.find(({ name }) => name === state.glyph);
  const unread = state.hear && worn && !worn.signals.includes('feeling');
  const told = unread ? 'smile-sea-unread' : state.hear ? 'smile-sea-on' : 'smile-sea-first';
  return html`
    <section class="part" aria-labelledby="sea-name">
      <h2 id="sea-name">${say('smile-sea')}</h2>
      <photo-sea class="sea" .inviting=${!state.hear} @feel=${view.felt}></photo-sea>
      <p class="says">${say(told, { glyph: state.glyph })}</p>
    </section>`;
}

export function switches({ state, place, set }) {
  const shown = state.show_near || state.show_public;
  const among = Boolean(state.gathering) && !state.dark; // they see it as well, whatever this switch says
  const standing = place ? say('smile-public-at', { district: place }) : say('smile-public-on');
  return html`
    <section class="part">
      ${toggle({
        id: 'hear', on: state.hear, touch: () => set.hear(!state.hear),
        says: say(state.hear ? 'smile-hear-on' : 'smile-hear-off'),
      })}
      ${toggle({
        id: 'show', on: shown, touch: () => set.show(!shown),
        says: `${say(state.show_near ? 'smile-show-on' : shown ? 'smile-show-map' : 'smile-show-off',
          { among: among ? 'yes' : 'no' })} ${among && shown ? say('smile-show-gathering') : ''}`,
      })}
      ${shown ? toggle({
        id: 'public', on: state.show_public, touch: () => set.public(!state.show_public),
        says: state.show_public ? standing : say('smile-public-off'),
      }) : nothing}
    </section>`;
}

/** Whose smile this is: a guest's, of whom nothing is kept, or somebody's who joined, whose switches are decisions. */
export function standing({ state }) {
  const [says, way, go] = state.joined ? ['smile-joined', '/me', 'smile-joined-go'] : ['smile-guest', '/join', 'smile-guest-go'];
  return html`
    <section class="part">
      <p class="says">${say(says)} <a href=${path(way)}>${say(go)}</a></p>
    </section>`;
}

export function choice({ state, set }) {
  const one = (light) => html`
    <label class="choice">
      <input type="radio" name="choose" value=${light} .checked=${state.choose === light}
        @change=${() => set.choose(light)}>
      <span>${say(`smile-choose-${light}`)}<small>${say(`smile-choose-${light}-says`)}</small></span>
    </label>`;
  return html`
    <fieldset class="part">
      <legend>${say('smile-choose')}</legend>
      ${['bright', 'all', 'gesture'].map(one)}
    </fieldset>`;
}

/** How a design is asked for: those that artists published by their hash, others by their name. */
export function wearing(what, gallery = []) {
  const hash = gallery.find(({ name }) => name === what)?.published?.hash ?? (/^[0-9a-f]{64}$/.test(what) ? what : null);
  return hash ? { t: 'wear', hash } : { t: 'wear', name: what };
}

/** What the address asks to wear: a design by its name or hash; or, behind the `#`, which no log sees, a text itself. */
export function wished({ hash, search } = location) {
  try {
    if (hash.startsWith('#wear=')) return { t: 'wear', text: decodeURIComponent(hash.slice(6)).slice(0, 4000) };
  } catch {
    return null; // a link that was cut
  }
  const what = new URLSearchParams(search).get('wear');
  return what ? wearing(what) : null;
}

export function glyphs({ state, gallery, set }) {
  const one = ({ name, tree }) => html`
    <button type="button" class="glyph" aria-pressed=${String(state.glyph === name)} @click=${() => set.wear(name)}>
      <photo-thumb .tree=${tree}></photo-thumb>
      <span>${name}</span>
    </button>`;
  return html`
    <section class="part" aria-labelledby="glyphs-name">
      <h2 id="glyphs-name">${say('smile-glyphs')}</h2>
      <div class="glyphs">${gallery.map(one)}</div>
      <p><a href=${path('/glyphs')}>${say('smile-glyphs-all')}</a></p>
    </section>`;
}

export function heart({ state, heart: now, set, bluetooth }) {
  if (!state.bodies) {
    return html`
      <section class="part" aria-labelledby="heart-name">
        <h2 id="heart-name">${say('smile-heart')}</h2>
        <p class="says">${say('smile-heart-nowhere')}</p>
      </section>`;
  }
  return html`
    <section class="part" aria-labelledby="heart-name">
      <h2 id="heart-name">${say('smile-heart')}</h2>
      <p class="says">${say(state.hear ? 'smile-heart-says' : 'smile-heart-needs')}</p>
      <div class="hearts">
        <button type="button" class="ring" ?disabled=${!state.hear} @pointerdown=${set.tap} @keydown=${set.tapKey}>
          ${say('smile-tap')}
        </button>
        ${bluetooth ? html`
          <button type="button" class="ring" ?disabled=${!state.hear} @click=${set.strap}>
            ${say(now.strap ? 'smile-strap-close' : 'smile-strap')}
          </button>` : nothing}
        ${state.heart && !now.strap ? html`
          <button type="button" class="ring" @click=${() => set.heart(false)}>
            ${say('smile-heart-off')}
          </button>` : nothing}
      </div>
      <p class="beats" role="status">${beats(now)}</p>
    </section>`;
}

function beats({ bpm, tapping, lost }) {
  if (lost) return say('smile-strap-lost');
  if (bpm > 0) return say('smile-bpm', { bpm: Math.round(bpm) });
  return tapping ? say('smile-tapping') : '\u00a0';
}

export function phone({ off, awake, set }) {
  const plain = off.filter(({ why }) => why === 'plain');
  const absent = off.filter(({ why }) => why === 'absent');
  const list = (found, why) => (found.length ? html`
    <p class="says">${say(why)}</p>
    <ul class="senses">${found.map(({ sense }) => html`<li>${say(`smile-sense-${sense}`)}</li>`)}</ul>` : nothing);
  return html`
    <section class="part" aria-labelledby="phone-name">
      <h2 id="phone-name">${say('smile-phone')}</h2>
      ${off.some(({ sense }) => sense === 'awake') ? nothing : toggle({
        id: 'awake', on: awake, touch: () => set.awake(!awake), says: say(awake ? 'smile-awake-on' : 'smile-awake-off'),
      })}
      ${off.length ? html`<h3>${say('smile-off')}</h3>` : nothing}
      ${list(plain, 'smile-off-plain')}
      ${list(absent, 'smile-off-absent')}
    </section>`;
}

export function ways(languages) {
  const here = new URLSearchParams(location.search).get('lang');
  return html`
    <nav class="part ways" aria-label=${say('nav')}>
      <a href=${path('/city')}>${say('nav-city')}</a>
      <a href=${path('/glyphs')}>${say('nav-glyphs')}</a>
      ${languages.map(([code, name]) => html`
        <a href=${`?lang=${code}`} lang=${code} hreflang=${code} aria-current=${here === code ? 'true' : nothing}>
          ${name}</a>`)}
    </nav>`;
}
