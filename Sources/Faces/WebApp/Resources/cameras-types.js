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
 * @property {number} sample_interval
 * @property {boolean} hls_enabled
 * @property {number} hls_max_fps
 * @property {boolean} mask_recordings
 * @property {string | null} certificate_fingerprint
 * @property {number | null} retention_days
 * @property {number | null} event_retention_days
 * @property {number | null} quota_bytes
 * @property {string | null} volume
 * @property {string | null} sub_volume
 * @property {string | null} event_volume of what either stream records while something happens
 * @property {string | null} snapshot_volume of snapshots that are kept
 */

/** @typedef {import("./types.js").Camera & CameraRules} WholeCamera */
/** @typedef {Record<string, string | number | boolean | string[] | null>} CameraChange by members; null clears */

/** @typedef {{x: number, y: number}} Corner 0 to 1 of the picture's width, and of its height */
/** @typedef {"zones" | "motion-masks" | "masks"} AreaKind as the API calls them: the last ones are privacy masks */

/**
 * A part of the picture that counts, does not, or is hidden. A new one has no id.
 * @typedef {object} Area
 * @property {string} [id]
 * @property {string} name
 * @property {boolean} enabled
 * @property {Corner[]} polygon
 * @property {string[]} [labels] of zones alone, as the next ones
 * @property {number | null} [min_score]
 * @property {string | null} [color]
 */

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
 * @property {number} snapshots that were kept
 * @property {number} snapshot_bytes
 */

/** @typedef {{days: number[], start: number, end: number, mode: string}} Entry of a schedule: days from Monday 0, minutes of the day */

/**
 * A camera's evidence chain.
 * @typedef {object} Evidence
 * @property {boolean} enabled
 * @property {string} [since] recordings that begin later are sealed
 * @property {number} entries
 * @property {string} [head] SHA-256 of the newest entry
 * @property {string} [last_made_at]
 */

export {};
