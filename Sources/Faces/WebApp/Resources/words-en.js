// @ts-check
// English. A key names where the words stand and what they are about.

export const words = {
  "place.live": "Live",
  "place.recordings": "Recordings",
  "place.timeline": "Timeline",
  "place.events": "Events",
  "place.cameras": "Cameras",
  "place.system": "System",
  "place.settings": "Settings",
};
