// @ts-check
// Deutsch. Die Schlüssel sind die von words-en.js; ein Test vergleicht sie.

/** @type {Record<keyof typeof import("./words-en.js").words, string>} */
export const words = {
  "place.live": "Live",
  "place.recordings": "Aufnahmen",
  "place.timeline": "Zeitachse",
  "place.events": "Ereignisse",
  "place.cameras": "Kameras",
  "place.system": "System",
  "place.settings": "Einstellungen",
};
