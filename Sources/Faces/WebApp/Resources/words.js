// @ts-check
// What the page says, in the language of whoever reads it. Each language is a file of its own with the same keys.

import { kept } from "./appearance.js";
import { words as english } from "./words-en.js";

/** @typedef {keyof typeof english} Key */

/** Those that there are, each by its own name. */
export const languageNames = { de: "Deutsch", en: "English" };

/** What somebody has chosen in this browser, else the first of those that it asks for and that there is. */
export const language = [kept("language") ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2))
  .find((tag) => tag in languageNames) ?? "en";

/** Only the reader's language is loaded, beside English, which is where one lacks something. @type {Record<string, string>} */
const own = language === "de" ? (await import("./words-de.js")).words : english;

/** The same with its country, as far as the browser says one: for numbers and dates. */
export const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

/**
 * The words for a key, with `{name}` in them filled in; what one language lacks is said in English.
 * @param {Key} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function words(key, values = {}) {
  const text = own[key] ?? english[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * The same of something counted, of which there are words for one (`KEY.one`) and for more (`KEY.many`).
 * @param {string} key
 * @param {number} count
 */
export function countedWords(key, count) {
  return words(/** @type {Key} */ (`${key}.${count === 1 ? "one" : "many"}`), { count });
}

/**
 * Says what a page of HTML has in English: `data-words` is the key of a text, `data-words-label` of a name.
 * @param {ParentNode} root
 */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-words]")) {
    element.textContent = words(/** @type {Key} */ (element.getAttribute("data-words")));
  }
  for (const element of root.querySelectorAll("[data-words-label]")) {
    element.setAttribute("aria-label", words(/** @type {Key} */ (element.getAttribute("data-words-label"))));
  }
}
