import Ingest
package import Media

/// How a camera stands: always one of a small set, with the reason in words.
package struct CameraStatus: Sendable {
    package enum State: String, Sendable {
        /// Switched off by someone.
        case disabled
        /// Being connected.
        case connecting
        /// Its main stream comes in and goes to disk.
        case recording
        /// The last try failed; another one comes.
        case waiting
        /// The recorder is stopping.
        case stopped
    }

    /// One stream: how it stands, and what came of it since the program started.
    package struct Stream: Sendable {
        package var state: State
        package var reason: String
        package var video: TrackFormat?
        package var audio: TrackFormat?
        /// Pictures.
        package var frames: Int
        package var bytes: Int
        package var bitsPerSecond: Int
        /// "tcp", "udp" or "http": how it comes.
        package var transport: String?
        package var lostPackets: Int
        /// Of these, the ones that the camera itself left out.
        package var packetsLostAtCamera: Int
        /// Pictures and sounds given up because a part of them was missing.
        package var damagedUnits: Int
        /// Times that the stream was taken up.
        package var sessions: Int
        /// What the camera does that it should not, in sentences.
        package var remarks: [String]
        package var lastFrameAt: WallTime?
    }

    package var state: State
    /// A sentence.
    package var reason: String
    package var since: WallTime
    /// Of a camera that waits: when it is tried again.
    package var retryAt: WallTime?
    package var main: Stream?
    package var sub: Stream?

    static func disabled(since: WallTime) -> CameraStatus {
        CameraStatus(state: .disabled, reason: "The camera is switched off.", since: since)
    }
}

extension CameraStatus {
    init(_ status: IngestStatus, main: Stream?, sub: Stream?) {
        self.init(
            state: .init(status.state),
            reason: status.reason,
            since: status.since,
            retryAt: status.retryAt,
            main: main,
            sub: sub
        )
    }
}

extension CameraStatus.Stream {
    init(_ ingest: StreamIngest) {
        let status = ingest.status
        let statistics = ingest.statistics
        let tracks = statistics.format?.tracks ?? []
        self.init(
            state: .init(status.state),
            reason: status.reason,
            video: tracks.first { $0.kind == .video },
            audio: tracks.first { $0.kind == .audio },
            frames: statistics.videoUnits,
            bytes: statistics.bytes,
            bitsPerSecond: statistics.bitsPerSecond,
            transport: statistics.transport,
            lostPackets: statistics.lostPackets,
            packetsLostAtCamera: statistics.packetsLostAtCamera,
            damagedUnits: statistics.damagedUnits,
            sessions: statistics.sessions,
            remarks: statistics.remarks,
            lastFrameAt: statistics.lastUnit
        )
    }
}

extension CameraStatus.State {
    fileprivate init(_ state: IngestStatus.State) {
        self =
            switch state {
            case .connecting: .connecting
            case .streaming: .recording
            case .waiting: .waiting
            case .stopped: .stopped
            }
    }
}
