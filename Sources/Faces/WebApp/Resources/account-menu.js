// @ts-check
// Who is logged in, how this browser shows the page, and the way out.

import { logOut, ProblemError } from "./api.js";
import { keep, kept, wear } from "./appearance.js";
import { make, say } from "./dom.js";
import { session } from "./session.js";
import { language, languageNames, words } from "./words.js";

const roles = {
  administrator: words("role.administrator"),
  operator: words("role.operator"),
  viewer: words("role.viewer"),
};

export class AccountMenu extends HTMLElement {
  #name = make("span", { class: "words" });
  #button = make(
    "button",
    { type: "button", class: "account", popovertarget: "account-menu", "data-icon": "person" },
    this.#name,
  );
  #full = make("p");
  #role = make("p", { class: "muted" });
  #theme = select("theme", [["", words("theme.system")], ["dark", words("theme.dark")], ["light", words("theme.light")]]);
  #language = select("language", Object.entries(languageNames));
  #letters = make("input", { type: "checkbox", name: "letters" });
  #settings = make("a", { class: "menu-link", href: "#settings", hidden: true }, words("place.settings"));
  #problem = make("p", { class: "problem", role: "alert" });
  #out = make("button", { type: "button", "data-action": "log-out" }, words("account.out"));
  #menu = make("div", { id: "account-menu", class: "popover", popover: true });

  connectedCallback() {
    if (this.firstChild) return;
    this.#menu.append(
      this.#full,
      this.#role,
      make("label", { class: "choice" }, make("span", {}, words("theme.label")), this.#theme),
      make("label", { class: "choice" }, make("span", {}, words("language.label")), this.#language),
      make("label", { class: "choice" }, make("span", {}, words("letters.label")), this.#letters),
      this.#settings,
      this.#problem,
      this.#out,
    );
    this.append(this.#button, this.#menu);
    this.#theme.value = kept("theme") ?? "";
    this.#language.value = language;
    this.#letters.checked = kept("letters") !== "off";
    this.#letters.addEventListener("change", () => keep("letters", this.#letters.checked ? "" : "off"));
    this.#theme.addEventListener("change", () => {
      keep("theme", this.#theme.value);
      wear(this.#theme.value);
    });
    this.#language.addEventListener("change", () => {
      keep("language", this.#language.value);
      location.reload();
    });
    this.#settings.addEventListener("click", () => this.#menu.hidePopover());
    this.#out.addEventListener("click", () => void this.#leave());
    session.addEventListener("begun", () => this.#render());
    this.#render();
  }

  #render() {
    const who = session.who;
    const user = who?.user ?? null;
    this.hidden = user === null;
    // Bars of phones have no room for it.
    this.#settings.hidden = document.querySelector(".rail a[href='#settings']:not([hidden])") === null;
    if (!user) return;
    const name = user.display_name || user.username;
    say(this.#name, name);
    this.#button.setAttribute("aria-label", words("account.is", { name }));
    this.#button.title = name;
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

/**
 * @param {string} name
 * @param {string[][]} options value and text
 */
function select(name, options) {
  return make("select", { name }, ...options.map(([value, text]) => make("option", { value }, text ?? "")));
}

customElements.define("nj-account", AccountMenu);
