// @ts-check
// What an account may do with which cameras: the same with all, those to come included, or with each its own.

import { make } from "./dom.js";
import { check, checkbox, choice, labelled } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./settings-types.js").CameraRights} CameraRights */
/** @typedef {import("./settings-types.js").Right} Right */

const rights = /** @type {const} */ (["live", "playback", "control", "export", "manage", "delete"]);

export class RightsEditor {
  #reach = choice({ name: "cameras" }, [["all", words("settings.rights.all")], ["listed", words("settings.rights.listed")]], "all");
  #all;
  /** @type {[string, HTMLInputElement[]][]} */ #listed;
  #unknown;
  element;

  /** @param {Camera[]} cameras @param {CameraRights} value */
  constructor(cameras, value) {
    this.#reach.value = value.listed ? "listed" : "all";
    this.#all = boxes("all", value.all ?? (value.listed ? [] : ["live", "playback"]));
    this.#listed = cameras.map(({ id }) => /** @type {[string, HTMLInputElement[]]} */ ([id, boxes(id, value.listed?.[id] ?? [])]));
    // Rights to cameras that this page does not know stay as they are.
    this.#unknown = Object.entries(value.listed ?? {}).filter(([id]) => !cameras.some((camera) => camera.id === id));
    const all = make("div", { class: "checks" }, ...this.#all.map(named));
    const listed = make("div", { class: "rights", role: "group", "aria-label": words("settings.rights.listed") });
    cameras.forEach((camera, index) => {
      const own = this.#listed[index]?.[1] ?? [];
      listed.append(make(
        "fieldset",
        { class: "right-row", "data-camera": camera.id },
        make("legend", {}, camera.name),
        ...own.map(named),
      ));
    });
    const show = () => {
      all.hidden = this.#reach.value !== "all";
      listed.hidden = this.#reach.value === "all";
    };
    this.#reach.addEventListener("change", show);
    show();
    this.element = make("div", { class: "stack" }, labelled(words("settings.rights"), this.#reach), all, listed);
  }

  /** @returns {CameraRights} */
  get value() {
    if (this.#reach.value === "all") return { all: chosen(this.#all) };
    const listed = this.#listed.map(([id, own]) => /** @type {[string, Right[]]} */ ([id, chosen(own)]));
    return { listed: Object.fromEntries([...listed.filter(([, own]) => own.length > 0), ...this.#unknown]) };
  }
}

/** @param {string} name @param {readonly Right[]} value */
const boxes = (name, value) => rights.map((right) => checkbox(`rights-${name}`, value.includes(right), right));

/**
 * @param {HTMLInputElement} box
 * @param {number} at
 */
const named = (box, at) => check(words(`settings.right.${rights[at] ?? "live"}`), box);

/** @param {HTMLInputElement[]} boxes @returns {Right[]} */
const chosen = (boxes) => rights.filter((_, at) => boxes[at]?.checked);
