// @ts-check
// By which clock on the wall times are told: the recorder's, where it says so.

import * as api from "./api.js";
import { ownZone, Zone } from "./timeline-time.js";
import { language } from "./words.js";

/** In the language of the words, in the manner of its country where the browser says which. */
const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

export const browserZone = ownZone(locale);

/** @type {Zone | null} */
let known = null;

/** @returns {Promise<Zone>} the recorder's; the browser's own where that is the same, or nobody can tell */
export async function recorderZone() {
  if (known) return known;
  try {
    const { items } = await api.generalSettings();
    const name = items.find((/** @type {{key: string}} */ setting) => setting.key === "general.time_zone")?.value;
    known = typeof name === "string" && name !== "" && name !== browserZone.name ? new Zone(name, locale) : browserZone;
  } catch {
    // A zone that this browser does not know, or nobody to ask.
    return browserZone;
  }
  return known;
}
