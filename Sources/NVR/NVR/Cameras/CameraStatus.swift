import Catalog
import Ingest
package import Media
import Recording

/// How a camera stands: always one of a small set, with the reason in words.
package struct CameraStatus: Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Switched off by someone.
        case disabled
        /// Being connected.
        case connecting
        /// Its main stream comes in and goes to disk.
        case recording
        /// Its main stream comes in and can be watched, and does not go to disk: recording is switched off or, where there
        /// is a code, the disk refuses it.
        case watching
        /// The last try failed; another one comes.
        case waiting
        /// Not connected, because it is not recorded and nobody watches: all is well with it.
        case idle
        /// The recorder is stopping.
        case stopped
    }

    /// One stream: how it stands, and what came of it since the program started.
    package struct Stream: Sendable {
        package var state: State
        /// Short and stable where something is wrong: `camera-refused`; empty where all is well.
        package var code: String
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
        /// Until when somebody has it recorded by hand; nil where nobody has.
        package var manualUntil: WallTime?
    }

    package var state: State
    /// Short and stable where something is wrong, the same words as for a gap: `camera-unreachable`; or `disk-error`.
    /// Empty where all is well.
    package var code: String
    /// A sentence.
    package var reason: String
    package var since: WallTime
    /// Of a camera that waits: when it is tried again.
    package var retryAt: WallTime?
    package var main: Stream?
    package var sub: Stream?

    /// What becomes of the pictures that come.
    enum Fate: Hashable {
        case recorded
        /// Recording is switched off.
        case watched
        /// By its mode nothing is to be recorded at this moment.
        case resting(RecordingMode)
        case refused(RecordingTrouble)
        /// It is to be masked, and no worker does that.
        case unmasked
    }

    static func disabled(since: WallTime) -> CameraStatus {
        CameraStatus(state: .disabled, code: "", reason: "The camera is switched off.", since: since)
    }
}

extension CameraStatus {
    /// As it is told to those who may not know where the camera is: reasons in words can name its address.
    var withoutPlaces: CameraStatus {
        var status = self
        status.reason = Self.words(state, code, reason)
        status.main = main?.withoutPlaces
        status.sub = sub?.withoutPlaces
        return status
    }

    fileprivate static func words(_ state: State, _ code: String, _ reason: String) -> String {
        guard state == .waiting else { return reason }
        return (GapReason(rawValue: code) ?? .cameraUnreachable).sentence
    }
}

extension CameraStatus.Stream {
    fileprivate var withoutPlaces: CameraStatus.Stream {
        var stream = self
        stream.reason = CameraStatus.words(state, code, reason)
        // What the camera does wrong is the business of whoever can change it.
        stream.remarks = []
        return stream
    }
}

extension CameraStatus {
    /// - Parameter status: of the stream that counts.
    init(_ status: IngestStatus, fate: Fate, main: Stream?, sub: Stream?) {
        self.init(
            state: .init(status.state, fate),
            code: status.code(fate),
            reason: status.reason(fate),
            since: status.since,
            retryAt: status.retryAt,
            main: main,
            sub: sub
        )
    }
}

extension CameraStatus.Stream {
    init(_ ingest: StreamIngest, fate: CameraStatus.Fate) {
        let status = ingest.status
        let statistics = ingest.statistics
        let tracks = statistics.format?.tracks ?? []
        self.init(
            state: .init(status.state, fate),
            code: status.code(fate),
            reason: status.reason(fate),
            video: tracks.first { $0.kind == .video },
            audio: tracks.first { $0.kind == .audio },
            frames: statistics.videoUnits,
            bytes: statistics.bytes,
            bitsPerSecond: status.state == .idle ? 0 : statistics.bitsPerSecond,
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
    fileprivate init(_ state: IngestStatus.State, _ fate: CameraStatus.Fate) {
        self =
            switch state {
            case .connecting: .connecting
            case .streaming: fate == .recorded ? .recording : .watching
            case .waiting: .waiting
            case .idle: .idle
            case .stopped: .stopped
            }
    }
}

extension IngestStatus {
    fileprivate func code(_ fate: CameraStatus.Fate) -> String {
        guard state == .streaming else { return code }
        return switch fate {
        case .refused(let trouble): trouble.rawValue
        case .unmasked: GapReason.notMasked.rawValue
        case .recorded, .watched, .resting: code
        }
    }

    fileprivate func reason(_ fate: CameraStatus.Fate) -> String {
        guard state == .streaming else { return reason }
        return switch fate {
        case .recorded: "Recording."
        case .watched: "Not recorded: recording is switched off. It can be watched live."
        case .resting(.event): "Not recorded now: it is recorded when something happens."
        case .resting(.schedule): "Not recorded now: its schedule does not ask for it."
        case .resting: "Not recorded: it is recorded when somebody asks for it. It can be watched live."
        case .unmasked:
            "Not recorded: its recordings are to be masked, and no worker does that now. It is tried again by itself."
        case .refused(.diskFull): "Not recorded: the disk is full. Recording goes on by itself once there is room."
        case .refused(.diskError):
            "Not recorded: the disk reports an error. It is tried again every second; the system's health says more."
        }
    }
}
