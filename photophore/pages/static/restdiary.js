// When this wearer's light rested by order, as this device was told. It is kept here alone: a hub keeps nowhere where
// somebody was, so it could not tell them afterwards. Whoever joins, comes back or leaves on this device begins anew.

const KEY = 'photophore-rested';
const MOST = 20; // of them, newest first
const LAST = 8e15; // ms UTC; a date can be no later

/** [{since, until: ms UTC of the hub, incident: number, 0 for none}]; empty where nothing is kept, or nothing of ours. */
export function kept() {
  try {
    const told = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(told) ? told.filter(ours).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function ours(one) {
  if (![one?.since, one?.until, one?.incident].every(Number.isInteger)) return false;
  return one.since > 0 && one.since <= one.until && one.until <= LAST && one.incident >= 0;
}

/** An order that is told again, by each page and each welcome, stands once; so do those of one incident that follow each other. */
export function keep({ since, until, incident }) {
  const same = (one) => one.since === since || (incident > 0 && one.incident === incident && one.since < since && since <= one.until);
  const list = kept();
  const before = list.find(same);
  const now = before ? { ...before, until: Math.max(before.until, until) } : { since, until, incident };
  if (!ours(now)) return;
  const all = [now, ...list.filter((one) => one !== before)].sort((one, other) => other.since - one.since);
  try {
    localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
  } catch {
    // a browser that keeps nothing: the smile page told it while it lasted
  }
}

export function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
}
