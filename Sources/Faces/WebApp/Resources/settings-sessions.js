// @ts-check
// Where one is logged in, and a way to end it.

import { make } from "./dom.js";
import { endOtherSessions, endSession, sessions } from "./settings-api.js";
import { button, confirmed, moment, tag } from "./system-bits.js";
import { Part } from "./system-part.js";
import { countOf } from "./system-words.js";
import { words } from "./words.js";

/** @typedef {import("./settings-types.js").OpenSession} OpenSession */

export class SessionsPart extends Part {
  #list = make("ul", { class: "rows" });
  #others = button(words("settings.sessions.end-others"), () => void this.#endOthers(), "danger");

  /** @override */
  get period() {
    return 30_000;
  }

  /** @override */
  build() {
    this.append(make("div", { class: "part-head" }, make("h3", {}, words("settings.sessions.title")), this.#others), this.#list);
  }

  /** @override */
  async refresh() {
    const { items } = await sessions();
    this.#others.hidden = items.length < 2;
    this.#list.replaceChildren(...items.map((session) => this.#row(session)));
  }

  /** @param {OpenSession} session */
  #row(session) {
    const end = button(words("settings.sessions.end"), () =>
      void this.act(end, () => endSession(session.id), words("settings.sessions.ended")));
    end.setAttribute("aria-label", words("settings.sessions.end-of", { what: browserOf(session) }));
    const seen = words("settings.sessions.seen", { time: moment(session.last_seen_at), until: moment(session.expires_at) });
    return make(
      "li",
      { class: "row", "data-session": session.id },
      make("strong", { class: "name", title: session.user_agent ?? "" }, browserOf(session)),
      make("span", {}, session.address ?? ""),
      make("span", { class: "muted grow" }, seen),
      session.current ? tag(words("settings.sessions.this"), "good") : end,
    );
  }

  async #endOthers() {
    const question = {
      title: words("settings.sessions.sure"),
      words: words("settings.sessions.sure-words"),
      yes: words("settings.sessions.end-others"),
    };
    if (!await confirmed(question)) return;
    await this.act(this.#others, async () => this.note(countOf("settings.sessions.count", (await endOtherSessions()).count)));
  }
}

/**
 * What people call a program by, of what it says of itself.
 * @param {OpenSession} session
 */
function browserOf({ user_agent: agent, face }) {
  const text = agent ?? "";
  const browser = ["Edg", "Firefox", "Chrome", "Safari", "curl"].find((name) => text.includes(name));
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((name) => text.includes(name));
  const named = [browser === "Edg" ? "Edge" : browser, system].filter(Boolean).join(", ");
  return named || text.slice(0, 40) || face;
}

customElements.define("nj-settings-sessions", SessionsPart);
