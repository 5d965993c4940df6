// What the hub believes of many, as sentences: what they feel, and how sure that is. Never of one person.

import { say } from './words.js';

export const LEAST = 50; // people behind any sentence; words.GROUP
const STRONG = 0.45, WEAK = 0.12; // of valence or arousal, -1..1
const SURE = 0.7, FAIRLY = 0.4; // of sureness, 0..1

const known = (mood) => mood && Number.isFinite(mood.valence) && Number.isFinite(mood.arousal);

/** 'very', 'some', 'even', 'less' or 'not'. */
export function step(x) {
  if (Math.abs(x) < WEAK) return 'even';
  if (x > 0) return x > STRONG ? 'very' : 'some';
  return x < -STRONG ? 'not' : 'less';
}

function sure(mood) {
  const level = mood.sure > SURE ? 'very' : mood.sure > FAIRLY ? 'some' : 'hardly';
  return say('city-sure', { sure: level, tenths: Math.round(10 * mood.sure), count: mood.count });
}

/** {feels, sure} of the whole city; `sure` is empty where too few let it be known. */
export function ofCity(mood) {
  if (!mood) return { feels: say('city-waiting'), sure: '' };
  if (!known(mood)) return { feels: say('city-few', { least: LEAST }), sure: '' };
  return { feels: say('city-feels', { valence: step(mood.valence), arousal: step(mood.arousal) }), sure: sure(mood) };
}

/** {feels, sure} of one district by its name. */
export function ofDistrict(name, mood) {
  if (!known(mood)) return { feels: say('city-district-few', { name, least: LEAST }), sure: '' };
  const valence = step(mood.valence), arousal = step(mood.arousal);
  return { feels: say('city-district', { name, valence, arousal }), sure: sure(mood) };
}

/** 'close', 'some' or 'apart': how far those who allow it are in step; the order of Kuramoto, 0..1. */
export function inStep(order) {
  return order > 0.75 ? 'close' : order > 0.4 ? 'some' : 'apart';
}
