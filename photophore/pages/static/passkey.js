// Passkeys: the browser's words for them, and the hub's.

import { ask } from './owed.js';

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

/** Whether this browser can; the hub says whether this address may. */
export const can = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials?.create);

/** Make one for whoever is here; false where they thought better of it. */
export async function make() {
  const options = await ask('/api/passkeys/offer', {});
  const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials) };
  const made = await ended(navigator.credentials.create({ publicKey }));
  if (!made) return false;
  const { attestationObject, clientDataJSON } = made.response;
  await ask('/api/passkeys', told(made, { attestationObject, clientDataJSON }));
  return true;
}

/** Come back with one; null where they thought better of it, else who it is. */
export async function come() {
  const options = await ask('/api/passkeys/ask', {});
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const made = await ended(navigator.credentials.get({ publicKey }));
  if (!made) return null;
  const { authenticatorData, clientDataJSON, signature } = made.response;
  return ask('/api/passkeys/login', told(made, { authenticatorData, clientDataJSON, signature }));
}

function told(made, response) {
  const read = Object.fromEntries(Object.entries(response).map(([name, buffer]) => [name, text(buffer)]));
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: read };
}

async function ended(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.name === 'NotAllowedError' || error.name === 'AbortError') return null; // closed, or waited too long
    throw { status: 0, what: error.message, try: '' };
  }
}
