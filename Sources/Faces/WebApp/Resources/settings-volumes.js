// @ts-check
// Where recordings go: folders on disks, each with its bounds.

import { cameras } from "./api.js";
import { make } from "./dom.js";
import { size } from "./format.js";
import { addVolume, changeVolume, removeVolume, volumes } from "./settings-api.js";
import { formOf } from "./settings-forms.js";
import { button, card, check, checkbox, choice, facts, labelled, meter, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { countOf, wordsOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").Volume} Volume */
/** @typedef {import("./settings-types.js").VolumeDraft} VolumeDraft */

const gigabyte = 1e9;

export class VolumesPart extends Part {
  #list = make("div", { class: "cards" });
  #form = make("div");
  /** @type {Map<string, string>} */ #names = new Map();

  /** @override */
  build() {
    const add = button(words("settings.volumes.add"), () => this.#edit(null), "primary");
    this.append(
      make("div", { class: "part-head" }, make("h3", {}, words("settings.volumes.title")), add),
      make("p", { class: "muted" }, words("settings.volumes.hint")),
      this.#form,
      this.#list,
    );
  }

  /** @override */
  async refresh() {
    const [{ items }, known] = await Promise.all([volumes(), cameras()]);
    this.#names = new Map(known.map((camera) => [camera.id, camera.name]));
    this.#list.replaceChildren(...items.map((volume) => this.#card(volume)));
  }

  /** @param {Volume} volume */
  #card(volume) {
    const { total_bytes: total, free_bytes: free } = volume;
    const isThere = total !== null && total !== undefined && free !== null && free !== undefined;
    /** @type {[string, string][]} */
    const pairs = [
      [words("settings.volumes.path"), volume.path],
      [words("system.storage.recordings"), `${size(volume.bytes)}, ${countOf("system.recordings", volume.recordings)}`],
      [words("settings.volumes.cameras"), volume.cameras.map((id) => this.#names.get(id) ?? id).join(", ") || "–"],
    ];
    if (volume.limit_bytes) pairs.push([words("system.storage.limit"), size(volume.limit_bytes)]);
    if (volume.floor_bytes) pairs.push([words("system.storage.floor"), size(volume.floor_bytes)]);
    const element = card(
      volume.name,
      make(
        "div",
        { class: "row-head" },
        tag(wordsOf(`settings.volume.${volume.state}`, volume.state), volume.state === "ready" ? "good" : "bad"),
        ...(volume.default ? [tag(words("settings.volumes.default"))] : []),
      ),
      ...(volume.reason ? [make("p", { class: "trouble" }, volume.reason)] : []),
      ...(volume.description ? [make("p", {}, volume.description)] : []),
      ...(isThere
        ? [
          meter(1 - free / total, words("system.storage.used", { name: volume.name })),
          make("p", {}, words("system.storage.free", { free: size(free), total: size(total) })),
        ]
        : []),
      facts(pairs),
      make(
        "div",
        { class: "actions" },
        button(words("settings.edit"), () => this.#edit(volume)),
        ...(volume.default ? [] : [button(words("settings.remove"), () => this.#askRemove(volume), "danger")]),
      ),
    );
    element.dataset.volume = volume.id;
    return element;
  }

  /** @param {Volume | null} volume null: a new one */
  #edit(volume) {
    const name = make("input", { name: "name", required: true, maxlength: 100, autocomplete: "off", placeholder: "Archive" });
    const path = make("input", {
      name: "path",
      required: true,
      maxlength: 1024,
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "/srv/nightjar/archive",
    });
    const note = make("input", { name: "description", maxlength: 1000, autocomplete: "off" });
    const limit = gigabytes("limit_bytes", volume?.limit_bytes);
    const floor = gigabytes("floor_bytes", volume?.floor_bytes);
    const adopt = checkbox("adopt", false);
    name.value = volume?.name ?? "";
    path.value = volume?.path ?? "";
    note.value = volume?.description ?? "";
    path.disabled = volume?.default ?? false;
    const form = formOf(
      { "data-form": "volume" },
      [
        make(
          "div",
          { class: "fields" },
          labelled(words("settings.volumes.name"), name),
          labelled(words("settings.volumes.path"), path, words("settings.volumes.path-hint")),
          labelled(words("settings.volumes.note"), note),
          labelled(words("settings.volumes.limit"), limit, words("settings.volumes.limit-hint")),
          labelled(words("settings.volumes.floor"), floor, words("settings.volumes.floor-hint")),
        ),
        ...(volume ? [] : [check(words("settings.volumes.adopt"), adopt)]),
      ],
      words("settings.save"),
      async () => {
        /** @type {VolumeDraft} */
        const draft = {
          name: name.value.trim(),
          description: note.value.trim(),
          limit_bytes: bytesOf(limit),
          floor_bytes: bytesOf(floor),
        };
        if (path.value.trim() !== volume?.path) draft.path = path.value.trim();
        if (!volume && adopt.checked) draft.adopt = true;
        if (volume) await changeVolume(volume.id, draft);
        else await addVolume(draft);
        this.#form.replaceChildren();
        this.note(words("settings.volumes.saved", { name: draft.name ?? "" }));
        this.again();
      },
      button(words("settings.cancel"), () => this.#form.replaceChildren()),
    );
    this.#form.replaceChildren(card(volume ? volume.name : words("settings.volumes.add"), form));
    this.#form.scrollIntoView({ block: "nearest" });
    name.focus();
  }

  /** @param {Volume} volume */
  #askRemove(volume) {
    const what = choice({ name: "recordings" }, [
      ["keep", words("settings.volumes.keep")],
      ["delete", words("settings.volumes.delete")],
    ], "keep");
    const lying = `${countOf("system.recordings", volume.recordings)}, ${size(volume.bytes)}`;
    const form = formOf(
      { "data-form": "remove-volume" },
      [
        make("p", {}, words("settings.volumes.sure-words", { what: lying })),
        labelled(words("settings.volumes.what"), what),
      ],
      words("settings.volumes.remove-of", { name: volume.name }),
      async () => {
        await removeVolume(volume.id, what.value === "delete" ? "delete" : "keep");
        this.#form.replaceChildren();
        this.note(words("settings.volumes.removed", { name: volume.name }));
        this.again();
      },
      button(words("settings.cancel"), () => this.#form.replaceChildren()),
    );
    this.#form.replaceChildren(card(words("settings.volumes.sure", { name: volume.name }), form));
    this.#form.scrollIntoView({ block: "nearest" });
  }
}

/**
 * A field of gigabytes.
 * @param {string} name @param {number | null | undefined} bytes
 */
function gigabytes(name, bytes) {
  const input = make("input", { name, type: "number", min: 0, step: "any", inputmode: "decimal", autocomplete: "off" });
  input.value = bytes ? String(bytes / gigabyte) : "";
  return input;
}

/** @param {HTMLInputElement} input @returns {number | null} */
const bytesOf = (input) => (input.value.trim() === "" ? null : Math.round(Number(input.value) * gigabyte));

customElements.define("nj-settings-volumes", VolumesPart);
