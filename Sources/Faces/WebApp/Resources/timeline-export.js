// @ts-check
// What is asked before an export is made: of which cameras, in which form, with what beside it, and why.

import { make, say } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {"exact" | "segments"} Form */
/** @typedef {{cameras: Camera[], form: Form, reason: string, options: Record<string, boolean>}} Wish `options` by their names in a request */

/**
 * What can be had beside the recordings, by its name in a request, and of which forms. One of them at most: both say the time.
 * @type {{name: string, label: Parameters<typeof words>[0], forms: Form[]}[]}
 */
const options = [
  { name: "time_track", label: "timeline.exportTimeTrack", forms: ["exact"] },
  { name: "burned_in_time", label: "timeline.exportBurnedIn", forms: ["exact"] },
];

/** Says "changed" when something else is wanted. */
export class TimelineExport extends HTMLElement {
  #cameras = make("fieldset", { class: "export-cameras" });
  #forms = make("fieldset", { class: "export-forms" }, make("legend", { class: "label" }, words("timeline.exportForm")), form("exact"), form("segments"));
  #options = options.map(({ name, label }) => ({ name, box: check("checkbox", name, "true", words(label)) }));
  #reason = make("input", { name: "reason", maxlength: 500, autocomplete: "off", placeholder: words("timeline.reasonExample") });
  /** @type {Camera[]} */ #all = [];

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      this.#cameras,
      this.#forms,
      ...this.#options.map(({ box }) => box),
      make("label", { class: "field" }, make("span", { class: "label" }, words("timeline.reason")), this.#reason),
    );
    this.addEventListener("change", (event) => {
      if (event.target === this.#reason) return;
      this.#leaveOne(event.target);
      this.#show();
      this.dispatchEvent(new Event("changed"));
    });
  }

  /** @param {Camera[]} all that may be exported @param {Camera[]} chosen */
  ask(all, chosen) {
    this.#all = all;
    this.#reason.value = "";
    const boxes = all.map((camera) => check("checkbox", "camera", camera.id, camera.name, chosen.includes(camera)));
    this.#cameras.replaceChildren(make("legend", { class: "label" }, words("timeline.exportCameras")), ...boxes);
    this.#cameras.hidden = all.length < 2;
    const exact = this.#forms.querySelector("input");
    if (exact) exact.checked = true;
    this.#show();
  }

  /** @returns {Wish} */
  get wish() {
    const chosen = [...this.#cameras.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
    const wanted = this.#forms.querySelector("input:checked");
    const asked = this.#options.filter(({ box }) => !box.hidden && box.querySelector("input")?.checked);
    return {
      cameras: this.#all.filter((camera) => this.#all.length < 2 || chosen.includes(camera.id)),
      form: wanted instanceof HTMLInputElement && wanted.value === "segments" ? "segments" : "exact",
      reason: this.#reason.value.trim(),
      options: Object.fromEntries(asked.map(({ name }) => [name, true])),
    };
  }

  /** @param {EventTarget | null} ticked */
  #leaveOne(ticked) {
    const boxes = this.#options.map(({ box }) => box.querySelector("input"));
    if (!(ticked instanceof HTMLInputElement) || !ticked.checked || !boxes.includes(ticked)) return;
    for (const box of boxes) if (box && box !== ticked) box.checked = false;
  }

  /** What a form does not have, is not asked. */
  #show() {
    const { form } = this.wish;
    for (const { name, box } of this.#options) box.hidden = !options.find((one) => one.name === name)?.forms.includes(form);
  }
}

/** @param {Form} name */
function form(name) {
  const label = check("radio", "form", name, words(`timeline.export-${name}`), name === "exact");
  const hint = make("span", { class: "hint" });
  say(hint, words(`timeline.export-${name}-hint`));
  label.append(hint);
  return label;
}

/** @param {"checkbox" | "radio"} type @param {string} name @param {string} value @param {string} text @param {boolean} [isChecked] */
const check = (type, name, value, text, isChecked = false) =>
  make("label", { class: "check" }, make("input", { type, name, value, checked: isChecked }), make("span", {}, text));

customElements.define("nj-timeline-export", TimelineExport);
