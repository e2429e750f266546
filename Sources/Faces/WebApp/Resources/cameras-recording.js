// @ts-check
// When a camera is recorded: its mode, a weekly schedule, and how much before and after an event.

import { CameraForm, numberInput, numberOf } from "./cameras-forms.js";
import { ScheduleEditor } from "./cameras-schedule.js";
import { make, say } from "./dom.js";
import { check, checkbox, choice, labelled } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").CameraChange} CameraChange */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */

const modes = /** @type {const} */ (["continuous", "event", "schedule", "manual", "off"]);

export class RecordingForm extends CameraForm {
  #mode = choice({ name: "mode" }, modes.map((mode) => [mode, words(`cameras.mode.${mode}`)]), "continuous");
  #subMode = choice({ name: "sub_mode" }, modes.map((mode) => [mode, words(`cameras.mode.${mode}`)]), "continuous");
  #hint = make("p", { class: "muted" });
  #schedule = new ScheduleEditor("schedule", words("cameras.schedule"));
  #subSchedule = new ScheduleEditor("sub_schedule", words("cameras.sub-schedule"));
  #before = numberInput("pre_roll_seconds", null, { min: 0, max: 30 });
  #after = numberInput("post_roll_seconds", null, { min: 0, max: 300 });
  #longest = numberInput("event_max_seconds", null, { min: 10, max: 3600 });
  #connect = choice({ name: "connect" }, [
    ["on_demand", words("cameras.connect.on_demand")],
    ["always", words("cameras.connect.always")],
  ], "on_demand");
  #masked = checkbox("mask_recordings", false);

  /** @override */
  get title() {
    return words("cameras.part.recording");
  }

  /** @override @param {WholeCamera} camera */
  fields(camera) {
    this.#mode.value = camera.mode;
    this.#subMode.value = camera.sub_mode;
    this.#schedule.value = camera.schedule ?? [];
    this.#subSchedule.value = camera.sub_schedule ?? [];
    this.#before.value = textOf(camera.pre_roll_seconds);
    this.#after.value = textOf(camera.post_roll_seconds);
    this.#longest.value = textOf(camera.event_max_seconds);
    this.#connect.value = camera.connect;
    this.#masked.checked = camera.mask_recordings;
    const sub = make("div", { class: "stack" }, labelled(words("cameras.sub-mode"), this.#subMode), this.#subSchedule.element);
    sub.hidden = !camera.sub_url;
    const rolls = make(
      "div",
      { class: "fields" },
      labelled(words("cameras.pre-roll"), this.#before, words("cameras.as-recorder")),
      labelled(words("cameras.post-roll"), this.#after, words("cameras.as-recorder")),
      labelled(words("cameras.longest"), this.#longest, words("cameras.as-recorder")),
    );
    const connect = labelled(words("cameras.connect"), this.#connect, words("cameras.connect-hint"));
    const show = () => {
      const [mode, subMode] = [this.#mode.value, camera.sub_url ? this.#subMode.value : ""];
      say(this.#hint, words(`cameras.mode.${modes.find((each) => each === mode) ?? "off"}-hint`));
      this.#schedule.element.hidden = mode !== "schedule";
      this.#subSchedule.element.hidden = subMode !== "schedule";
      rolls.hidden = ![mode, subMode].some((each) => each === "event" || each === "schedule");
      connect.hidden = mode !== "off" && mode !== "manual";
    };
    // Somebody who begins a schedule finds one that he can change.
    const begin = (/** @type {HTMLSelectElement} */ mode, /** @type {ScheduleEditor} */ editor) => {
      if (mode.value === "schedule" && editor.value.length === 0) editor.value = ["mon-fri 08:00-18:00 continuous"];
      show();
    };
    this.#mode.onchange = () => begin(this.#mode, this.#schedule);
    this.#subMode.onchange = () => begin(this.#subMode, this.#subSchedule);
    show();
    const masked = make(
      "div",
      { class: "stack" },
      check(words("cameras.mask-recordings"), this.#masked),
      make("p", { class: "muted" }, words("cameras.mask-recordings-hint")),
    );
    return [labelled(words("cameras.mode"), this.#mode), this.#hint, this.#schedule.element, sub, rolls, connect, masked];
  }

  /** @override */
  values() {
    /** @type {CameraChange} */
    const values = {
      mode: this.#mode.value,
      schedule: listOf(this.#schedule.value),
      pre_roll_seconds: numberOf(this.#before),
      post_roll_seconds: numberOf(this.#after),
      event_max_seconds: numberOf(this.#longest),
      connect: this.#connect.value,
      mask_recordings: this.#masked.checked,
    };
    if (this.camera?.sub_url) Object.assign(values, { sub_mode: this.#subMode.value, sub_schedule: listOf(this.#subSchedule.value) });
    return values;
  }
}

/** @param {number | null | undefined} value */
const textOf = (value) => (value === null || value === undefined ? "" : String(value));

/** @param {string[]} entries */
const listOf = (entries) => (entries.length > 0 ? entries : null);
