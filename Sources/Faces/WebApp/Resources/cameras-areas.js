// @ts-check
// What of the picture counts and what is hidden: detection zones, motion masks and privacy masks, drawn on the live picture, named,
// switched on and off. Nothing counts before it is saved.

import * as api from "./cameras-api.js";
import { AreaLayer } from "./cameras-area-layer.js";
import { areaRow, zoneFields } from "./cameras-area-fields.js";
import { PolygonDrawing } from "./cameras-polygon.js";
import { make, mark, say } from "./dom.js";
import { button, card, emptyWords } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").AreaKind} AreaKind */
/** @typedef {import("./cameras-types.js").Corner} Corner */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {import("./system-part.js").Part} Part */

const kinds = /** @type {const} */ (["zones", "motion-masks", "masks"]);
const most = 16;
/**
 * What somebody begins with who does not draw.
 * @type {Corner[]}
 */
const middle = [{ x: 0.35, y: 0.35 }, { x: 0.65, y: 0.35 }, { x: 0.65, y: 0.65 }, { x: 0.35, y: 0.65 }];

export class AreaEditor {
  #part;
  /** @type {WholeCamera | null} */ #camera = null;
  /** @type {AreaKind} */ #kind = "zones";
  /** @type {Record<AreaKind, AreaLayer>} */ #layers = { zones: new AreaLayer(), "motion-masks": new AreaLayer(), masks: new AreaLayer() };
  #kinds = make("nav", { class: "parts small", "aria-label": words("cameras.areas.kinds") });
  #hint = make("p", { class: "muted" });
  #list = make("ul", { class: "rows" });
  #fields = make("div");
  #empty = emptyWords("");
  #state = make("p", { class: "muted", role: "status" });
  #add = button("", () => this.#new(middle.map((corner) => ({ ...corner }))));
  #corner = button(words("cameras.areas.remove-corner"), () => this.#drawing.removeCorner());
  #undo = button(words("cameras.areas.undo"), () => this.#takeBack());
  #save = button(words("settings.save"), () => void this.#keep(), "primary");
  #discard = button(words("cameras.areas.discard"), () => void this.#load([this.#kind]));
  #look = button(words("cameras.areas.look"), () => this.#asOthers());
  #seen = make("div", { class: "seen" });
  #drawing = new PolygonDrawing(() => this.#drawn(), (polygon) => this.#new(polygon));
  /** What the fields say. */
  #told = {
    typed: () => {
      this.#paint();
      this.#render();
    },
    changed: () => {
      this.#layer.note();
      this.#render();
    },
  };
  element = card(
    words("cameras.part.areas"),
    this.#kinds,
    this.#hint,
    this.#empty,
    this.#list,
    this.#fields,
    make("div", { class: "form-row" }, this.#add, this.#corner, this.#undo),
    make("div", { class: "form-row" }, this.#save, this.#discard, this.#look),
    this.#state,
    this.#seen,
  );

  /** @param {Part} part @param {HTMLElement} picture on which is drawn */
  constructor(part, picture) {
    this.#part = part;
    this.element.classList.add("areas");
    const actions = { "add-area": this.#add, "remove-corner": this.#corner, undo: this.#undo, "save-areas": this.#save, discard: this.#discard };
    for (const [action, each] of Object.entries(actions)) each.dataset.action = action;
    picture.append(this.#drawing.element);
    for (const each of [this.element, this.#drawing.element]) each.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {WholeCamera} camera */
  show(camera) {
    const isNew = this.#camera === null;
    this.#camera = camera;
    const wanted = kinds.find((kind) => kind === this.#part.address.get("kind")) ?? "zones";
    if (isNew) void this.#load(kinds);
    if (!isNew && wanted === this.#kind) return;
    this.#kind = wanted;
    mark(this.element, "data-kind", wanted);
    say(this.#hint, words(`cameras.areas.${wanted}-hint`));
    say(this.#empty, words(`cameras.areas.${wanted}-empty`));
    say(this.#add, words(`cameras.areas.${wanted}-add`));
    this.#seen.replaceChildren();
    this.#renderList();
  }

  leave() {
    this.#drawing.leave();
  }

  get #layer() {
    return this.#layers[this.#kind];
  }

  /** @param {readonly AreaKind[]} wanted */
  async #load(wanted) {
    const id = this.#camera?.id;
    if (id === undefined) return;
    try {
      const answers = await Promise.all(wanted.map((kind) => api.areas(id, kind)));
      wanted.forEach((kind, at) => this.#layers[kind].take(answers[at]?.items ?? []));
      this.#renderList();
    } catch (error) {
      this.#part.complain(error);
    }
  }

  /** @param {Corner[]} polygon */
  #new(polygon) {
    const { areas } = this.#layer;
    if (areas.length >= most) return this.#part.note(words("cameras.areas.most", { count: most }));
    // A zone has a name, by which events name it.
    const name = this.#kind === "zones" ? words("cameras.areas.zones-number", { number: areas.length + 1 }) : "";
    areas.push({ name, enabled: true, polygon });
    this.#layer.chosen = areas.length - 1;
    this.#layer.note();
    this.#renderList();
  }

  /** Something was changed, or chosen, on the picture. */
  #drawn() {
    const isOther = this.#layer.chosen !== this.#drawing.chosen;
    this.#layer.chosen = this.#drawing.chosen;
    this.#layer.note();
    if (isOther) this.#renderFields();
    this.#render();
  }

  #takeBack() {
    this.#layer.undo();
    this.#renderList();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "checkbox" && event.target.type !== "radio";
    if (isTyping || event.key !== "z" || !(event.ctrlKey || event.metaKey) || !this.#layer.mayUndo) return;
    event.preventDefault();
    this.#takeBack();
  }

  #renderList() {
    const { areas } = this.#layer;
    this.#list.replaceChildren(...areas.map((area, at) =>
      areaRow(this.#kind, area, at, {
        choose: () => this.#choose(at),
        ...this.#told,
        remove: () => {
          areas.splice(at, 1);
          this.#layer.chosen = Math.min(at, areas.length - 1);
          this.#layer.note();
          this.#renderList();
        },
      })
    ));
    this.#renderFields();
    this.#paint();
    this.#render();
  }

  /** @param {number} at */
  #choose(at) {
    this.#layer.chosen = at;
    this.#renderFields();
    this.#paint();
    this.#render();
  }

  #renderFields() {
    const zone = this.#kind === "zones" ? this.#layer.areas[this.#layer.chosen] : undefined;
    this.#fields.replaceChildren(...(zone ? [zoneFields(zone, this.#told)] : []));
  }

  #paint() {
    const others = kinds.filter((kind) => kind !== this.#kind);
    const layers = [...others, this.#kind].map((kind) => ({ kind, shapes: this.#layers[kind].areas }));
    this.#drawing.show(layers, this.#layer.chosen);
  }

  #render() {
    const { areas, chosen, isChanged, mayUndo } = this.#layer;
    [...this.#list.children].forEach((row, at) => {
      const choose = row.querySelector("input[type=radio]");
      if (choose instanceof HTMLInputElement) choose.checked = at === chosen;
      mark(row, "data-chosen", String(at === chosen));
    });
    this.#empty.hidden = areas.length > 0;
    this.#add.disabled = areas.length >= most;
    this.#corner.disabled = !this.#drawing.hasCorner;
    this.#undo.disabled = !mayUndo;
    this.#save.disabled = !isChanged;
    this.#discard.hidden = !isChanged;
    this.#look.hidden = this.#kind !== "masks" || isChanged || areas.length === 0;
    say(this.#state, isChanged ? words(`cameras.areas.${this.#kind}-unsaved`) : "");
    this.#renderKinds();
  }

  #renderKinds() {
    const shown = kinds.map((kind) => `${kind} ${kind === this.#kind} ${this.#layers[kind].isChanged} ${this.#layers[kind].areas.length}`).join();
    if (this.#kinds.dataset.shown === shown) return;
    this.#kinds.dataset.shown = shown;
    this.#kinds.replaceChildren(...kinds.map((kind) => {
      const address = new URLSearchParams({ camera: this.#camera?.id ?? "", part: "areas", kind });
      const { areas, isChanged } = this.#layers[kind];
      const count = areas.length > 0 ? ` (${areas.length})` : "";
      const text = words(`cameras.areas.${kind}`) + count + (isChanged ? ` – ${words("cameras.areas.not-saved")}` : "");
      const swatch = make("span", { class: "kind-mark", "data-kind": kind, "aria-hidden": "true" });
      return make("a", { href: `#cameras?${address}`, "aria-current": kind === this.#kind ? "page" : null }, swatch, text);
    }));
  }

  async #keep() {
    const id = this.#camera?.id;
    if (id === undefined) return;
    const [kind, layer] = [this.#kind, this.#layer];
    const save = async () => layer.take((await api.setAreas(id, kind, layer.areas)).items);
    const done = await this.#part.act(this.#save, save, words("cameras.areas.saved"));
    if (done && kind === "masks" && layer.areas.length > 0) this.#asOthers();
    else this.#seen.replaceChildren();
    if (done) this.#renderList();
    else this.#render();
  }

  /** What everybody sees who may not see behind the masks. */
  #asOthers() {
    const id = this.#camera?.id;
    if (id === undefined) return;
    const picture = make("img", { alt: words("cameras.areas.as-others") });
    picture.addEventListener("error", () => this.#seen.replaceChildren(emptyWords(words("cameras.areas.no-look"))));
    picture.src = `${api.pictureAddress(id, 640)}&masked=true`;
    this.#seen.replaceChildren(make("p", {}, words("cameras.areas.as-others")), picture);
  }
}
