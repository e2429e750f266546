// @ts-check
// Cameras at RTSP addresses of their own: for programs that take one camera and want to know nothing of the recorder.

import { make } from "./dom.js";
import { session } from "./session.js";
import { changeOutlet, removeOutlet, restartOutlet } from "./settings-api.js";
import { formOf } from "./settings-forms.js";
import { button, card, check, checkbox, choice, confirmed, emptyWords, labelled, tag } from "./system-bits.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Outlet} Outlet */
/** @typedef {import("./settings-types.js").OutletAccess} OutletAccess */
/** @typedef {import("./settings-types.js").OutletDraft} OutletDraft */
/** @typedef {import("./types.js").Camera} Camera */

export class OutletsCard {
  #part;
  #list = make("div");
  #form = make("div");
  /** @type {Camera[]} */ #cameras = [];
  /** @type {Set<string>} */ #names = new Set();
  element;

  /** @param {import("./system-part.js").Part} part that it is in */
  constructor(part) {
    this.#part = part;
    const add = button(words("settings.outlets.add"), () => this.#edit(null));
    add.dataset.action = "add-outlet";
    this.element = card(
      words("settings.outlets"),
      make("p", { class: "muted" }, words("settings.outlets.hint")),
      this.#list,
      this.#form,
      ...(session.may("manage-system") ? [make("div", { class: "actions" }, add)] : []),
    );
  }

  /** @param {Outlet[]} outlets @param {Camera[]} cameras */
  show(outlets, cameras) {
    this.#cameras = cameras;
    this.#names = new Set(outlets.map(({ name }) => name));
    const rows = outlets.map((outlet) => this.#row(outlet));
    this.#list.replaceChildren(rows.length === 0 ? emptyWords(words("settings.outlets.none")) : make("ul", { class: "rows" }, ...rows));
  }

  /** @param {Outlet} outlet */
  #row(outlet) {
    const { name, address, path, camera, stream, access, clients } = outlet;
    const known = this.#cameras.find(({ id }) => id === camera)?.name ?? camera;
    const about = [
      stream === "sub" ? words("settings.outlets.small", { camera: known }) : known,
      wordsOf(`settings.outlets.access.${access}`, access),
      countOf("settings.outlets.clients", clients),
    ];
    const again = button(words("settings.outlets.restart"), () =>
      void this.#part.act(again, () => restartOutlet(name), words("settings.rtsp.restarted")));
    const remove = button(words("settings.remove"), () => void this.#askRemove(remove, name), "danger");
    return make(
      "li",
      { class: "row", "data-outlet": name },
      make("strong", { class: "name" }, name),
      make("div", { class: "grow" }, make("code", {}, `rtsp://${address}${path}`), make("p", { class: "muted" }, about.join(" · "))),
      standing(outlet),
      ...(session.may("manage-system")
        ? [make("div", { class: "actions" }, button(words("settings.edit"), () => this.#edit(outlet)), again, remove)]
        : []),
    );
  }

  /** @param {HTMLButtonElement} pressed @param {string} name */
  async #askRemove(pressed, name) {
    const question = {
      title: words("settings.outlets.sure", { name }),
      words: words("settings.outlets.sure-words"),
      yes: words("settings.outlets.remove-of", { name }),
    };
    if (await confirmed(question)) await this.#part.act(pressed, () => removeOutlet(name), words("settings.outlets.removed", { name }));
  }

  /** @param {Outlet | null} outlet null: a new one */
  #edit(outlet) {
    const fields = new OutletFields(outlet, this.#cameras);
    const form = formOf(
      { "data-form": "outlet" },
      fields.elements,
      words("settings.save"),
      async () => {
        const { name } = fields;
        if (!outlet && this.#names.has(name)) throw new Error(words("settings.outlets.taken", { name }));
        const kept = await changeOutlet(name, fields.draft);
        this.#form.replaceChildren();
        this.#part.note(kept.problem ?? words("settings.saved"));
        this.#part.again();
      },
      button(words("settings.cancel"), () => this.#form.replaceChildren()),
    );
    this.#form.replaceChildren(make("h4", {}, outlet?.name ?? words("settings.outlets.add")), form);
    form.querySelector("input")?.focus();
  }
}

/** @param {Outlet} outlet */
function standing({ enabled, port, problem }) {
  if (problem) return tag(problem, "bad");
  if (!enabled || !port) return tag(words("settings.rtsp.off"));
  return tag(words("settings.rtsp.port", { port }), "good");
}

/** What is typed of one. */
class OutletFields {
  #name = make("input", { name: "name", required: true, maxlength: 63, autocomplete: "off", spellcheck: "false", placeholder: "doorbell" });
  #address = textInput("address", 64, "0.0.0.0:8555");
  #path = textInput("path", 128, "/stream");
  #camera;
  #stream;
  #access;
  #user = textInput("username", 64, "");
  #password = make("input", { name: "password", type: "password", autocomplete: "new-password", maxlength: 128 });
  #most = countInput("max_clients");
  #mostEach = countInput("max_clients_per_address");
  #enabled;
  elements;

  /** @param {Outlet | null} outlet @param {Camera[]} cameras */
  constructor(outlet, cameras) {
    this.#name.value = outlet?.name ?? "";
    this.#name.disabled = outlet !== null;
    this.#address.value = outlet?.address ?? "";
    this.#address.required = true;
    this.#path.value = outlet?.path ?? "/stream";
    this.#user.value = outlet?.username ?? "";
    if (outlet?.has_password) this.#password.placeholder = words("settings.unchanged");
    this.#most.value = String(outlet?.max_clients ?? "");
    this.#mostEach.value = String(outlet?.max_clients_per_address ?? "");
    this.#enabled = checkbox("enabled", outlet?.enabled ?? true);
    this.#camera = cameraChoice(cameras, outlet?.camera ?? cameras[0]?.id ?? "");
    this.#stream = streamChoice(outlet?.stream ?? "main");
    /** @type {OutletAccess[]} */
    const ways = ["accounts", "password", "everyone"];
    this.#access = choice({ name: "access" }, ways.map((way) => [way, words(`settings.outlets.access.${way}`)]), outlet?.access ?? "accounts");
    const own = [labelled(words("camera.user"), this.#user), labelled(words("camera.password"), this.#password)];
    const offer = () => own.forEach((field) => (field.hidden = this.#access.value !== "password"));
    this.#access.addEventListener("change", offer);
    offer();
    this.elements = [
      make(
        "div",
        { class: "fields" },
        labelled(words("settings.outlets.name"), this.#name, words("settings.outlets.name-hint")),
        labelled(words("settings.outlets.camera"), this.#camera),
        labelled(words("settings.outlets.stream"), this.#stream),
        labelled(words("settings.rtsp.address"), this.#address, words("settings.rtsp.address-hint")),
        labelled(words("settings.outlets.path"), this.#path, words("settings.outlets.path-hint")),
        labelled(words("settings.outlets.access"), this.#access),
        ...own,
        labelled(words("settings.outlets.most"), this.#most, words("settings.outlets.most-hint")),
        labelled(words("settings.outlets.most-each"), this.#mostEach, words("settings.outlets.most-hint")),
      ),
      check(words("settings.rtsp.enabled"), this.#enabled),
    ];
  }

  get name() {
    return this.#name.value.trim();
  }

  /** @returns {OutletDraft} */
  get draft() {
    /** @type {OutletDraft} */
    const draft = {
      enabled: this.#enabled.checked,
      address: this.#address.value.trim(),
      path: this.#path.value.trim(),
      camera: this.#camera.value,
      stream: this.#stream.value,
      access: this.#access.value,
      max_clients: Number(this.#most.value),
      max_clients_per_address: Number(this.#mostEach.value),
    };
    if (draft.access !== "password") return draft;
    draft.username = this.#user.value.trim();
    if (this.#password.value !== "") draft.password = this.#password.value;
    return draft;
  }
}

/** @param {string} name @param {number} longest @param {string} example */
const textInput = (name, longest, example) =>
  make("input", { name, maxlength: longest, autocomplete: "off", spellcheck: "false", placeholder: example });

/** @param {string} name */
const countInput = (name) => make("input", { name, type: "number", min: 0, max: 256, inputmode: "numeric", autocomplete: "off" });

/** @param {Camera[]} cameras @param {string} chosen its id @param {[value: string, text: string][]} [others] before them */
export function cameraChoice(cameras, chosen, others = []) {
  const isKnown = chosen === "" || cameras.some(({ id }) => id === chosen);
  /** @type {[string, string][]} */
  const options = [...others, ...cameras.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]))];
  return choice({ name: "camera" }, isKnown ? options : [...options, [chosen, chosen]], chosen);
}

/** @param {string} chosen */
export const streamChoice = (chosen) =>
  choice({ name: "stream" }, [["main", words("cameras.stream.main")], ["sub", words("cameras.stream.sub")]], chosen);
