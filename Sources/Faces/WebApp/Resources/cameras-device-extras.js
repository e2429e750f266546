// @ts-check
// What a camera switches, and what it has recorded itself, each in a card, where it has such a thing.

import { heldRecordings, relays, sendAuxiliary, switchRelay } from "./devices-api.js";
import { make, say } from "./dom.js";
import { button, card, emptyWords, moment, tag } from "./system-bits.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./devices-types.js").DeviceFacts} DeviceFacts */
/** @typedef {import("./system-part.js").Part} Part */

/** A list of what the camera holds is cut here. */
const mostHeld = 50;

/** @param {Part} part @param {string} id @param {DeviceFacts} told @returns {HTMLElement[]} */
export function deviceExtras(part, id, told) {
  const cards = [];
  if (told.relays.length > 0 || told.auxiliaries.length > 0) cards.push(outputs(part, id, told));
  if (told.recordings) cards.push(held(part, id));
  return cards;
}

/** @param {Part} part @param {string} id @param {DeviceFacts} told */
function outputs(part, id, told) {
  const list = make("ul", { class: "rows" });
  list.append(...told.relays.map((relay) => {
    const kind = make("span", { class: "muted" });
    const press = (/** @type {boolean} */ active) => {
      const text = words(active ? "device.relay-on" : "device.relay-off");
      const made = button(text, () => void part.act(made, () => switchRelay(id, relay, active), words("device.switched")));
      made.setAttribute("aria-label", `${relay}: ${text}`);
      return made;
    };
    return make("li", { class: "row", "data-relay": relay }, make("span", { class: "grow" }, words("device.relay", { name: relay }), " ", kind), press(true), press(false));
  }));
  list.append(...told.auxiliaries.map((command) => {
    const name = auxiliaryWords(command);
    const press = button(words("device.send"), () => void part.act(press, () => sendAuxiliary(id, command), words("device.switched")));
    press.setAttribute("aria-label", `${name}: ${words("device.send")}`);
    return make("li", { class: "row", "data-command": command }, make("span", { class: "grow", title: command }, name), press);
  }));
  // Whether a relay falls back by itself is known to the camera alone.
  if (told.relays.length > 0) void relays(id).then(({ items }) => tellKinds(list, items), () => {});
  return card(words("device.outputs"), list);
}

/** @param {HTMLElement} list @param {import("./devices-types.js").Relay[]} items */
function tellKinds(list, items) {
  for (const { token, mode } of items) {
    const kind = list.querySelector(`[data-relay="${CSS.escape(token)}"] .muted`);
    if (kind && mode === "monostable") say(kind, words("device.relay-falls-back"));
  }
}

/**
 * "tt:IRLamp|On" as people say it.
 * @param {string} command
 */
export function auxiliaryWords(command) {
  const [thing = "", state = ""] = command.replace(/^tt:/, "").split("|");
  const name = wordsOf(`device.aux.${thing.toLowerCase()}`, thing);
  return state ? `${name}: ${wordsOf(`device.aux-state.${state.toLowerCase()}`, state)}` : name;
}

/** @param {Part} part @param {string} id */
function held(part, id) {
  const list = make("div", {}, emptyWords(words("device.held-hint")));
  const look = button(words("device.held-look"), () => void part.act(look, async () => {
    const { items } = await heldRecordings(id);
    const shown = items.slice(0, mostHeld).map(({ name, token, from, to }) =>
      make("li", { class: "row" }, make("span", { class: "grow" }, name || token), make("span", { class: "muted" }, `${moment(from) || "…"} – ${moment(to) || "…"}`))
    );
    const more = items.length > mostHeld ? [tag(words("device.held-more", { count: items.length - mostHeld }))] : [];
    list.replaceChildren(items.length > 0 ? make("ul", { class: "rows" }, ...shown) : emptyWords(words("device.held-none")), ...more);
  }));
  look.dataset.action = "held";
  return card(words("device.held"), list, make("div", { class: "form-row" }, look));
}
