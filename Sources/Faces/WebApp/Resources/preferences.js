// @ts-check
// What the page remembers for whoever is logged in, on the server, so that it is the same in every browser. Where nobody is (a
// listener that is open to everyone), this browser keeps it.

import * as api from "./api.js";
import { session } from "./session.js";

const pause = 400;

/** @type {Map<string, {text: string, timer: number}>} */
const waiting = new Map();

/** @param {string} name */
const local = (name) => `nightjar-preference-${name}`;

/**
 * @param {string} name
 * @returns {Promise<unknown>} null: nothing is kept, or it cannot be read
 */
export async function preference(name) {
  try {
    const text = session.who?.user ? await api.preference(name) : localStorage.getItem(local(name));
    return text ? JSON.parse(text) : null;
  } catch {
    return null; // The page works without.
  }
}

/**
 * Keeps it soon: who moves many things one after the other writes once.
 * @param {string} name
 * @param {unknown} value
 */
export function keepPreference(name, value) {
  const text = JSON.stringify(value);
  clearTimeout(waiting.get(name)?.timer);
  waiting.set(name, { text, timer: setTimeout(() => void write(name), pause) });
}

/** @param {string} name */
async function write(name) {
  const text = waiting.get(name)?.text;
  if (text === undefined) return;
  waiting.delete(name);
  try {
    if (session.who?.user) await api.keepPreference(name, text);
    else localStorage.setItem(local(name), text);
  } catch {
    // With the next change it is tried again.
  }
}

// Who leaves at once takes nothing back.
addEventListener("pagehide", () => {
  for (const name of [...waiting.keys()]) void write(name);
});
