package import Media

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
