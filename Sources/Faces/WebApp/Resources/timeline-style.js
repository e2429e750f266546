// @ts-check
// A place brings its own style sheet along, so that nobody waits for it who does not go there.

import { make } from "./dom.js";

/**
 * @param {string} sheet a file of the app @param {Promise<unknown>} module
 * @returns {Promise<unknown>} once both are there: nothing is shown without its style
 */
export function styled(sheet, module) {
  const link = make("link", { rel: "stylesheet", href: sheet });
  const loaded = new Promise((resolve) => {
    link.addEventListener("load", resolve, { once: true });
    link.addEventListener("error", resolve, { once: true });
  });
  document.head.append(link);
  return Promise.all([loaded, module]);
}
