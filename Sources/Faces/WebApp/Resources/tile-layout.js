// @ts-check
// Where tiles go: how large they are, in which order, and how many at a time. Nothing of this knows the page.

/**
 * auto: all, as large as the window allows; else so many at a time.
 * @typedef {"auto" | "1" | "4" | "9" | "16"} Layout
 */

/** @type {readonly Layout[]} */
export const layouts = ["auto", "1", "4", "9", "16"];

export const gap = 4;
const smallestTile = 280;
const shape = 16 / 9;

/**
 * @param {unknown} value
 * @returns {value is Layout}
 */
export const isLayout = (value) => layouts.some((layout) => layout === value);

/**
 * The width of a tile such that `count` of them fill the room best; where they would be too small, the page grows instead.
 * @param {number} count
 * @param {number} width
 * @param {number} height
 */
export function tileWidth(count, width, height) {
  let best = 0;
  for (let columns = 1; columns <= count; columns += 1) best = Math.max(best, widthIn(columns, Math.ceil(count / columns), width, height));
  if (best >= smallestTile) return Math.floor(best);
  const columns = Math.max(1, Math.floor((width + gap) / (smallestTile + gap)));
  return Math.floor((width - gap * (columns - 1)) / columns);
}

/**
 * The width of a tile where so many columns and rows fill the room.
 * @param {number} columns
 * @param {number} rows
 * @param {number} width
 * @param {number} height
 */
export function widthIn(columns, rows, width, height) {
  const byWidth = (width - gap * (columns - 1)) / columns;
  const byHeight = ((height - gap * (rows - 1)) / rows) * shape;
  return Math.max(0, Math.floor(Math.min(byWidth, byHeight)));
}

/**
 * The columns of a layout with a fixed number of tiles.
 * @param {Exclude<Layout, "auto">} layout
 */
export const columnsOf = (layout) => Math.sqrt(Number(layout));

/**
 * Brings things into an order that somebody has made: what it names first, then the others as they were.
 * @template {{id: string}} T
 * @param {T[]} things
 * @param {readonly string[]} order
 * @returns {T[]}
 */
export function inOrder(things, order) {
  const places = new Map(order.map((id, place) => [id, place]));
  return things.map((thing, index) => ({ thing, place: places.get(thing.id) ?? order.length + index }))
    .sort((one, other) => one.place - other.place).map(({ thing }) => thing);
}

/**
 * Lets two change their places.
 * @param {readonly string[]} order
 * @param {string} one
 * @param {string} other
 * @returns {string[]}
 */
export function swapped(order, one, other) {
  return order.map((id) => (id === one ? other : id === other ? one : id));
}

/**
 * @param {number} count
 * @param {Layout} layout
 * @returns {number} how many pages there are, 1 at least
 */
export const pageCount = (count, layout) => (layout === "auto" ? 1 : Math.max(1, Math.ceil(count / Number(layout))));

/**
 * Which of so many are on a page.
 * @param {number} page from 0
 * @param {Layout} layout
 * @returns {{from: number, to: number}}
 */
export function pageRange(page, layout) {
  if (layout === "auto") return { from: 0, to: Infinity };
  const each = Number(layout);
  return { from: page * each, to: (page + 1) * each };
}
