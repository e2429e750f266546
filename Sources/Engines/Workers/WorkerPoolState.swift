package import WorkerChannel

/// How the workers are.
package struct WorkerPoolState: Sendable {
    package struct Worker: Sendable {
        package var pid: Int32
        /// The camera whose own it is; nil where it is shared.
        package var camera: String?
        package var isWorking: Bool
        /// What it has taken from itself; nil as long as it is being started.
        package var confinement: WorkerConfinement?
        /// What it has done.
        package var jobs: Int
    }

    package var workers: [Worker]
    /// Shared ones, at most.
    package var most: Int
    /// What waits for a worker.
    package var waiting: Int
    /// Workers that have ended by themselves, or had to be ended.
    package var restarts: Int
    /// How the last of them has ended; for people, without a full stop.
    package var lastEnd: String?
    /// Why there is no worker; nil where there is one, or nothing speaks against it.
    package var trouble: String?
    /// Version of FFmpeg; nil as long as no worker has said it.
    package var library: String?
    /// Files of devices that could decode and encode.
    package var devices: [String]
    package var sessions: Sessions

    /// Those who decode a stream for as long as somebody watches: a process each.
    package struct Sessions: Sendable {
        package struct Session: Sendable {
            package var pid: Int32
            package var camera: String
            /// As of a ``Worker``.
            package var confinement: WorkerConfinement?
            /// That it has taken.
            package var units: Int
        }

        package var running: [Session]
        /// That have ended by themselves, or had to be ended, since the start.
        package var lost: Int
        /// How the last of those has ended; for people, without a full stop.
        package var lastEnd: String?
    }
}
