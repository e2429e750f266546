// @ts-check
// What can be typed about an area: its name, whether it counts; of a zone also what counts in it.

import { usualColor } from "./cameras-painting.js";
import { make } from "./dom.js";
import { button, check, checkbox, labelled } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").Area} Area */
/** @typedef {import("./cameras-types.js").AreaKind} AreaKind */

/**
 * What is done when something was typed, and when it is done with: that can be taken back as one step.
 * @typedef {{typed: () => void, changed: () => void}} Told
 */

/**
 * @param {AreaKind} kind @param {Area} area which it changes @param {number} at among the others
 * @param {Told & {choose: () => void, remove: () => void}} on
 */
export function areaRow(kind, area, at, on) {
  const title = words(`cameras.areas.${kind}-number`, { number: at + 1 });
  const label = words("cameras.areas.choose", { name: area.name || title });
  const choose = make("input", { type: "radio", name: "area", "aria-label": label });
  choose.addEventListener("change", on.choose);
  const name = make("input", {
    name: "area-name",
    maxlength: 80,
    autocomplete: "off",
    placeholder: title,
    "aria-label": words("cameras.areas.name", { what: title }),
  });
  name.value = area.name;
  name.addEventListener("focus", on.choose);
  follow(name, () => (area.name = name.value.trim()), on);
  const enabled = checkbox("enabled", area.enabled);
  enabled.addEventListener("change", () => {
    area.enabled = enabled.checked;
    on.typed();
    on.changed();
  });
  const remove = button(words("settings.remove"), on.remove);
  return make("li", { class: "row", "data-area": at }, choose, name, check(words("cameras.areas.on"), enabled), remove);
}

/**
 * What counts in a zone.
 * @param {Area} zone which it changes @param {Told} on
 */
export function zoneFields(zone, on) {
  const labels = make("input", { name: "labels", maxlength: 1000, autocomplete: "off", placeholder: words("cameras.areas.labels-example") });
  labels.value = (zone.labels ?? []).join(", ");
  follow(labels, () => (zone.labels = [...new Set(labels.value.split(",").map((label) => label.trim()).filter(Boolean))]), on);
  const score = make("input", { name: "min_score", type: "number", inputmode: "decimal", min: 0, max: 100, step: 1, autocomplete: "off" });
  score.value = zone.min_score === null || zone.min_score === undefined ? "" : String(Math.round(zone.min_score * 100));
  follow(score, () => (zone.min_score = score.value.trim() === "" ? null : Number(score.value) / 100), on);
  const color = make("input", { name: "color", type: "color" });
  color.value = zone.color ?? usualColor;
  follow(color, () => (zone.color = color.value), on);
  return make(
    "div",
    { class: "fields" },
    labelled(words("cameras.areas.labels"), labels, words("cameras.areas.labels-hint")),
    labelled(words("cameras.areas.score"), score, words("cameras.areas.score-hint")),
    labelled(words("cameras.areas.color"), color),
  );
}

/** @param {HTMLInputElement} input @param {() => void} take what was typed @param {Told} on */
function follow(input, take, on) {
  input.addEventListener("input", () => {
    take();
    on.typed();
  });
  input.addEventListener("change", on.changed);
}
