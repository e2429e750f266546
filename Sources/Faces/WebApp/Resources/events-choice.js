// @ts-check
// The row of filters above the events. It tells "choice" when somebody has chosen otherwise, and "seen-all".

import { iconButton, make, mark } from "./dom.js";
import { nameWords } from "./events-words.js";
import { words } from "./words.js";

/** @typedef {import("./events-filter.js").Choice} Choice */
/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./timeline-time.js").Zone} Zone */

const usualKinds = ["motion", "object", "line", "manual"];

export class EventsChoice extends HTMLElement {
  /** @type {Choice | null} */ #choice = null;
  /** @type {Zone | null} */ #zone = null;
  #camera = make("select", { name: "camera" });
  #kind = make("select", { name: "kind" });
  #label = make("input", { name: "label", type: "search", list: "event-labels", maxlength: 200, autocomplete: "off", placeholder: words("events.labelExample") });
  #labels = make("datalist", { id: "event-labels" });
  #days = make("select", { name: "days" });
  #from = make("input", { name: "from", type: "datetime-local", step: 1 });
  #to = make("input", { name: "to", type: "datetime-local", step: 1 });
  #seen = make("select", { name: "acknowledged" });
  #grid = iconButton("as-grid", words("events.asGrid"), () => this.#change({ view: "grid" }));
  #list = iconButton("as-list", words("events.asList"), () => this.#change({ view: "list" }));
  #all = make("button", { type: "button", class: "seen-all" }, words("events.markAllSeen"));
  #own = make("div", { class: "own", hidden: true }, named(words("events.from"), this.#from), named(words("events.to"), this.#to));

  connectedCallback() {
    if (this.firstChild) return;
    this.setAttribute("role", "search");
    this.setAttribute("aria-label", words("events.filters"));
    fill(this.#days, [["1", words("events.day")], ["7", words("events.week")], ["30", words("events.month")], ["all", words("events.all")], ["own", words("events.own")]]);
    fill(this.#seen, [["", words("events.seenOrNot")], ["false", words("events.notSeen")], ["true", words("events.seenOnly")]]);
    this.append(
      named(words("events.camera"), this.#camera),
      named(words("events.kind"), this.#kind),
      named(words("events.label"), this.#label),
      named(words("events.time"), this.#days),
      this.#own,
      named(words("events.state"), this.#seen),
      this.#labels,
      make("div", { class: "views" }, this.#all, this.#grid, this.#list),
    );
    this.addEventListener("change", (event) => this.#changed(event.target));
  }

  /** @param {Camera[]} cameras @param {string[]} kinds that are known of @param {string[]} labels */
  know(cameras, kinds, labels) {
    const chosen = this.#choice;
    fill(this.#camera, [["", words("events.allCameras")], ...cameras.map((camera) => /** @type {[string, string]} */ ([camera.id, camera.name]))]);
    const all = [...new Set([...usualKinds, ...kinds, ...(chosen?.kind ? [chosen.kind] : [])])].sort();
    fill(this.#kind, [["", words("events.allKinds")], ...all.map((kind) => /** @type {[string, string]} */ ([kind, nameWords(kind)]))]);
    const options = [...new Set(labels)].sort();
    if (options.join() !== [...this.#labels.children].map((option) => option.getAttribute("value")).join()) {
      this.#labels.replaceChildren(...options.map((value) => make("option", { value })));
    }
    if (chosen) this.#render(chosen);
  }

  /** @param {Choice} choice @param {Zone} zone @param {boolean} maySee all of it */
  show(choice, zone, maySee) {
    this.#choice = choice;
    this.#zone = zone;
    this.#all.hidden = !maySee;
    this.#render(choice);
  }

  /** @param {Choice} choice */
  #render(choice) {
    this.#camera.value = choice.camera;
    this.#kind.value = choice.kind;
    if (document.activeElement !== this.#label) this.#label.value = choice.label;
    this.#days.value = choice.days;
    this.#seen.value = choice.seen;
    this.#own.hidden = choice.days !== "own";
    this.#from.value = choice.from === null ? "" : this.#zone?.field(choice.from).slice(0, 19) ?? "";
    this.#to.value = choice.to === null ? "" : this.#zone?.field(choice.to).slice(0, 19) ?? "";
    mark(this.#grid, "aria-pressed", String(choice.view === "grid"));
    mark(this.#list, "aria-pressed", String(choice.view === "list"));
    this.#all.onclick = () => this.dispatchEvent(new CustomEvent("seen-all"));
  }

  /** @param {EventTarget | null} target */
  #changed(target) {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const { value } = target;
    const time = () => {
      const moment = this.#zone?.fromField(value) ?? Number.NaN;
      return Number.isNaN(moment) ? null : moment;
    };
    switch (target.name) {
      case "camera":
      case "kind":
      case "label":
        return this.#change({ [target.name]: value.trim() });
      case "acknowledged":
        return this.#change({ seen: value === "true" || value === "false" ? value : "" });
      case "from":
      case "to":
        return this.#change({ days: "own", [target.name]: time() });
      case "days":
        if (value === "own") return this.#change({ days: "own", from: Date.now() - 3_600_000, to: Date.now() });
        return this.#change({ days: value === "7" || value === "30" || value === "all" ? value : "1", from: null, to: null });
    }
  }

  /** @param {Partial<Choice>} change */
  #change(change) {
    if (this.#choice) this.dispatchEvent(new CustomEvent("choice", { detail: { ...this.#choice, ...change } }));
  }
}

/** @param {string} label @param {HTMLElement} control */
function named(label, control) {
  return make("label", { class: "choice" }, make("span", { class: "label" }, label), control);
}

/** @param {HTMLSelectElement} select @param {[string, string][]} options */
function fill(select, options) {
  const known = [...select.options].map((option) => `${option.value} ${option.text}`).join("\n");
  if (known === options.map(([value, text]) => `${value} ${text}`).join("\n")) return;
  const { value } = select;
  select.replaceChildren(...options.map(([key, text]) => make("option", { value: key }, text)));
  select.value = value;
}

customElements.define("nj-events-choice", EventsChoice);
