// @ts-check
// Adding a camera, or changing one.

import { addCamera, changeCamera } from "./api.js";
import { make, say } from "./dom.js";

/** @import {Camera, CameraDraft} from "./types.js" */

/**
 * @param {string} label @param {HTMLInputElement} input @param {string} [hint]
 */
function field(label, input, hint) {
  const text = make("span", { class: "label" }, label);
  return make("label", { class: "field" }, text, input, ...(hint ? [make("span", { class: "hint" }, hint)] : []));
}

export class CameraDialog extends HTMLElement {
  /** @type {Camera | null} */ #camera = null;
  #title = make("h2", { id: "camera-dialog-title" });
  #name = make("input", {
    name: "name",
    required: true,
    maxlength: 100,
    autocomplete: "off",
    placeholder: "Front door",
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
  #audio = make("input", { name: "record_audio", type: "checkbox" });
  #enabled = make("input", { name: "enabled", type: "checkbox" });
  #problem = make("p", { class: "problem", role: "alert" });
  #remove = make("button", { type: "button", class: "danger", "data-action": "remove" }, "Remove…");
  #save = make("button", { type: "submit", class: "primary" });
  #form = make("form", { method: "dialog", novalidate: true });
  #dialog = make("dialog", { "aria-labelledby": "camera-dialog-title" }, this.#form);

  connectedCallback() {
    if (this.firstChild) return;
    const cancel = make("button", { type: "button" }, "Cancel");
    this.#form.append(
      this.#title,
      field("Name", this.#name),
      field("Address", this.#url, "Without user and password: those go below and are never shown again."),
      field(
        "Address of a smaller picture",
        this.#subUrl,
        "Optional. Most cameras have a second stream; it keeps many tiles light.",
      ),
      make("div", { class: "pair" }, field("User", this.#user), field("Password", this.#password)),
      make(
        "div",
        { class: "checks" },
        make("label", {}, this.#audio, " Record the sound"),
        make("label", {}, this.#enabled, " Switched on"),
      ),
      this.#problem,
      make("div", { class: "actions" }, this.#remove, make("span", { class: "spring" }), cancel, this.#save),
    );
    this.append(this.#dialog);
    cancel.addEventListener("click", () => this.#dialog.close());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.#remove.addEventListener("click", () => {
      this.#dialog.close();
      this.dispatchEvent(new CustomEvent("camera-remove", { bubbles: true, detail: this.#camera }));
    });
  }

  /** @param {Camera | null} camera null: a new one */
  show(camera) {
    this.#camera = camera;
    say(this.#title, camera ? `Edit ${camera.name}` : "Add a camera");
    say(this.#save, camera ? "Save" : "Add camera");
    say(this.#problem, "");
    this.#remove.hidden = camera === null;
    this.#name.value = camera?.name ?? "";
    this.#url.value = camera?.url ?? "";
    this.#subUrl.value = camera?.sub_url ?? "";
    this.#user.value = camera?.username ?? "";
    this.#password.value = "";
    this.#password.placeholder = camera?.has_password ? "unchanged" : "";
    this.#audio.checked = camera?.record_audio ?? true;
    this.#enabled.checked = camera?.enabled ?? true;
    this.#dialog.showModal();
    this.#name.focus();
  }

  /** What was typed; of a known camera only what has changed. @returns {CameraDraft} */
  #draft() {
    const camera = this.#camera;
    const username = this.#user.value.trim() || null;
    /** @type {CameraDraft} */
    const draft = {
      name: this.#name.value.trim(),
      url: this.#url.value.trim(),
      sub_url: this.#subUrl.value.trim() || null,
      username,
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

  async #submit() {
    say(this.#problem, "");
    this.#save.disabled = true;
    try {
      const draft = this.#draft();
      const saved = this.#camera ? await changeCamera(this.#camera.id, draft) : await addCamera(draft);
      this.#dialog.close();
      this.dispatchEvent(new CustomEvent("cameras-changed", { bubbles: true, detail: saved }));
    } catch (error) {
      say(this.#problem, error instanceof Error ? error.message : String(error));
    } finally {
      this.#save.disabled = false;
    }
  }
}

customElements.define("nj-camera-dialog", CameraDialog);
