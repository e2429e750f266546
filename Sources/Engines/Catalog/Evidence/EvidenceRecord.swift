package import Media

/// One entry of a camera's evidence chain. What was signed is ``entry`` alone; the other members are what it is found by.
package struct EvidenceRecord: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// The chain begins.
        case begun
        /// A recording was read and sealed.
        case recording
        /// A recording with entries is gone.
        case removed
        /// A recording with entries has another file than when it was sealed.
        case changed
    }

    package let camera: CameraID
    /// From 1 on, without a hole.
    package let number: Int64
    package var kind: Kind
    /// The recording that it is about, and its time; of the chain's beginning 0, and when that was.
    package var recording: RecordingID
    package var stream: StreamKind
    package var start: WallTime
    package var end: WallTime
    /// The bytes that were signed.
    package var entry: [UInt8]
    package var signature: [UInt8]

    package init(
        camera: CameraID,
        number: Int64,
        kind: Kind,
        recording: RecordingID,
        stream: StreamKind,
        start: WallTime,
        end: WallTime,
        entry: [UInt8],
        signature: [UInt8]
    ) {
        self.camera = camera
        self.number = number
        self.kind = kind
        self.recording = recording
        self.stream = stream
        self.start = start
        self.end = end
        self.entry = entry
        self.signature = signature
    }
}

/// That something has happened to a recording with entries, which the chain does not say yet.
package struct EvidenceNote: Hashable, Sendable {
    package let id: Int64
    package let camera: CameraID
    package let stream: StreamKind
    package let recording: RecordingID
    /// As the row was before.
    package var start: WallTime
    package var end: WallTime
    package var bytes: Int64
    /// ``EvidenceRecord/Kind/removed`` or ``EvidenceRecord/Kind/changed``.
    package var kind: EvidenceRecord.Kind
    /// A ``RemovalReason``, or the code with which the file was ended anew.
    package var reason: String
    /// The numbers of the entries about what it held.
    package var entries: [Int64]

    package init(
        id: Int64,
        camera: CameraID,
        stream: StreamKind,
        recording: RecordingID,
        start: WallTime,
        end: WallTime,
        bytes: Int64,
        kind: EvidenceRecord.Kind,
        reason: String,
        entries: [Int64]
    ) {
        self.id = id
        self.camera = camera
        self.stream = stream
        self.recording = recording
        self.start = start
        self.end = end
        self.bytes = bytes
        self.kind = kind
        self.reason = reason
        self.entries = entries
    }
}

/// Which entries of a chain are wanted, by number. All members narrow the choice.
package struct EvidenceQuery: Hashable, Sendable {
    package var camera: CameraID
    /// Those whose recording begins before this, and ends after that.
    package var from: WallTime?
    package var to: WallTime?
    package var stream: StreamKind?
    /// Those after this number, or before it where the newest come first.
    package var after: Int64?
    package var isNewestFirst: Bool
    package var limit: Int

    package init(
        camera: CameraID,
        from: WallTime? = nil,
        to: WallTime? = nil,
        stream: StreamKind? = nil,
        after: Int64? = nil,
        isNewestFirst: Bool = false,
        limit: Int
    ) {
        self.camera = camera
        self.from = from
        self.to = to
        self.stream = stream
        self.after = after
        self.isNewestFirst = isNewestFirst
        self.limit = limit
    }
}
