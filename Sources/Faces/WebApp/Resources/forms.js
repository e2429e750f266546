// @ts-check
// What every form shares: a labelled field, and saying what was wrong with what was typed.

import { ProblemError } from "./api.js";
import { make, say } from "./dom.js";

/**
 * @param {string} label @param {HTMLInputElement} input @param {string} [hint]
 */
export function field(label, input, hint) {
  const text = make("span", { class: "label" }, label);
  return make("label", { class: "field" }, text, input, ...(hint ? [make("span", { class: "hint" }, hint)] : []));
}

/**
 * Says the server's words, and marks the fields that they are about.
 * @param {HTMLFormElement} form @param {HTMLElement} place where the words go @param {unknown} error null: nothing is wrong
 */
export function showProblem(form, place, error) {
  const members = error instanceof ProblemError ? error.members : [];
  const inputs = [...form.querySelectorAll("input")];
  for (const input of inputs) {
    if (members.includes(input.name)) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  say(place, error === null ? "" : error instanceof Error ? error.message : String(error));
  inputs.find((input) => members.includes(input.name))?.focus();
}
