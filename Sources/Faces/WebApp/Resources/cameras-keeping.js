// @ts-check
// How long a camera's recordings stay, how much room they may take, and on which volumes they and its snapshots lie.

import { EvidenceCard } from "./cameras-evidence.js";
import { CameraForm, numberInput, numberOf } from "./cameras-forms.js";
import { make } from "./dom.js";
import { size } from "./format.js";
import { session } from "./session.js";
import { volumes } from "./settings-api.js";
import { choice, labelled } from "./system-bits.js";
import { storage } from "./system-api.js";
import { countOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").CameraChange} CameraChange */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */
/** @typedef {{id: string, name: string, default: boolean}} Known a volume */

const gigabyte = 1e9;

export class KeepingForm extends CameraForm {
  #days = numberInput("retention_days", null, { min: 0, max: 36_500 });
  #eventDays = numberInput("event_retention_days", null, { min: 0, max: 36_500 });
  #quota = numberInput("quota_bytes", null, { min: 0, step: "any" });
  #volume = choice({ name: "volume" }, [["", words("cameras.volume.default")]], "");
  #subVolume = choice({ name: "sub_volume" }, [["", words("cameras.volume.default")]], "");
  #eventVolume = choice({ name: "event_volume" }, [["", words("cameras.volume.same")]], "");
  #snapshotVolume = choice({ name: "snapshot_volume" }, [["", words("cameras.volume.data-folder")]], "");
  #segment = numberInput("segment_seconds", null, { min: 10, max: 3600 });
  #now = make("p", { class: "muted", role: "status" });
  /** @type {EvidenceCard | null} */ #evidence = null;

  /** @override */
  get title() {
    return words("cameras.part.keeping");
  }

  /** @override @param {WholeCamera} camera */
  show(camera) {
    super.show(camera);
    this.#evidence ??= new EvidenceCard(this.part, camera.id);
    // What was saved makes the form anew.
    if (!this.#evidence.element.isConnected) this.element.append(this.#evidence.element);
    void this.#evidence.look();
  }

  /** @override @param {WholeCamera} camera */
  fields(camera) {
    const text = (/** @type {number | null | undefined} */ value) => (value === null || value === undefined ? "" : String(value));
    this.#days.value = text(camera.retention_days);
    this.#eventDays.value = text(camera.event_retention_days);
    this.#quota.value = camera.quota_bytes ? String(camera.quota_bytes / gigabyte) : "";
    this.#segment.value = text(camera.segment_seconds);
    void this.#ask(camera);
    const sub = labelled(words("cameras.sub-volume"), this.#subVolume);
    sub.hidden = !camera.sub_url;
    return [
      this.#now,
      make(
        "div",
        { class: "fields" },
        labelled(words("cameras.days"), this.#days, words("cameras.days-hint")),
        labelled(words("cameras.event-days"), this.#eventDays, words("cameras.days-hint")),
        labelled(words("cameras.quota"), this.#quota, words("cameras.quota-hint")),
        labelled(words("cameras.volume"), this.#volume),
        sub,
        labelled(words("cameras.event-volume"), this.#eventVolume, words("cameras.event-volume-hint")),
        labelled(words("cameras.snapshot-volume"), this.#snapshotVolume, words("cameras.snapshot-volume-hint")),
        labelled(words("cameras.segment"), this.#segment, words("cameras.as-recorder")),
      ),
    ];
  }

  /**
   * The volumes that there are, and how much it has now.
   * @param {WholeCamera} camera
   */
  async #ask(camera) {
    this.#offerAll(camera, []);
    try {
      const [known, kept] = await Promise.all([session.may("manage-system") ? volumes() : { items: [] }, storage()]);
      this.#offerAll(camera, known.items);
      const own = kept.cameras.find(({ id }) => id === camera.id);
      if (!own) return;
      const what = `${countOf("system.recordings", own.recordings)}, ${size(own.bytes)}`;
      this.#now.textContent = words("cameras.kept-now", { what, rate: size(own.bytes_per_day) });
    } catch (error) {
      this.part.complain(error);
    }
  }

  /** @param {WholeCamera} camera @param {Known[]} known */
  #offerAll(camera, known) {
    this.#offer(this.#volume, known, camera.volume, words("cameras.volume.default"));
    this.#offer(this.#subVolume, known, camera.sub_volume, words("cameras.volume.default"));
    this.#offer(this.#eventVolume, known, camera.event_volume, words("cameras.volume.same"));
    this.#offer(this.#snapshotVolume, known, camera.snapshot_volume, words("cameras.volume.data-folder"));
  }

  /** @param {HTMLSelectElement} select @param {Known[]} known @param {string | null} chosen @param {string} none what it is without */
  #offer(select, known, chosen, none) {
    const others = known.filter((volume) => !volume.default || volume.id === chosen);
    if (chosen && !others.some(({ id }) => id === chosen)) others.push({ id: chosen, name: chosen, default: false });
    select.replaceChildren(
      make("option", { value: "" }, none),
      ...others.map(({ id, name }) => make("option", { value: id }, name)),
    );
    select.value = chosen ?? "";
  }

  /** @override */
  values() {
    const quota = numberOf(this.#quota);
    /** @type {CameraChange} */
    const values = {
      retention_days: numberOf(this.#days),
      event_retention_days: numberOf(this.#eventDays),
      quota_bytes: quota === null ? null : Math.round(quota * gigabyte),
      volume: this.#volume.value || null,
      event_volume: this.#eventVolume.value || null,
      snapshot_volume: this.#snapshotVolume.value || null,
      segment_seconds: numberOf(this.#segment),
    };
    if (this.camera?.sub_url) values.sub_volume = this.#subVolume.value || null;
    return values;
  }
}
