// The answers of the API (/api/v1), as types for the checker. No code. What may be null may also be missing.

/** @typedef {{codec: string, name: string, width: number, height: number}} VideoFormat */
/** @typedef {{codec: string, name: string, sample_rate: number, channels: number}} AudioFormat */
/** @typedef {"disabled" | "connecting" | "recording" | "watching" | "idle" | "waiting" | "stopped"} CameraState */

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
 * @property {string} code short and stable where something is wrong; else empty
 * @property {string} reason a sentence for people
 * @property {string} since
 * @property {string | null} retry_at
 * @property {{main: StreamStatus | null, sub: StreamStatus | null}} streams
 */

/**
 * @typedef {object} Camera
 * @property {string} id
 * @property {string} name
 * @property {string | null} url how it is reached is told only to those who may manage it
 * @property {string | null} sub_url
 * @property {string | null} username
 * @property {boolean | null} has_password
 * @property {boolean} enabled
 * @property {boolean} record false: only watched
 * @property {"always" | "on_demand"} connect of one that is not recorded
 * @property {boolean} record_audio
 * @property {boolean} demo
 * @property {CameraStatus} status
 * @property {boolean} [ptz] it can be turned
 * @property {string[]} permissions what the asker may do with it
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
 * @property {{start: string, end: string, missing_s: number, reason: string, detail: string}[]} gaps
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

/** @typedef {{status: "ok" | "degraded", time: string}} PublicHealth */

/**
 * @typedef {object} User
 * @property {number} id
 * @property {string} username
 * @property {string} display_name
 * @property {"administrator" | "operator" | "viewer"} role
 */

/**
 * @typedef {object} Who
 * @property {User | null} user null: the listener is open to everyone
 * @property {"none" | "session" | "token" | "password" | "api_key"} credential
 * @property {string | null} csrf_token
 * @property {string[]} permissions with the recorder as a whole
 * @property {string} [time_zone] of the recorder, as the tz database names it
 */

/**
 * @typedef {object} LogIn
 * @property {"open" | "second_factor_needed"} state
 * @property {{token: string, expires_in_s: number} | null} second_factor
 */

/**
 * What is tried about a camera; of a known one, what shall be different.
 * @typedef {object} CameraTrial
 * @property {string} [url]
 * @property {string | null} [username]
 * @property {string | null} [password]
 * @property {boolean} [record_audio]
 */

/**
 * @typedef {object} CameraReport
 * @property {boolean} ok
 * @property {{code: string, what: string} | null} fault
 * @property {ReportedTrack[]} tracks
 * @property {string | null} transport
 * @property {number | null} first_picture_s
 * @property {string[]} remarks
 */

/**
 * @typedef {object} ReportedTrack
 * @property {string} kind
 * @property {string} name
 * @property {number | null} width
 * @property {number | null} height
 * @property {number | null} sample_rate
 * @property {number | null} frames_per_second
 * @property {number | null} bits_per_second
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
 * @property {boolean} [record]
 * @property {boolean} [record_audio]
 */

/**
 * @template T
 * @typedef {{items: T[], next_cursor: string | null}} Page
 */

/**
 * @typedef {object} TimelineLine
 * @property {string} camera
 * @property {{start: string, end: string}[]} spans
 * @property {{start: string, end: string, missing_s: number, reason: string, detail: string}[]} gaps
 * @property {number} recorded_ratio
 * @property {number[]} [buckets]
 * @property {TimelineMarks[]} [events] by kind and label
 * @property {TimelineLosses[]} [losses] by reason; those that are shorter than the resolution
 * @property {{start: string, end: string}[]} [protected]
 */

/** @typedef {{kind: string, label: string, at_ms: number[], length_ms: number[], counts: number[], ids?: string[]}} TimelineMarks */
/** @typedef {{reason: string, detail: string, at_ms: number[], length_ms: number[], missing_ms: number[], counts: number[]}} TimelineLosses */

/** @typedef {{from: string, to: string, resolution_ms: number, cameras: TimelineLine[]}} Timeline */

/**
 * @typedef {object} CameraEvent
 * @property {string} id
 * @property {string} camera
 * @property {string} kind
 * @property {string} label
 * @property {number | null} [score]
 * @property {string[]} zones
 * @property {string} start
 * @property {string | null} [end] missing while it lasts
 * @property {string | null} [snapshot]
 * @property {string} source
 * @property {string | null} [acknowledged_by]
 * @property {string | null} [acknowledged_at]
 */

/** @typedef {{from: string, to: string, count: number, unacknowledged: number, kinds: Record<string, number>}} CameraEventCount */

/**
 * What is asked for of events.
 * @typedef {object} CameraEventFilter
 * @property {string | null} [camera] ids with commas between
 * @property {string | null} [kind]
 * @property {string | null} [label]
 * @property {string | null} [acknowledged] "true" or "false"
 * @property {string | null} [from]
 * @property {string | null} [to]
 * @property {"asc" | "desc"} [order]
 * @property {number} [limit]
 * @property {string | null} [cursor]
 */

/**
 * @typedef {object} RangeFilm
 * @property {string} start
 * @property {string} end
 * @property {number} duration_s
 * @property {number} bytes
 * @property {number} video_frames
 * @property {{start: string, end: string, offset_s: number, duration_s: number}[]} spans
 * @property {{at: string, reason: string}} [ends_early]
 * @property {string} media_url
 */

/** @typedef {{id: string, start: string, end: string, final: boolean, url: string}} StoryboardSheet */
/** @typedef {{interval_s: number, tiles: number, sheets: StoryboardSheet[]}} Storyboard */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {string} kind
 * @property {"queued" | "running" | "succeeded" | "failed" | "cancelled"} state
 * @property {number} progress 0 to 1
 * @property {string} message
 * @property {Record<string, string>} result
 */

/** @typedef {{id: string, files: number, gaps: number, bytes: number, fingerprint: string, file_url: string}} Export */

export {};
