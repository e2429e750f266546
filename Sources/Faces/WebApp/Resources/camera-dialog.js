// @ts-check
// Adding a camera, from wherever on the page.

import { CameraWizard } from "./camera-wizard.js";
import { make } from "./dom.js";

export class CameraDialog extends HTMLElement {
  #wizard = new CameraWizard();
  #dialog = make("dialog", { "aria-labelledby": "wizard-title" }, this.#wizard);

  connectedCallback() {
    if (this.firstChild) return;
    this.append(this.#dialog);
    this.#wizard.addEventListener("done", () => this.#dialog.close());
    // Also by the Escape key, whatever it was showing.
    this.#dialog.addEventListener("close", () => this.#wizard.stop());
  }

  show() {
    this.#dialog.showModal();
    this.#wizard.begin();
  }
}

customElements.define("nj-camera-dialog", CameraDialog);
