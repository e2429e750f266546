// @ts-check
// What is selected, in words, and what can be done with it. It tells "act": "export", "protect", "delete", "link" or "clear".

import { iconButton, make, say } from "./dom.js";
import { length } from "./format.js";
import { lengthOf, second } from "./timeline-scale.js";
import { isMasked } from "./timeline-sight.js";
import { words } from "./words.js";

/** @typedef {import("./timeline-scale.js").View} View */
/** @typedef {import("./types.js").Camera} Camera */

export class TimelineSelection extends HTMLElement {
  #what = make("p");
  #export = this.#button("export", words("timeline.exportDo"));
  #protect = this.#button("protect", words("timeline.protectDo"));
  #delete = this.#button("delete", words("timeline.deleteDo"));
  #link = this.#button("link", words("timeline.copyLink"));

  connectedCallback() {
    if (this.firstChild) return;
    this.hidden = true;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", words("timeline.selected"));
    this.#delete.classList.add("danger");
    this.append(
      this.#what,
      make("div", { class: "actions" }, this.#export, this.#protect, this.#delete, this.#link, iconButton("close", words("timeline.clear"), () => this.#tell("clear"))),
    );
  }

  /** @param {string} act @param {string} label */
  #button(act, label) {
    const button = make("button", { type: "button", "data-act": act }, label);
    button.addEventListener("click", () => this.#tell(act));
    return button;
  }

  /**
   * @param {View | null} selection null: nothing is
   * @param {Camera[]} cameras whose pictures are shown @param {string} when the stretch in words
   */
  show(selection, cameras, when) {
    this.hidden = selection === null;
    if (!selection) return;
    say(this.#what, `${when} · ${length(lengthOf(selection) / second)} · ${cameras.map((camera) => camera.name).join(", ")}`);
    const may = (/** @type {string} */ action) => cameras.length > 0 && cameras.every((camera) => camera.permissions.includes(action));
    // What masks hide from somebody is not handed out to him.
    this.#export.hidden = !may("export-recordings") || cameras.some(isMasked);
    this.#protect.hidden = !may("protect-recordings");
    this.#delete.hidden = !may("delete-recordings");
  }

  /** @param {string} act */
  #tell(act) {
    this.dispatchEvent(new CustomEvent("act", { detail: act }));
  }
}

customElements.define("nj-timeline-selection", TimelineSelection);
