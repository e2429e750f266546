// @ts-check
// Forms of the places: they say what was wrong with which field, and do one thing at a time.

import { ProblemError } from "./api.js";
import { make, say } from "./dom.js";
import { sentence } from "./format.js";
import { words } from "./words.js";

/**
 * A form that does `work` when it is sent, and says what was wrong.
 * @param {Record<string, string>} attributes @param {(Node | string)[]} children @param {string} send what its button says
 * @param {(form: HTMLFormElement) => Promise<unknown>} work @param {HTMLElement[]} others buttons beside the one that sends
 */
export function formOf(attributes, children, send, work, ...others) {
  const problem = make("p", { class: "problem", role: "alert" });
  const press = make("button", { type: "submit", class: "primary" }, send);
  const actions = make("div", { class: "actions" }, press, ...others);
  const form = make("form", { class: "form", novalidate: true, ...attributes }, ...children, problem, actions);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!press.disabled) void sendForm(form, problem, press, work);
  });
  return form;
}

/**
 * @param {HTMLFormElement} form @param {HTMLElement} problem @param {HTMLButtonElement} press
 * @param {(form: HTMLFormElement) => Promise<unknown>} work
 */
async function sendForm(form, problem, press, work) {
  markFaults(form, []);
  say(problem, "");
  const empty = controlsOf(form).find((control) => control.required && control.value.trim() === "");
  if (empty) {
    markFaults(form, [empty.name]);
    return say(problem, words("settings.required"));
  }
  press.disabled = true;
  try {
    await work(form);
  } catch (error) {
    say(problem, sentence(error instanceof Error ? error.message : String(error)));
    markFaults(form, error instanceof ProblemError ? error.members : []);
  } finally {
    press.disabled = false;
  }
}

/** @param {HTMLFormElement} form @param {string[]} members of the request that are at fault */
function markFaults(form, members) {
  const controls = controlsOf(form);
  const isFaulty = (/** @type {{name: string}} */ { name }) =>
    name !== "" && members.some((member) => member === name || member.startsWith(`${name}.`));
  for (const control of controls) {
    if (isFaulty(control)) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  controls.find(isFaulty)?.focus();
}

/** @param {HTMLFormElement} form @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
const controlsOf = (form) =>
  [...form.querySelectorAll("input, select, textarea")].map((control) => /** @type {HTMLInputElement} */ (control));

/** @param {"current-password" | "new-password" | "off"} purpose @param {string} [name] */
export function passwordInput(purpose, name = "password") {
  return make("input", { name, type: "password", required: true, autocomplete: purpose, maxlength: 1024 });
}

/**
 * What is shown once: a key, codes, a password; with a way to copy it.
 * @param {string} title @param {string[]} secrets @param {string} hint
 */
export function shownOnce(title, secrets, hint) {
  const text = make("output", { class: "secret" }, ...secrets.map((secret) => make("code", {}, secret)));
  const copy = make("button", { type: "button" }, words("settings.copy"));
  copy.addEventListener("click", () => void copied(copy, text, secrets));
  return make(
    "div",
    { class: "shown-once", role: "status" },
    make("strong", {}, title),
    text,
    make("p", { class: "muted" }, hint),
    copy,
  );
}

/** @param {HTMLButtonElement} button @param {HTMLElement} text @param {string[]} secrets */
async function copied(button, text, secrets) {
  try {
    await navigator.clipboard.writeText(secrets.join("\n"));
    say(button, words("settings.copied"));
  } catch {
    // Not over plain HTTP: then it is marked, to be copied by hand.
    getSelection()?.selectAllChildren(text);
    say(button, words("settings.marked"));
  }
}
