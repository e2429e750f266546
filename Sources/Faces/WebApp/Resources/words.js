// @ts-check
// What the page says, in the language of whoever reads it. Each language is a file of its own with the same keys.

import { words as german } from "./words-de.js";
import { words as english } from "./words-en.js";

/** @type {Record<string, Record<string, string>>} */
const languages = { de: german, en: english };

/** Of the languages that the browser asks for, the first that there is. */
export const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in languages) ?? "en";

/**
 * The words for a key, with `{name}` in them filled in; what one language lacks is said in English.
 * @param {keyof typeof english} key @param {Record<string, string | number>} [values]
 */
export function words(key, values = {}) {
  const text = languages[language]?.[key] ?? english[key];
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
