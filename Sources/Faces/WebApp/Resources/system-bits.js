// @ts-check
// Small elements that the places Cameras, System and Settings share.

import { ConfirmDialog } from "./confirm-dialog.js";
import { make } from "./dom.js";
import { clockTime, dayName, minuteTime, percent } from "./format.js";
import { serverNow } from "./server-clock.js";
import { words } from "./words.js";

/** @param {string | null | undefined} time RFC 3339 @returns {string} "Today, 14:03"; empty where there is none */
export function moment(time) {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? "" : `${dayName(at, serverNow())}, ${minuteTime(at)}`;
}

/**
 * A time element.
 * @param {string | null | undefined} time RFC 3339 @param {boolean} [isExact] with its seconds
 */
export function timeOf(time, isExact = false) {
  const at = Date.parse(time ?? "");
  if (Number.isNaN(at)) return make("span", {}, "–");
  const text = isExact ? `${dayName(at, serverNow())}, ${clockTime(at)}` : moment(time);
  return make("time", { datetime: time, title: time }, text);
}

/**
 * A bar that says a share, with its words.
 * @param {number} share 0…1 @param {string} label @param {"good" | "fair" | "bad" | "plain"} [tone]
 */
export function meter(share, label, tone = "plain") {
  const fill = make("div", { class: "fill" });
  fill.style.width = `${Math.min(100, Math.max(0, share * 100))}%`;
  return make(
    "div",
    {
      class: "meter",
      role: "meter",
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      "aria-valuenow": Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10,
      "aria-valuetext": percent(share),
      "data-tone": tone,
    },
    fill,
  );
}

/** @param {string} text @param {() => void} press @param {string} [kind] its class: "primary", "danger" */
export function button(text, press, kind = "") {
  const made = make("button", { type: "button", class: kind || null }, text);
  made.addEventListener("click", press);
  return made;
}

/**
 * Brings the link to what is shown to where it is seen, in a row of links that is longer than the page is wide.
 * @param {HTMLElement} row
 */
export function bringIntoSight(row) {
  const current = row.querySelector("[aria-current]");
  if (current instanceof HTMLElement) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}

/**
 * A word about how something stands.
 * @param {string} text @param {"good" | "fair" | "bad" | "plain"} [tone]
 */
export const tag = (text, tone = "plain") => make("span", { class: "tag", "data-tone": tone }, text);

/**
 * A card: a heading and what is below it.
 * @param {string} title @param {...(Node | string)} children
 */
export function card(title, ...children) {
  return make("section", { class: "card" }, make("h3", {}, title), ...children);
}

/**
 * What a thing is called, and what it is.
 * @param {[string, Node | string][]} pairs
 */
export function facts(pairs) {
  return make("dl", { class: "facts" }, ...pairs.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
}

/**
 * What stands in an empty list: what will be here, and how to get it there.
 * @param {string} text
 */
export const emptyWords = (text) => make("p", { class: "muted empty-words" }, text);

/**
 * A choice of one among several.
 * @param {Record<string, string>} attributes its `name` among them
 * @param {[value: string, text: string][]} options @param {string} value the chosen one
 */
export function choice(attributes, options, value) {
  const select = make("select", attributes, ...options.map(([key, text]) => make("option", { value: key }, text)));
  select.value = value;
  return select;
}

/**
 * A labelled field of any kind.
 * @param {string} label @param {HTMLElement} control @param {string} [hint]
 */
export function labelled(label, control, hint) {
  const text = make("span", { class: "label" }, label);
  return make("label", { class: "field" }, text, control, ...(hint ? [make("span", { class: "hint" }, hint)] : []));
}

/** @param {string} label @param {HTMLInputElement} input a check box */
export const check = (label, input) => make("label", { class: "check" }, input, make("span", {}, label));

/** @param {string} name @param {boolean} isChecked @param {string} [value] */
export function checkbox(name, isChecked, value) {
  const input = make("input", { type: "checkbox", name, value: value ?? null });
  input.checked = isChecked;
  return input;
}

/**
 * Asks before something goes.
 * @param {{title: string, words: string, yes: string}} question @returns {Promise<boolean>}
 */
export async function confirmed(question) {
  const dialog = document.querySelector("nj-confirm");
  return dialog instanceof ConfirmDialog && await dialog.ask(question);
}

/**
 * A link that the browser saves instead of showing.
 * @param {string} href @param {string} name of the file @param {string} [text]
 */
export const download = (href, name, text = words("system.download")) => make("a", { class: "button", href, download: name }, text);
