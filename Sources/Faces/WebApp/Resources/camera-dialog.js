// @ts-check
// Adding a camera, or changing one.

import { addCamera, changeCamera, testCamera } from "./api.js";
import { reportWords } from "./camera-report.js";
import { make, mark, say } from "./dom.js";
import { field, showProblem } from "./forms.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Camera} Camera */
/** @typedef {import("./types.js").CameraDraft} CameraDraft */
/** @typedef {import("./types.js").CameraTrial} CameraTrial */

export class CameraDialog extends HTMLElement {
  /** @type {Camera | null} */ #camera = null;
  #title = make("h2", { id: "camera-dialog-title" });
  #name = make("input", {
    name: "name",
    required: true,
    maxlength: 100,
    autocomplete: "off",
    placeholder: words("camera.name-example"),
  });
  #url = make("input", {
    name: "url",
    required: true,
    maxlength: 2000,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    inputmode: "url",
    placeholder: "rtsp://192.168.1.20:554/stream1",
  });
  #subUrl = make("input", {
    name: "sub_url",
    maxlength: 2000,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    inputmode: "url",
    placeholder: "rtsp://192.168.1.20:554/stream2",
  });
  #user = make("input", {
    name: "username",
    maxlength: 200,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: "viewer",
  });
  #password = make("input", { name: "password", type: "password", maxlength: 500, autocomplete: "new-password" });
  #record = make("input", { name: "record", type: "checkbox" });
  #audio = make("input", { name: "record_audio", type: "checkbox" });
  #enabled = make("input", { name: "enabled", type: "checkbox" });
  #problem = make("p", { class: "problem", role: "alert" });
  #report = make("div", { class: "report", role: "status" });
  #remove = make("button", { type: "button", class: "danger", "data-action": "remove" }, words("camera.remove"));
  #test = make("button", { type: "button", "data-action": "test" }, words("camera.test"));
  #save = make("button", { type: "submit", class: "primary" });
  #form = make("form", { method: "dialog", novalidate: true });
  #dialog = make("dialog", { "aria-labelledby": "camera-dialog-title" }, this.#form);

  connectedCallback() {
    if (this.firstChild) return;
    const cancel = make("button", { type: "button" }, words("dialog.cancel"));
    this.#form.append(
      this.#title,
      field(words("camera.name"), this.#name),
      field(words("camera.address"), this.#url, words("camera.address-hint")),
      field(
        words("camera.sub"),
        this.#subUrl,
        words("camera.sub-hint"),
      ),
      make("div", { class: "pair" }, field(words("camera.user"), this.#user), field(words("camera.password"), this.#password)),
      make(
        "div",
        { class: "checks" },
        make("label", {}, this.#enabled, ` ${words("camera.enabled")}`),
        make("label", {}, this.#record, ` ${words("camera.record")}`),
        make("label", {}, this.#audio, ` ${words("camera.sound")}`),
      ),
      this.#report,
      this.#problem,
      make("div", { class: "actions" }, this.#remove, this.#test, make("span", { class: "spring" }), cancel, this.#save),
    );
    this.append(this.#dialog);
    cancel.addEventListener("click", () => this.#dialog.close());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#test.addEventListener("click", () => void this.#try());
    this.#remove.addEventListener("click", () => {
      this.#dialog.close();
      this.dispatchEvent(new CustomEvent("camera-remove", { bubbles: true, detail: this.#camera }));
    });
  }

  /** @param {Camera | null} camera null: a new one */
  show(camera) {
    this.#camera = camera;
    say(this.#title, camera ? words("camera.edit-title", { name: camera.name }) : words("camera.add-title"));
    say(this.#save, words(camera ? "camera.save" : "camera.add"));
    showProblem(this.#form, this.#problem, null);
    this.#report.replaceChildren();
    this.#remove.hidden = camera === null;
    this.#name.value = camera?.name ?? "";
    this.#url.value = camera?.url ?? "";
    this.#subUrl.value = camera?.sub_url ?? "";
    this.#user.value = camera?.username ?? "";
    this.#password.value = "";
    this.#password.placeholder = camera?.has_password ? words("camera.unchanged") : "";
    this.#record.checked = camera?.record ?? true;
    this.#audio.checked = camera?.record_audio ?? true;
    this.#enabled.checked = camera?.enabled ?? true;
    this.#dialog.showModal();
    this.#name.focus();
  }

  /**
   * What was typed; of a known camera only what has changed.
   * @returns {CameraDraft}
   */
  #draft() {
    const camera = this.#camera;
    const username = this.#user.value.trim() || null;
    /** @type {CameraDraft} */
    const draft = {
      name: this.#name.value.trim(),
      url: this.#url.value.trim(),
      sub_url: this.#subUrl.value.trim() || null,
      username,
      record: this.#record.checked,
      record_audio: this.#audio.checked,
      enabled: this.#enabled.checked,
    };
    for (const [member, value] of Object.entries(draft)) {
      const before = camera?.[/** @type {keyof CameraDraft & keyof Camera} */ (member)] ?? null;
      if (value === before) delete draft[/** @type {keyof CameraDraft} */ (member)];
    }
    // An empty password on a known camera means "as before"; without a user there is nothing for it to belong to.
    if (this.#password.value) draft.password = this.#password.value;
    else if (camera?.has_password && username === null) draft.password = null;
    return draft;
  }

  /**
   * Of what was typed what matters to a try.
   * @returns {CameraTrial}
   */
  #trial() {
    const { url, username, password, record_audio } = this.#draft();
    return Object.fromEntries(
      Object.entries({ url, username, password, record_audio }).filter(([, value]) => value !== undefined),
    );
  }

  async #try() {
    const camera = this.#camera;
    showProblem(this.#form, this.#problem, null);
    this.#test.disabled = true;
    mark(this.#report, "data-tone", "quiet");
    this.#report.replaceChildren(words("camera.asking"));
    try {
      const report = await testCamera(camera?.id ?? null, this.#trial());
      if (camera !== this.#camera || !this.#dialog.open) return;
      mark(this.#report, "data-tone", report.ok ? "good" : "bad");
      this.#report.replaceChildren(...reportWords(report));
    } catch (error) {
      this.#report.replaceChildren();
      showProblem(this.#form, this.#problem, error);
    } finally {
      this.#test.disabled = false;
    }
  }

  async #submit() {
    showProblem(this.#form, this.#problem, null);
    this.#save.disabled = true;
    try {
      const draft = this.#draft();
      const saved = this.#camera ? await changeCamera(this.#camera.id, draft) : await addCamera(draft);
      this.#dialog.close();
      this.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true, detail: saved }));
    } catch (error) {
      showProblem(this.#form, this.#problem, error);
    } finally {
      this.#save.disabled = false;
    }
  }
}

customElements.define("nj-camera-dialog", CameraDialog);
