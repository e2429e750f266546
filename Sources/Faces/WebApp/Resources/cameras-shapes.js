// @ts-check
// Polygons whose corners are shares of a picture, 0 to 1.

/** @typedef {import("./cameras-types.js").Corner} Corner */

const exact = 10_000;

/**
 * Within the picture, and no more exact than anybody can see.
 * @param {Corner} corner @returns {Corner}
 */
export const limited = ({ x, y }) => ({ x: share(x), y: share(y) });

/** @param {number} value */
const share = (value) => Math.round(Math.min(1, Math.max(0, value)) * exact) / exact;

/** @param {(Corner | undefined)[]} corners @returns {Corner} */
export function middleOf(corners) {
  const known = corners.flatMap((corner) => (corner ? [corner] : []));
  const sum = known.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return limited({ x: sum.x / Math.max(1, known.length), y: sum.y / Math.max(1, known.length) });
}

/**
 * Moves a polygon, as far as it stays within the picture.
 * @param {Corner[]} polygon @param {Corner} way
 */
export function moved(polygon, way) {
  const [xs, ys] = [polygon.map(({ x }) => x), polygon.map(({ y }) => y)];
  const x = Math.min(1 - Math.max(...xs), Math.max(-Math.min(...xs), way.x));
  const y = Math.min(1 - Math.max(...ys), Math.max(-Math.min(...ys), way.y));
  polygon.forEach((corner, at) => (polygon[at] = limited({ x: corner.x + x, y: corner.y + y })));
}

/**
 * Whether a place lies in a polygon, by the even-odd rule.
 * @param {Corner[]} polygon @param {Corner} place
 */
export function inside(polygon, { x, y }) {
  let is = false;
  polygon.forEach((one, at) => {
    const other = polygon[(at + 1) % polygon.length] ?? one;
    if (one.y > y !== other.y > y && x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) is = !is;
  });
  return is;
}
