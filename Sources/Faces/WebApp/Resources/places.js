// @ts-check
// The places of the app beside Live, each loaded when somebody goes there. Whoever adds one adds its link to the rail (index.html).

/** @import {Place} from "./router.js" */

import { styled } from "./timeline-style.js";

/** @type {Place[]} */
export const places = [
  { name: "timeline", tag: "nj-timeline", load: () => styled("timeline.css", import("./timeline-place.js")) },
  { name: "events", tag: "nj-events", load: () => styled("events.css", import("./events-place.js")) },
];
