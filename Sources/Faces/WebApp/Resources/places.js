// @ts-check
// The places of the app beside Live, each loaded when somebody goes there. Whoever adds one adds its link to the rail (index.html).

/** @import {Place} from "./router.js" */

/** @type {Place[]} */
export const places = [];
