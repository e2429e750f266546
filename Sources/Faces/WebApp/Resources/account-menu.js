// @ts-check
// Who is logged in, and the way out.

import { logOut, ProblemError } from "./api.js";
import { make, say } from "./dom.js";
import { session } from "./session.js";

const roles = { administrator: "Administrator", operator: "Operator", viewer: "Viewer" };

export class AccountMenu extends HTMLElement {
  #name = make("span", { class: "words" });
  #button = make(
    "button",
    { type: "button", class: "account", popovertarget: "account-menu", "data-icon": "person" },
    this.#name,
  );
  #full = make("p");
  #role = make("p", { class: "muted" });
  #problem = make("p", { class: "problem", role: "alert" });
  #out = make("button", { type: "button", "data-action": "log-out" }, "Log out");
  #menu = make("div", { id: "account-menu", class: "popover", popover: true });

  connectedCallback() {
    if (this.firstChild) return;
    this.#menu.append(this.#full, this.#role, this.#problem, this.#out);
    this.append(this.#button, this.#menu);
    this.#out.addEventListener("click", () => void this.#leave());
    session.addEventListener("begun", () => this.#render());
    this.#render();
  }

  #render() {
    const who = session.who;
    const user = who?.user ?? null;
    this.hidden = user === null;
    if (!user) return;
    const name = user.display_name || user.username;
    say(this.#name, name);
    this.#button.setAttribute("aria-label", `Logged in as ${name}`);
    say(this.#full, name === user.username ? name : `${name} (${user.username})`);
    say(this.#role, roles[user.role] ?? user.role);
    // Only a session can be ended: a password that a proxy sends along comes again with the next request.
    this.#out.hidden = who?.credential !== "session";
  }

  async #leave() {
    say(this.#problem, "");
    this.#out.disabled = true;
    try {
      await logOut();
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 401)) {
        say(this.#problem, error instanceof Error ? error.message : String(error));
        this.#out.disabled = false;
        return;
      }
    }
    // Begins anew: nothing of what was seen stays in the page.
    location.reload();
  }
}

customElements.define("nj-account", AccountMenu);
