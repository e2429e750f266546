// @ts-check
// What the server says in English sentences, for who reads another language: in theirs, as far as a short word that stays the same
// says it, too. Where only the sentence says what exactly it is, it follows.

import { sentence } from "./format.js";
import { wordsOf } from "./system-words.js";
import { language, words } from "./words.js";

const isEnglish = language === "en";

/**
 * What a problem is (docs/api.md names the types); empty where nothing is known of it.
 * @param {string} type "urn:nightjar:problem:stale" @param {string} detail the server's own words
 */
export function spokenProblem(type, detail) {
  if (isEnglish && detail !== "") return detail;
  return wordsOf(`problem.type.${type.split(":").at(-1)}`, detail, { detail: detail || words("problem.no-detail") });
}

/**
 * How a camera stands.
 * @param {{code: string, reason: string}} status
 */
export function spokenStatus({ code, reason }) {
  const told = sentence(reason);
  return isEnglish || code === "" ? told : wordsOf(`status.${code}`, told);
}

/**
 * What a try of a camera failed by.
 * @param {{code: string, what: string}} fault
 */
export function spokenFault({ code, what }) {
  return isEnglish ? sentence(what) : wordsOf(`fault.${code.replaceAll("_", "-")}`, sentence(what));
}
