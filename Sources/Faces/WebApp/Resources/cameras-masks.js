// @ts-check
// Privacy masks: drawn on the live picture, named, switched on and off. Nothing counts before it is saved.

import * as api from "./cameras-api.js";
import { PolygonDrawing } from "./cameras-polygon.js";
import { make, mark, say } from "./dom.js";
import { button, card, check, checkbox, emptyWords } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").Corner} Corner */
/** @typedef {import("./cameras-types.js").Mask} Mask */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./system-part.js").Part} Part */

const most = 16;
/**
 * What somebody begins with who does not draw.
 * @type {Corner[]}
 */
const middle = [{ x: 0.35, y: 0.35 }, { x: 0.65, y: 0.35 }, { x: 0.65, y: 0.65 }, { x: 0.35, y: 0.65 }];

export class MaskEditor {
  #part;
  /** @type {WholeCamera | null} */ #camera = null;
  /** @type {Omit<Mask, "id">[] & {id?: string}[]} */ #masks = [];
  #kept = "";
  #list = make("ul", { class: "rows masks" });
  #empty = emptyWords(words("cameras.masks.empty"));
  #state = make("p", { class: "muted", role: "status" });
  #add = button(words("cameras.masks.add"), () => this.#new(middle.map((corner) => ({ ...corner }))));
  #save = button(words("settings.save"), () => void this.#keep(), "primary");
  #undo = button(words("cameras.masks.undo"), () => void this.#load());
  #look = button(words("cameras.masks.look"), () => this.#asOthers());
  #seen = make("div", { class: "seen" });
  #drawing = new PolygonDrawing(() => this.#render(), (polygon) => this.#new(polygon));
  element = card(
    words("cameras.part.masks"),
    make("p", { class: "muted" }, words("cameras.masks.hint")),
    this.#empty,
    this.#list,
    make("div", { class: "form-row" }, this.#add, this.#save, this.#undo, this.#look),
    this.#state,
    this.#seen,
  );

  /** @param {Part} part @param {HTMLElement} picture on which is drawn */
  constructor(part, picture) {
    this.#part = part;
    this.#add.dataset.action = "add-mask";
    this.#save.dataset.action = "save-masks";
    picture.append(this.#drawing.element);
  }

  /** @param {WholeCamera} camera */
  show(camera) {
    if (this.#camera) return;
    this.#camera = camera;
    void this.#load();
  }

  leave() {
    this.#drawing.leave();
  }

  async #load() {
    const id = this.#camera?.id;
    if (id === undefined) return;
    try {
      this.#take((await api.masks(id)).items);
    } catch (error) {
      this.#part.complain(error);
    }
  }

  /** @param {Mask[]} masks as they are kept */
  #take(masks) {
    this.#masks = masks.map((mask) => ({ ...mask, polygon: mask.polygon.map((corner) => ({ ...corner })) }));
    this.#kept = JSON.stringify(this.#masks);
    this.#drawing.show(this.#masks, this.#masks.length > 0 ? 0 : -1);
    this.#renderList();
  }

  /** @param {Corner[]} polygon */
  #new(polygon) {
    if (this.#masks.length >= most) return this.#part.note(words("cameras.masks.most", { count: most }));
    this.#masks.push({ name: "", enabled: true, polygon });
    this.#drawing.show(this.#masks, this.#masks.length - 1);
    this.#renderList();
  }

  #renderList() {
    this.#list.replaceChildren(...this.#masks.map((mask, at) => this.#row(mask, at)));
    this.#render();
  }

  /** @param {Omit<Mask, "id">} mask @param {number} at */
  #row(mask, at) {
    const title = words("cameras.masks.number", { number: at + 1 });
    const label = words("cameras.masks.choose", { name: mask.name || title });
    const choose = make("input", { type: "radio", name: "mask", "aria-label": label });
    choose.addEventListener("change", () => {
      this.#drawing.show(this.#masks, at);
      this.#render();
    });
    const name = make("input", {
      maxlength: 80,
      autocomplete: "off",
      placeholder: title,
      "aria-label": words("cameras.masks.name", { number: at + 1 }),
    });
    name.value = mask.name;
    name.addEventListener("input", () => {
      mask.name = name.value.trim();
      this.#render();
    });
    const enabled = checkbox("enabled", mask.enabled);
    enabled.addEventListener("change", () => {
      mask.enabled = enabled.checked;
      this.#drawing.show(this.#masks, this.#drawing.chosen);
      this.#render();
    });
    const remove = button(words("settings.remove"), () => {
      this.#masks.splice(at, 1);
      this.#drawing.show(this.#masks, Math.min(at, this.#masks.length - 1));
      this.#renderList();
    });
    return make("li", { class: "row", "data-mask": at }, choose, name, check(words("cameras.masks.on"), enabled), remove);
  }

  get #isChanged() {
    return JSON.stringify(this.#masks) !== this.#kept;
  }

  #render() {
    [...this.#list.children].forEach((row, at) => {
      const choose = row.querySelector("input[type=radio]");
      if (choose instanceof HTMLInputElement) choose.checked = at === this.#drawing.chosen;
      mark(row, "data-chosen", String(at === this.#drawing.chosen));
    });
    this.#empty.hidden = this.#masks.length > 0;
    this.#add.disabled = this.#masks.length >= most;
    this.#save.disabled = !this.#isChanged;
    this.#undo.hidden = !this.#isChanged;
    this.#look.hidden = this.#isChanged || this.#masks.length === 0;
    say(this.#state, this.#isChanged ? words("cameras.masks.unsaved") : "");
  }

  async #keep() {
    const id = this.#camera?.id;
    if (id === undefined) return;
    const save = async () => this.#take((await api.setMasks(id, this.#masks)).items);
    const done = await this.#part.act(this.#save, save, words("cameras.masks.saved"));
    if (done && this.#masks.length > 0) this.#asOthers();
    else this.#seen.replaceChildren();
    this.#render();
  }

  /** What everybody sees who may not see behind the masks. */
  #asOthers() {
    const id = this.#camera?.id;
    if (id === undefined) return;
    const picture = make("img", { alt: words("cameras.masks.as-others") });
    picture.addEventListener("error", () => this.#seen.replaceChildren(emptyWords(words("cameras.masks.no-look"))));
    picture.src = `${api.pictureAddress(id, 640)}&masked=true`;
    this.#seen.replaceChildren(make("p", {}, words("cameras.masks.as-others")), picture);
  }
}
