// @ts-check
// What can be set of the recorder, group by group. What this version does not use yet is not offered.

import { make } from "./dom.js";
import { changeSettings, settings } from "./settings-api.js";
import { SettingField } from "./settings-field.js";
import { formOf } from "./settings-forms.js";
import { bringIntoSight, card } from "./system-bits.js";
import { Part } from "./system-part.js";
import { wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Setting} Setting */
/** @typedef {import("./settings-types.js").SettingValue} SettingValue */

/** Those that have a part of their own. */
const elsewhere = new Set(["server", "backup"]);

/** @param {Setting} setting */
const groupOf = ({ key }) => key.split(".", 1)[0] ?? "";

export class RecorderPart extends Part {
  #groups = make("div", { class: "stack" });
  #index = make("nav", { class: "parts small" });

  /** @override */
  build() {
    this.#index.setAttribute("aria-label", words("settings.recorder.title"));
    this.append(make("div", { class: "part-head" }, make("h3", {}, words("settings.recorder.title"))), this.#index, this.#groups);
  }

  /** @override */
  async refresh() {
    const { items } = await settings();
    const offered = items.filter((setting) => setting.in_use && !setting.read_only && !elsewhere.has(groupOf(setting)));
    /** @type {Map<string, Setting[]>} */
    const groups = new Map();
    for (const setting of offered) groups.set(groupOf(setting), [...(groups.get(groupOf(setting)) ?? []), setting]);
    const wanted = this.address.get("group");
    const shown = wanted && groups.has(wanted) ? wanted : [...groups.keys()][0] ?? "";
    this.#index.replaceChildren(...[...groups.keys()].map((group) =>
      make(
        "a",
        { href: `#settings?part=recorder&group=${group}`, "aria-current": group === shown ? "page" : null },
        wordsOf(`settings.group.${group}`, group),
      )
    ));
    bringIntoSight(this.#index);
    this.#groups.replaceChildren(settingsCard(shown, groups.get(shown) ?? [], (text) => this.note(text)));
  }
}

/**
 * A group with its form.
 * @param {string} group @param {Setting[]} settings @param {(text: string) => void} note
 * @returns {HTMLElement}
 */
export function settingsCard(group, settings, note) {
  const fields = settings.map((setting) => new SettingField(setting));
  const form = formOf(
    { "data-form": "settings", "data-group": group },
    [make("div", { class: "fields" }, ...fields.map((field) => field.element))],
    words("settings.save"),
    async () => {
      /** @type {Record<string, SettingValue>} */
      const change = {};
      for (const field of fields) if (field.isChanged) change[field.key] = field.value;
      if (Object.keys(change).length === 0) return note(words("settings.nothing-changed"));
      const { items } = await changeSettings(change);
      const now = new Map(items.map((setting) => [setting.key, setting]));
      for (const field of fields) field.show(now.get(field.key));
      const isForLater = settings.some(({ key, needs_restart }) => needs_restart && key in change);
      note(words(isForLater ? "settings.saved-restart" : "settings.saved"));
    },
  );
  return card(wordsOf(`settings.group.${group}`, group), form);
}

customElements.define("nj-settings-recorder", RecorderPart);
