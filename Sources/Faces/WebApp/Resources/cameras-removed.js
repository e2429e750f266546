// @ts-check
// Cameras that were removed: what is still there of them, and the way back.

import { archive, erase, keepArchived, restore } from "./cameras-api.js";
import { make } from "./dom.js";
import { size } from "./format.js";
import { session } from "./session.js";
import { button, card, confirmed, moment, tag } from "./system-bits.js";
import { countOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").Removed} Removed */
/** @typedef {import("./system-part.js").Part} Part */

export class RemovedCameras {
  #part;
  #list = make("ul", { class: "rows" });
  #shown = "";
  element = card(words("cameras.removed"), this.#list);

  /** @param {Part} part */
  constructor(part) {
    this.#part = part;
    this.element.hidden = true;
  }

  async refresh() {
    const { items } = await archive();
    // Nothing moves, and no focus is lost, as long as nothing has changed.
    const shown = JSON.stringify(items);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.element.hidden = items.length === 0;
    this.#list.replaceChildren(...items.map((removed) => this.#row(removed)));
  }

  /** @param {Removed} removed */
  #row(removed) {
    const { camera: id, name, recordings, bytes, snapshots, snapshot_bytes: pictures } = removed;
    const parts = [recordings > 0 ? countOf("system.recordings", recordings) : words("cameras.removed.nothing")];
    if (snapshots > 0) parts.push(countOf("cameras.removed.snapshots", snapshots));
    if (recordings + snapshots > 0) parts.push(size(bytes + pictures));
    const has = parts.join(", ");
    const span = removed.oldest ? ` (${moment(removed.oldest)} – ${moment(removed.newest)})` : "";
    return make(
      "li",
      { class: "row", "data-camera": id },
      make("strong", { class: "name" }, name),
      ...(removed.archived_at ? [tag(words("cameras.removed.archived"))] : []),
      make("span", { class: "grow" }, has + span),
      make("span", { class: "muted" }, words("cameras.removed.at", { time: moment(removed.removed_at) })),
      ...(session.may("add-cameras") ? this.#buttons(removed, has) : []),
    );
  }

  /** @param {Removed} removed @param {string} has what is there of it */
  #buttons({ camera: id, name, recordings, snapshots, archived_at: archived }, has) {
    const back = button(words("cameras.removed.restore"), () =>
      void this.#part.act(back, () => restore(id), words("cameras.removed.restored", { name })));
    back.dataset.action = "restore";
    const keep = button(words(archived ? "cameras.removed.unarchive" : "cameras.removed.archive"), () =>
      void this.#part.act(keep, () => keepArchived(id, !archived)));
    const gone = button(words("cameras.removed.erase"), () => void this.#erase(gone, id, name, has), "danger");
    return [back, ...(recordings > 0 ? [keep] : []), ...(recordings + snapshots > 0 ? [gone] : [])];
  }

  /** @param {HTMLButtonElement} pressed @param {string} id @param {string} name @param {string} has */
  async #erase(pressed, id, name, has) {
    const question = {
      title: words("cameras.removed.sure", { name }),
      words: words("cameras.removed.sure-words", { what: has }),
      yes: words("cameras.removed.erase-of", { what: has }),
    };
    if (await confirmed(question)) await this.#part.act(pressed, () => erase(id), words("cameras.removed.erasing"));
  }
}
