// What a sensor's readings say of themselves: the same account as photophore/sense/innovation.py.

const HALF_LIFE = 50;
const KEPT = 0.5 ** (1 / HALF_LIFE);
const GLITCH = 4, LEAST = 0.5, MOST = 3, PERIODS = 2, SLOW = 0.01;

export const HEART = { sd: 10, fades: 120, noise: 2, period: 1 }; // beats per minute of a strap

const held = (value) => Math.min(1, Math.max(-1, value));
const NO_GAP = [NaN, NaN, NaN];

/** SD in the middle of a gap of so many seconds. */
export const bridged = ({ sd, fades }, passed) => sd * Math.sqrt(Math.tanh(Math.max(0, passed) / (2 * fades)));

/** One reading -> [what is expected from now on, {expected, gap, outlier, surprise}]. state: null before the first. */
export function hear(kind, state, value, seconds) {
  if (!Number.isFinite(value)) return [state, { expected: NaN, gap: NO_GAP, outlier: NaN, surprise: state?.scale ?? 1 }];
  if (!state) {
    const first = { usual: value, off: 0, var: kind.sd ** 2, scale: 1, at: seconds };
    return [first, { expected: value, gap: NO_GAP, outlier: NaN, surprise: 1 }];
  }
  const passed = Math.max(0, seconds - state.at);
  const keep = Math.exp(-passed / kind.fades);
  let off = state.off * keep;
  const spread = kind.sd ** 2 + keep * keep * (state.var - kind.sd ** 2);
  const surprise = value - state.usual - off;
  const total = (spread + kind.noise ** 2) * Math.max(1, state.scale);
  const far = surprise * surprise > GLITCH ** 2 * total;
  const ratio = Math.min((surprise * surprise) / (spread + kind.noise ** 2), GLITCH ** 2);
  const scale = Math.min(MOST, Math.max(LEAST, KEPT * state.scale + (1 - KEPT) * ratio));
  const away = (value - state.usual) / (2 * kind.sd);
  const missed = passed > PERIODS * kind.period && !far;
  const news = {
    expected: state.usual + off,
    gap: missed ? [held(state.off / (2 * kind.sd)), held(away), bridged(kind, passed) / (2 * kind.sd)] : NO_GAP,
    outlier: far ? held(away) : NaN,
    surprise: scale,
  };
  const at = Math.max(state.at, seconds);
  if (far) return [{ usual: state.usual, off, var: spread, scale, at }, news];
  const gain = spread / total;
  const usual = state.usual + SLOW * (value - state.usual);
  off = state.usual + off + gain * surprise - usual;
  return [{ usual, off, var: spread * (1 - gain), scale, at }, news];
}
