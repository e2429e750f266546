// @ts-check
// The places of the app beside Live, each loaded when somebody goes there. Its link is in the rail (index.html), and is seen once
// the place is here.

import { wear } from "./system-style.js";
import "./system-rail.js";

/** @typedef {import("./router.js").Place} Place */

/** @type {Place[]} */
export const places = [
  { name: "timeline", tag: "nj-timeline", load: () => wear(["timeline.css"], () => import("./timeline-place.js")) },
  { name: "events", tag: "nj-events", load: () => wear(["events.css"], () => import("./events-place.js")) },
  {
    name: "cameras",
    tag: "nj-cameras-place",
    load: () => wear(["system-parts.css", "system-forms.css", "cameras-place.css"], () => import("./cameras-place.js")),
  },
  {
    name: "system",
    tag: "nj-system-place",
    load: () => wear(["system-parts.css", "system-forms.css"], () => import("./system-place.js")),
  },
  {
    name: "settings",
    tag: "nj-settings-place",
    load: () => wear(["system-parts.css", "system-forms.css"], () => import("./settings-place.js")),
  },
];
