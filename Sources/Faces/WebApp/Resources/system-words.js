// @ts-check
// Words for what the API names by short, stable words: reasons of gaps, kinds of jobs, roles.

import { words as english } from "./words-en.js";
import { words } from "./words.js";

/** @param {string} key @returns {key is keyof typeof english} */
const isKnown = (key) => Object.hasOwn(english, key);

/**
 * The words for a key that is put together, or other words where a newer server names what this page has no words for.
 * @param {string} key @param {string} otherwise @param {Record<string, string | number>} [values]
 */
export const wordsOf = (key, otherwise, values) => (isKnown(key) ? words(key, values) : otherwise);

/**
 * A count with its noun: the keys are `KEY.one` and `KEY.many`, with `{count}` in them.
 * @param {string} key @param {number} count
 */
export const countOf = (key, count) => wordsOf(`${key}.${count === 1 ? "one" : "many"}`, String(count), { count });
