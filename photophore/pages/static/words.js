// What people read, in the language of the page: the same Fluent catalogue that the server reads.

import { FluentBundle, FluentResource } from '@fluent/bundle';

export const lang = document.documentElement.lang || 'en';

async function load() {
  const bundle = new FluentBundle(lang === 'en-XA' ? 'en' : lang, { useIsolating: false });
  const answer = await fetch(`/messages/${lang}.ftl`);
  if (answer.ok) bundle.addResource(new FluentResource(await answer.text()));
  return bundle;
}

const bundle = await load();

/** The sentence of this name; the name itself where the catalogue has none, so that it is seen in tests. */
export function say(name, values = {}) {
  const [id, attribute] = name.split('.');
  const message = bundle.getMessage(id);
  const pattern = attribute ? message?.attributes[attribute] : message?.value;
  return pattern ? bundle.formatPattern(pattern, values, []) : name;
}

/** The same page in the language that was chosen by hand, carried along from page to page. */
export function path(to) {
  const chosen = new URLSearchParams(location.search).get('lang');
  return chosen ? `${to}${to.includes('?') ? '&' : '?'}lang=${encodeURIComponent(chosen)}` : to;
}

/** Words as a sentence lists them. */
export function listed(words) {
  return new Intl.ListFormat(lang === 'en-XA' ? 'en' : lang, { type: 'conjunction' }).format(words);
}
