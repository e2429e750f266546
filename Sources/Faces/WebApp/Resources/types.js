// The answers of the API (/api/v1), as types for the checker. No code. What may be null may also be missing.

/** @typedef {{codec: string, name: string, width: number, height: number}} VideoFormat */
/** @typedef {{codec: string, name: string, sample_rate: number, channels: number}} AudioFormat */
/** @typedef {"disabled" | "connecting" | "recording" | "waiting" | "stopped"} CameraState */

/**
 * @typedef {object} StreamStatus
 * @property {CameraState} state
 * @property {string} reason
 * @property {VideoFormat | null} video
 * @property {AudioFormat | null} audio
 * @property {number} bits_per_second
 * @property {number} lost_packets
 * @property {string | null} last_frame_at
 */

/**
 * @typedef {object} CameraStatus
 * @property {CameraState} state
 * @property {string} reason a sentence for people
 * @property {string} since
 * @property {string | null} retry_at
 * @property {{main: StreamStatus | null, sub: StreamStatus | null}} streams
 */

/**
 * @typedef {object} Camera
 * @property {string} id
 * @property {string} name
 * @property {string} url
 * @property {string | null} sub_url
 * @property {string | null} username
 * @property {boolean} has_password
 * @property {boolean} enabled
 * @property {boolean} record_audio
 * @property {boolean} demo
 * @property {CameraStatus} status
 */

/**
 * @typedef {object} Recording
 * @property {string} id
 * @property {string} camera
 * @property {string} start
 * @property {string} end
 * @property {number} duration_s
 * @property {number} bytes
 * @property {boolean} open it is still being written
 * @property {string | null} video_codec
 * @property {number} width
 * @property {number} height
 * @property {string} media_url
 */

/**
 * @typedef {object} Coverage
 * @property {string} from
 * @property {string} to
 * @property {{start: string, end: string}[]} spans
 * @property {{start: string, end: string, reason: string, detail: string}[]} gaps
 * @property {number} recorded_ratio
 */

/**
 * @typedef {object} Health
 * @property {"ok" | "degraded"} status
 * @property {string} version
 * @property {string} time
 * @property {number} uptime_s
 * @property {{total: number, recording: number}} cameras
 * @property {{what: string}[]} problems
 */

/**
 * What the person types about a camera; a missing member is left as it is.
 * @typedef {object} CameraDraft
 * @property {string} [name]
 * @property {string} [url]
 * @property {string | null} [sub_url]
 * @property {string | null} [username]
 * @property {string | null} [password]
 * @property {boolean} [enabled]
 * @property {boolean} [record_audio]
 */

/**
 * @template T
 * @typedef {{items: T[], next_cursor: string | null}} Page
 */

export {};
