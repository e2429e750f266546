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
