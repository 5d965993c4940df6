// One socket to the hub, for every page: hello, the hub's clock, and coming back after a loss.
//
//   const live = new Live({ role: 'viewer' });
//   live.on('mood', (message) => ...);      // any message type, and 'open', 'lost'
//   live.send({ t: 'feel', valence, arousal });
//   live.clock.now();                       // hub milliseconds: never run back
//   live.clock.doubt;                       // milliseconds by which they may be wrong; the hub is told, too

import { decode, encode } from '@msgpack/msgpack';

import { Clock, PINGS, PING_EVERY } from './clock.js';

export const VERSION = 1;
const FIRST_WAIT = 400, LONGEST_WAIT = 15000; // milliseconds between attempts to come back
const MOST_DOUBT = 10000; // milliseconds; more is not told
const SILENCE = 12000; // milliseconds without a word from the hub: the line is taken as lost

/** Where the hub listens, as seen from this page. */
export function address(page = location) {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/live`;
}

export class Live {
  /** role: 'viewer' or 'guest'. state: 'connecting', 'open', 'lost' or 'closed'. */
  constructor({ role = 'viewer', lang = document.documentElement.lang || 'en', url = address() } = {}) {
    Object.assign(this, { role, lang, url, clock: new Clock(), state: 'connecting', welcome: null });
    this.heard = new Map();
    this.wait = FIRST_WAIT;
    this.timers = new Set();
    this.waiting = []; // what was said before the line was open
    this.wake = () => { if (!document.hidden && this.state === 'lost') this.#open(); };
    document.addEventListener('visibilitychange', this.wake);
    this.#open();
  }

  /** Calls back for each message of a type; gives a function that ends it. */
  on(type, hear) {
    if (!this.heard.has(type)) this.heard.set(type, new Set());
    this.heard.get(type).add(hear);
    if (type === 'welcome' && this.welcome) hear(this.welcome);
    return () => this.heard.get(type).delete(hear);
  }

  /** Says it now, or as soon as the line is open; false where it has to wait. */
  send(message) {
    if (this.state === 'open') {
      this.socket.send(encode(message));
      return true;
    }
    const same = (one) => one.t === message.t && one.audience === message.audience;
    this.waiting = this.waiting.filter((one) => !same(one)).concat(message).slice(-16); // the newest wish counts
    return false;
  }

  close() {
    this.state = 'closed';
    document.removeEventListener('visibilitychange', this.wake);
    this.#rest();
    this.socket?.close();
  }

  #tell(type, message) {
    for (const hear of this.heard.get(type) ?? []) {
      try { hear(message); } catch (error) { console.error(`live: ${type}`, error); }
    }
  }

  #rest() {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  #after(ms, act) {
    const timer = setTimeout(() => { this.timers.delete(timer); act(); }, ms);
    this.timers.add(timer);
  }

  #open() {
    if (this.state === 'closed') return;
    this.#rest();
    this.state = 'connecting';
    const socket = new WebSocket(this.url);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => socket.send(encode({ t: 'hello', v: VERSION, role: this.role, lang: this.lang }));
    socket.onmessage = (event) => { if (socket === this.socket) this.#hear(event.data); };
    socket.onclose = socket.onerror = () => { if (socket === this.socket) this.#lose(); };
  }

  #hear(data) {
    let message;
    try { message = decode(new Uint8Array(data)); } catch { return; } // not ours: left unheard
    this.heardAt = performance.now();
    if (message?.t === 'welcome') this.#begin(message);
    else if (message?.t === 'pong') this.#pong(message);
    if (typeof message?.t === 'string') this.#tell(message.t, message);
  }

  #begin(welcome) {
    if (this.welcome) this.clock.reset(); // the hub may be another one by now
    this.welcome = welcome;
    this.clock.guess(welcome.hub_ms);
    this.state = 'open';
    this.wait = FIRST_WAIT;
    for (const message of this.waiting.splice(0)) this.send(message);
    for (const ms of PINGS) this.#after(ms, () => this.#ping());
    this.#after(PING_EVERY, () => this.#beat());
    this.#tell('open', welcome);
  }

  #ping() {
    if (this.state !== 'open') return;
    const { doubt } = this.clock;
    this.socket.send(encode({ t: 'ping', c: performance.now(), doubt: doubt <= MOST_DOUBT ? doubt : null }));
  }

  #pong(message) {
    this.clock.pong(message);
    if (this.clock.broken) this.#hangUp(); // a hub whose time runs back is another one: all begins anew
  }

  #hangUp() {
    this.socket.close();
    this.#lose();
  }

  #beat() {
    if (performance.now() - this.heardAt > SILENCE) {
      this.#hangUp();
      return;
    }
    this.#ping();
    this.#after(PING_EVERY, () => this.#beat());
  }

  #lose() {
    if (this.state === 'closed' || this.state === 'lost') return;
    const before = this.state;
    this.state = 'lost';
    this.#rest();
    if (before === 'open') this.#tell('lost', {});
    this.#after(this.wait * (0.7 + 0.6 * Math.random()), () => this.#open()); // spread, so that a hub is not stormed
    this.wait = Math.min(LONGEST_WAIT, this.wait * 1.8);
  }
}
