// @ts-check
// The places of the app beside Live, each loaded when somebody goes there. Its link is in the rail (index.html), and is seen once
// the place is here.

/** @typedef {import("./router.js").Place} Place */

/** @type {Place[]} */
export const places = [
  { name: "recordings", tag: "nj-recordings", load: () => import("./recordings-view.js") },
];
