// @ts-check
// Keys that mean the same everywhere: from place to place, and the list of what keys do, where a place has none of its own.

import { kept } from "./appearance.js";
import { KeysHelp } from "./keys-help.js";
import { words } from "./words.js";

/** @typedef {import("./keys-help.js").KeyLine} KeyLine */

/** So long after "g" a number is waited for, ms. */
const patience = 1500;

/** Sent by a place whose button is to show the list. */
export class KeysAsked extends Event {
  constructor() {
    super("keys-asked", { bubbles: true });
  }
}

/** @returns {KeyLine[]} */
const everywhere = () => [
  { keys: ["g", "1 … 6"], what: words("keys.places") },
  { keys: ["Tab"], what: words("keys.tab") },
  { keys: ["Enter"], what: words("keys.press") },
  { keys: ["Esc"], what: words("keys.away") },
  { keys: ["?"], what: words("keys.help") },
];

/** @param {EventTarget | null} target whoever writes, or chooses, means that */
const isWriting = (target) =>
  target instanceof Element && target.closest("dialog, textarea, select, input:not([type=radio], [type=checkbox])") !== null;

/** The places as they stand in the rail. */
const links = () => [...document.querySelectorAll(".rail a.place:not([hidden])")].filter((link) => link instanceof HTMLAnchorElement);

/**
 * @param {() => (HTMLElement & {keyLines?: KeyLine[] | null}) | undefined} shown the place that is shown; what it says its keys are is
 *   put before the others; null: it tells them itself
 */
export function listenToPlaceKeys(shown) {
  const help = new KeysHelp();
  document.body.append(help);
  const tell = () => help.show([...(shown()?.keyLines ?? []), ...everywhere()]);
  document.addEventListener("keys-asked", tell);
  let asked = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    // Who speaks to the page, or has a trembling hand, would set off one after the other.
    if (kept("letters") === "off" && event.key.length === 1 && event.key !== " ") return event.stopImmediatePropagation();
    const number = event.timeStamp - asked < patience ? Number(event.key) : 0;
    asked = event.key === "g" ? event.timeStamp : -Infinity;
    const link = links()[number - 1];
    if (link instanceof HTMLElement) link.click();
    else if (event.key === "?" && shown()?.keyLines !== null) tell();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}
