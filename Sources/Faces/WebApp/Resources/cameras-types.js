// The answers of the API that the place Cameras shows, as types for the checker. No code. What may be null may also be missing.

/** @typedef {"continuous" | "event" | "schedule" | "manual" | "off"} Mode */

/**
 * What only those are told, or need, who manage a camera.
 * @typedef {object} CameraRules
 * @property {string | null} snapshot_url
 * @property {string | null} transport
 * @property {string | null} sub_transport
 * @property {Mode} mode
 * @property {Mode} sub_mode
 * @property {string[] | null} schedule
 * @property {string[] | null} sub_schedule
 * @property {number | null} pre_roll_seconds
 * @property {number | null} post_roll_seconds
 * @property {number | null} event_max_seconds
 * @property {number | null} segment_seconds
 * @property {number} priority
 * @property {boolean} hls_enabled
 * @property {number | null} retention_days
 * @property {number | null} event_retention_days
 * @property {number | null} quota_bytes
 * @property {string | null} volume
 * @property {string | null} sub_volume
 */

/** @typedef {import("./types.js").Camera & CameraRules} WholeCamera */
/** @typedef {Record<string, string | number | boolean | string[] | null>} CameraChange by members; null clears */

/** @typedef {{x: number, y: number}} Corner 0 to 1 of the picture's width, and of its height */
/** @typedef {{id: string, name: string, enabled: boolean, polygon: Corner[]}} Mask */
/** @typedef {{id?: string, name?: string, enabled?: boolean, polygon: Corner[]}} MaskDraft */

/**
 * A camera that was removed, and what is there of it.
 * @typedef {object} Removed
 * @property {string} camera
 * @property {string} name
 * @property {string} removed_at
 * @property {string | null} archived_at
 * @property {number} retention_days
 * @property {number} recordings
 * @property {number} bytes
 * @property {string | null} oldest
 * @property {string | null} newest
 */

/** @typedef {{days: number[], start: number, end: number, mode: string}} Entry of a schedule: days from Monday 0, minutes of the day */

export {};
