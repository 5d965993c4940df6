// When this wearer's light rested by order, as this device was told. It is kept here alone: a hub keeps nowhere where
// somebody was, so it could not tell them afterwards.

const KEY = 'photophore-rested';
const MOST = 20; // of them, newest first

/** [{at, until: ms UTC, incident: number, 0 for none}]; empty where nothing is kept, or what was kept is not ours. */
export function kept() {
  try {
    const told = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    const right = (one) => [one?.at, one?.until, one?.incident].every(Number.isInteger) && one.until > 0 && one.incident >= 0;
    return Array.isArray(told) ? told.filter(right).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** One order, told again by each page and each welcome, stands once; one that was made longer or shorter keeps its beginning. */
export function keep({ until, incident }, at = Date.now()) {
  const [newest, ...others] = kept();
  const goes = newest && newest.incident === incident && newest.until >= at; // it had not ended
  const list = [{ at: goes ? newest.at : at, until, incident }, ...(goes || !newest ? [] : [newest]), ...others];
  try {
    localStorage.setItem(KEY, JSON.stringify(list.slice(0, MOST)));
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
