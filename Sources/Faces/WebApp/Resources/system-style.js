// @ts-check
// The style sheets of places that are loaded on demand: the first page does without them.

/** @type {Map<string, Promise<void>>} */
const worn = new Map();

/** @param {string} name @returns {Promise<void>} */
function sheet(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = name;
  // One that does not come leaves the place plain, and usable.
  const done = new Promise((/** @type {(value: void) => void} */ go) => (link.onload = link.onerror = () => go()));
  document.head.append(link);
  return done;
}

/**
 * Loads a place together with its style sheets, so that it is never seen without.
 * @param {string[]} names @param {() => Promise<unknown>} load @returns {Promise<unknown>}
 */
export function wear(names, load) {
  for (const name of names) if (!worn.has(name)) worn.set(name, sheet(name));
  return Promise.all([load(), ...names.map((name) => worn.get(name))]);
}
