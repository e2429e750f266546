// The answers of the API that the place System shows, as types for the checker. No code. What may be null may also be missing.

/** @typedef {{start: string, end: string, missing_s: number, reason: string, detail: string}} Gap */

/** @typedef {{recordings: number, bytes: number}} StorageSum */
/** @typedef {{reason: string, recordings: number, bytes: number}} Deleted */
/** @typedef {{day: string, written_bytes: number, deleted_bytes: number, held_bytes: number}} StorageDay */

/**
 * @typedef {object} Forecast
 * @property {number} bytes_per_day
 * @property {number | null} days
 * @property {number | null} promised_days
 * @property {boolean} too_small
 * @property {string | null} full_at
 */

/**
 * @typedef {object} StoredOn
 * @property {string} name
 * @property {number} recordings
 * @property {number} bytes
 * @property {StorageSum} protected
 * @property {number | null} total_bytes
 * @property {number | null} free_bytes
 * @property {number} floor_bytes
 * @property {number | null} limit_bytes
 * @property {"normal" | "warning" | "critical" | "emergency"} pressure
 * @property {Forecast} forecast
 * @property {string} [warning] one of all warnings
 */

/**
 * @typedef {object} StoredOf
 * @property {string} id
 * @property {number} recordings
 * @property {number} bytes
 * @property {StorageSum} protected
 * @property {number} bytes_per_day
 * @property {string | null} oldest
 * @property {number} retention_days
 * @property {number} event_retention_days
 * @property {number | null} quota_bytes
 */

/**
 * @typedef {object} Storage
 * @property {StoredOn[]} volumes
 * @property {StoredOf[]} cameras
 * @property {Deleted[]} deleted
 * @property {boolean} cleanup_enabled
 * @property {string[]} warnings
 * @property {string[]} problems
 */

/** @typedef {{recording: string, camera: string, stream: string, start: string, end: string, bytes: number, reason: string, due_at: string}} PlannedDeletion */
/** @typedef {{items: PlannedDeletion[], totals: Deleted[], complete: boolean, cleanup_enabled: boolean, problems: string[]}} DeletionPlan */

/**
 * @typedef {object} Job
 * @property {string} id
 * @property {string} kind
 * @property {string} requester
 * @property {"queued" | "running" | "succeeded" | "failed" | "cancelled"} state
 * @property {number} progress
 * @property {string} message
 * @property {boolean} cancelling
 * @property {string} created_at
 * @property {string | null} started_at
 * @property {string | null} ended_at
 * @property {Record<string, string>} result
 */

/** @typedef {{name: string, total: number, used: number, free: number, file_system: string | null, read_only: boolean}} Disk */

/**
 * @typedef {object} Machine
 * @property {{nightjar: string, system: string, kernel: string}} versions
 * @property {string} host_name
 * @property {string} started_at
 * @property {number} uptime_s
 * @property {{model: string | null, count: number, load: number[], percent: number | null}} processors
 * @property {{percent: number | null, resident_bytes: number | null, threads: number} | null} recorder
 * @property {{total: number, used: number, available: number} | null} memory
 * @property {{received_bytes_per_second: number | null, sent_bytes_per_second: number | null}} network
 * @property {Disk[]} disks
 * @property {number | null} catalogue_bytes
 */

/**
 * @typedef {object} Workers
 * @property {number} running
 * @property {number} most
 * @property {number} waiting
 * @property {number} restarts
 * @property {boolean | null} confined
 * @property {string | null} problem
 * @property {{camera: string, stream: string, form: string, watched: boolean}[]} transcoded
 * @property {number} max_transcoded
 */

/** @typedef {{streams: number, max_streams: number}} HLSState */

/** @typedef {{sequence: number, time: string, level: string, source: string, message: string, fields: Record<string, string>}} LogLine */
/** @typedef {{items: LogLine[], newest: number, has_more: boolean, has_gap: boolean}} Log */

/**
 * @typedef {object} AuditRow
 * @property {number} sequence
 * @property {string} time
 * @property {{kind: string, name: string}} actor
 * @property {string} action
 * @property {string | null} target
 * @property {string | null} address
 * @property {"done" | "denied" | "failed"} outcome
 * @property {string} detail
 */

export {};
