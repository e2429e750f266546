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
 * What is wrong with the recorder; of a camera it is said by its name, and as its tile says it.
 * @param {{what: string}[]} problems as the health tells them, "ID: …" of a camera @param {import("./types.js").Camera[]} cameras that the reader may see
 */
export function spokenHealth(problems, cameras) {
  return problems.map(({ what }) => {
    const camera = cameras.find(({ id }) => what.startsWith(`${id}: `));
    if (!camera) return sentence(what);
    return `${camera.name}: ${spokenStatus({ code: camera.status.code, reason: what.slice(camera.id.length + 2) })}`;
  });
}

/**
 * What a try of a camera failed by.
 * @param {{code: string, what: string}} fault
 */
export function spokenFault({ code, what }) {
  return isEnglish ? sentence(what) : wordsOf(`fault.${code.replaceAll("_", "-")}`, sentence(what));
}

/**
 * Why something is missing of a camera's time.
 * @param {{reason: string, detail: string}} gap
 */
export function spokenGap({ reason, detail }) {
  // What has no short word of its own, only the recorder's sentence tells.
  if (detail !== "" && (isEnglish || reason === "other")) return detail;
  return wordsOf(`system.reason.${reason}`, detail || reason);
}
