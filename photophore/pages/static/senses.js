// What this device can feel and keep awake, and why not: nothing here runs before it is asked for.

const HEART_RATE = 0x180d, MEASUREMENT = 0x2a37; // Bluetooth assigned numbers
const SLOWEST = 30, FASTEST = 220; // beats per minute that a heart can have
const REST = 2500; // milliseconds without a tap: a new rhythm begins
const TAPS = 6; // intervals that a rhythm is read from

/** The senses that are off here, each with why: {sense: 'awake' | 'motion' | 'strap', why: 'plain' | 'absent'}. */
export function off(page = window) {
  const has = {
    awake: 'wakeLock' in page.navigator,
    strap: 'bluetooth' in page.navigator,
    motion: 'DeviceMotionEvent' in page,
  };
  const why = page.isSecureContext ? 'absent' : 'plain';
  return Object.keys(has).filter((sense) => !has[sense]).map((sense) => ({ sense, why }));
}

/** Keeps the screen on while the page is seen. */
export class Awake {
  constructor(changed = () => {}) {
    this.wanted = false;
    this.lock = null;
    this.changed = changed;
    document.addEventListener('visibilitychange', () => { if (this.wanted && !document.hidden) this.#ask(); });
  }

  get on() {
    return this.lock !== null;
  }

  async set(wanted) {
    this.wanted = wanted;
    if (wanted) return this.#ask();
    await this.lock?.release();
    return false;
  }

  async #ask() {
    if (this.lock) return true;
    try {
      this.lock = await navigator.wakeLock.request('screen');
      this.lock.addEventListener('release', () => { this.lock = null; this.changed(); });
    } catch {
      this.wanted = false; // refused: a low battery, or another page in front
    }
    this.changed();
    return this.on;
  }
}

/** One heart rate measurement (0x2A37) -> {bpm, touches}: nan where the strap has none; touches is null if untold. */
export function readHeart(data) {
  if (data.byteLength < 2) return { bpm: NaN, touches: null };
  const flags = data.getUint8(0);
  const wide = flags & 1;
  if (wide && data.byteLength < 3) return { bpm: NaN, touches: null };
  const told = wide ? data.getUint16(1, true) : data.getUint8(1);
  const touches = flags & 4 ? Boolean(flags & 2) : null;
  const bpm = told >= SLOWEST && told <= FASTEST && touches !== false ? told : NaN;
  return { bpm, touches };
}

/** A heart strap by Web Bluetooth. Only the beats per minute are handed on. */
export class Strap {
  constructor({ beat, lost, bluetooth = navigator.bluetooth }) {
    Object.assign(this, { beat, lost, bluetooth, device: null });
  }

  /** Asks the wearer to choose a strap; false where none was chosen. */
  async open() {
    try {
      this.device = await this.bluetooth.requestDevice({ filters: [{ services: [HEART_RATE] }] });
    } catch (error) {
      if (error.name === 'NotFoundError') return false; // the chooser was closed
      throw error;
    }
    this.device.addEventListener('gattserverdisconnected', () => this.lost());
    const service = await (await this.device.gatt.connect()).getPrimaryService(HEART_RATE);
    const measured = await service.getCharacteristic(MEASUREMENT);
    measured.addEventListener('characteristicvaluechanged', ({ target }) => {
      const { bpm } = readHeart(target.value);
      if (bpm > 0) this.beat(bpm);
    });
    await measured.startNotifications();
    return true;
  }

  close() {
    this.device?.gatt.disconnect();
    this.device = null;
  }
}

/** A heart told by tapping along with it. */
export class Taps {
  constructor() {
    this.times = [];
  }

  /** One tap -> beats per minute as the middle of the last intervals; nan until there are three. */
  tap(nowMs) {
    if (nowMs - (this.times.at(-1) ?? -Infinity) > REST) this.times = [];
    this.times = [...this.times, nowMs].slice(-TAPS - 1);
    if (this.times.length < 4) return NaN;
    const gaps = this.times.slice(1).map((time, at) => time - this.times[at]).sort((a, b) => a - b);
    const half = gaps.length / 2;
    const middle = (gaps[Math.floor(half - 0.5)] + gaps[Math.floor(half)]) / 2;
    const bpm = Math.round(60000 / middle);
    return bpm >= SLOWEST && bpm <= FASTEST ? bpm : NaN;
  }
}
