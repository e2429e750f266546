// @ts-check
// How a camera is reached; what was typed can be tried before it is kept.

import { testCamera } from "./api.js";
import { reportWords } from "./camera-report.js";
import { CameraForm, numberInput, numberOf } from "./cameras-forms.js";
import { make, mark, say } from "./dom.js";
import { button, check, checkbox, choice, labelled } from "./system-bits.js";
import { words } from "./words.js";

/** @typedef {import("./cameras-types.js").CameraChange} CameraChange */
/** @typedef {import("./cameras-types.js").WholeCamera} WholeCamera */

/** Members that matter to a try. */
const tried = ["url", "username", "password", "transport", "record_audio"];

export class ConnectionForm extends CameraForm {
  #name = text("name", { required: true, maxlength: 200, placeholder: "Front door" });
  #url = text("url", { required: true, maxlength: 2000, inputmode: "url", placeholder: "rtsp://192.168.1.20:554/stream1" });
  #subUrl = text("sub_url", { maxlength: 2000, inputmode: "url", placeholder: "rtsp://192.168.1.20:554/stream2" });
  #snapshotUrl = text("snapshot_url", { maxlength: 2000, inputmode: "url" });
  #user = text("username", { maxlength: 256 });
  #password = make("input", { name: "password", type: "password", maxlength: 1024, autocomplete: "new-password" });
  #transport = choice({ name: "transport" }, [["", words("cameras.transport.auto")], ["tcp", "TCP"], ["udp", "UDP"]], "");
  #audio = checkbox("record_audio", true);
  #subTransport = choice({ name: "sub_transport" }, [["", words("cameras.transport.auto")], ["tcp", "TCP"], ["udp", "UDP"]], "");
  #fingerprint = text("certificate_fingerprint", { maxlength: 200, placeholder: "AB:CD:…" });
  #priority = numberInput("priority", 5, { min: 1, max: 10 });
  #interval = numberInput("sample_interval", 1, { min: 1 });
  #hls = checkbox("hls_enabled", true);
  #hlsRate = numberInput("hls_max_fps", 0, { min: 0, max: 120 });
  #report = make("div", { class: "report", role: "status" });

  /** @override */
  get title() {
    return words("cameras.part.connection");
  }

  /** @override @param {WholeCamera} camera */
  fields(camera) {
    this.#name.value = camera.name;
    this.#url.value = camera.url ?? "";
    this.#subUrl.value = camera.sub_url ?? "";
    this.#snapshotUrl.value = camera.snapshot_url ?? "";
    this.#user.value = camera.username ?? "";
    this.#password.value = "";
    this.#password.placeholder = camera.has_password ? words("settings.unchanged") : "";
    this.#transport.value = camera.transport ?? "";
    this.#audio.checked = camera.record_audio;
    return [
      labelled(words("cameras.name"), this.#name),
      labelled(words("cameras.url"), this.#url, words("cameras.url-hint")),
      labelled(words("cameras.sub-url"), this.#subUrl, words("cameras.sub-url-hint")),
      make("div", { class: "pair" }, labelled(words("cameras.user"), this.#user), labelled(words("cameras.password"), this.#password)),
      labelled(words("cameras.snapshot-url"), this.#snapshotUrl, words("cameras.snapshot-url-hint")),
      labelled(words("cameras.transport"), this.#transport),
      check(words("cameras.audio"), this.#audio),
      this.#more(camera),
      this.#report,
    ];
  }

  /**
   * What few ever change.
   * @param {WholeCamera} camera
   */
  #more(camera) {
    this.#subTransport.value = camera.sub_transport ?? "";
    this.#fingerprint.value = camera.certificate_fingerprint ?? "";
    this.#priority.value = String(camera.priority);
    this.#interval.value = String(camera.sample_interval);
    this.#hls.checked = camera.hls_enabled;
    this.#hlsRate.value = String(camera.hls_max_fps);
    const ofPictures = labelled(words("cameras.interval"), this.#interval, words("cameras.interval-hint"));
    ofPictures.hidden = !/^https?:/.test(camera.url ?? "");
    const ofSub = labelled(words("cameras.sub-transport"), this.#subTransport);
    ofSub.hidden = !camera.sub_url;
    return make(
      "details",
      {},
      make("summary", {}, words("cameras.more")),
      make(
        "div",
        { class: "stack" },
        ofSub,
        labelled(words("cameras.fingerprint"), this.#fingerprint, words("cameras.fingerprint-hint")),
        labelled(words("cameras.priority"), this.#priority, words("cameras.priority-hint")),
        ofPictures,
        check(words("cameras.hls"), this.#hls),
        labelled(words("cameras.hls-rate"), this.#hlsRate, words("cameras.hls-rate-hint")),
      ),
    );
  }

  /** @override */
  values() {
    /** @type {CameraChange} */
    const values = {
      name: this.#name.value.trim(),
      url: this.#url.value.trim(),
      sub_url: this.#subUrl.value.trim() || null,
      snapshot_url: this.#snapshotUrl.value.trim() || null,
      username: this.#user.value.trim() || null,
      transport: this.#transport.value || null,
      record_audio: this.#audio.checked,
      sub_transport: this.#subTransport.value || null,
      certificate_fingerprint: this.#fingerprint.value.trim() || null,
      priority: numberOf(this.#priority),
      sample_interval: numberOf(this.#interval),
      hls_enabled: this.#hls.checked,
      hls_max_fps: numberOf(this.#hlsRate),
    };
    // An empty password means "as before"; without a user there is nothing for it to belong to.
    if (this.#password.value) values.password = this.#password.value;
    else if (this.camera?.has_password && values.username === null) values.password = null;
    return values;
  }

  /** @override */
  changes() {
    const changes = super.changes();
    if (this.values().password !== undefined) changes.password = this.values().password ?? null;
    return changes;
  }

  /** @override */
  others() {
    const test = button(words("cameras.test"), () => void this.#try(test));
    test.dataset.action = "test";
    return [test];
  }

  /** @param {HTMLButtonElement} pressed */
  async #try(pressed) {
    const id = this.camera?.id ?? null;
    const trial = Object.fromEntries(Object.entries(this.changes()).filter(([member]) => tried.includes(member)));
    mark(this.#report, "data-tone", "quiet");
    say(this.#report, words("cameras.testing"));
    const done = await this.part.act(pressed, async () => {
      const report = await testCamera(id, trial);
      mark(this.#report, "data-tone", report.ok ? "good" : "bad");
      this.#report.replaceChildren(...reportWords(report));
    });
    if (!done) this.#report.replaceChildren();
  }
}

/** @param {string} name @param {Record<string, string | number | boolean>} more */
const text = (name, more) => make("input", { name, autocomplete: "off", autocapitalize: "off", spellcheck: "false", ...more });
