// Moments in the reader's language, everywhere alike: in English 14:05, and 3 May 2026 at 14:05.

import { lang } from './words.js';

const LOCALE = lang.startsWith('en') ? 'en-GB' : lang;

/** A way to write moments (ms UTC, ISO 8601, or a Date), as Intl.DateTimeFormat has them. */
export function form(how) {
  const format = new Intl.DateTimeFormat(LOCALE, how);
  return (when) => format.format(new Date(when));
}

export const clock = form({ timeStyle: 'short' });
export const second = form({ timeStyle: 'medium' });
export const day = form({ dateStyle: 'long' });
export const moment = form({ dateStyle: 'long', timeStyle: 'short' });
