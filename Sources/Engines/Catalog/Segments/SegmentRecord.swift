package import Media

/// One file of recorded media, as the catalogue knows it. (Its fragment index is asked for apart:
/// `fragmentIndex(of:)`.)
package struct SegmentRecord: Hashable, Sendable {
    package let id: RecordingID
    package let camera: CameraID
    package let stream: StreamKind
    package var start: WallTime
    /// The end of the last frame that is known to be on disk. Never before `start`: an earlier one counts as `start`.
    package var end: WallTime
    /// The length of the file that is known to be on disk.
    package var bytes: Int64
    package var videoFrames: Int
    package var audioFrames: Int
    package var keyFrames: Int
    /// True while the file is being written, and after a crash until it has been mended.
    package var isOpen: Bool
    /// True for a recording that retention must not delete.
    package var isProtected: Bool
    /// True for one that shows an event: it is kept as long as such are.
    package var isEvent: Bool
    /// A time of its own until which it is kept, instead of its camera's rule.
    package var keepUntil: WallTime?
    /// Where the media lies: the node, the volume, and the relative name in the volume.
    package var node: String
    package var volume: String
    package var key: String
    /// The first recording of the unbroken run that this one belongs to.
    package var run: RecordingID
    /// Counts the timelines of the stream: media ticks of one epoch can be compared, and only those.
    package var epoch: Int64
    /// Why the file was ended, as a short code; nil while it is open.
    package var endReason: String?
    /// Codecs in the spelling of RFC 6381 (`avc1.64001f`, `mp4a.40.2`), nil where there is no such track.
    package var videoCodec: String?
    package var audioCodec: String?
    /// The size of the picture in pixels.
    package var width: Int?
    package var height: Int?
    /// Times from `start` to `end` of which it has nothing, in their order and apart from each other; of most there are none.
    package var pauses: [RecordingPause]

    package init(
        id: RecordingID,
        camera: CameraID,
        stream: StreamKind,
        start: WallTime,
        end: WallTime,
        bytes: Int64 = 0,
        videoFrames: Int = 0,
        audioFrames: Int = 0,
        keyFrames: Int = 0,
        isOpen: Bool = true,
        isProtected: Bool = false,
        isEvent: Bool = false,
        keepUntil: WallTime? = nil,
        node: String,
        volume: String,
        key: String,
        run: RecordingID,
        epoch: Int64 = 0,
        endReason: String? = nil,
        videoCodec: String? = nil,
        audioCodec: String? = nil,
        width: Int? = nil,
        height: Int? = nil,
        pauses: [RecordingPause] = []
    ) {
        self.id = id
        self.camera = camera
        self.stream = stream
        self.start = start
        self.end = max(start, end)
        self.bytes = bytes
        self.videoFrames = videoFrames
        self.audioFrames = audioFrames
        self.keyFrames = keyFrames
        self.isOpen = isOpen
        self.isProtected = isProtected
        self.isEvent = isEvent
        self.keepUntil = keepUntil
        self.node = node
        self.volume = volume
        self.key = key
        self.run = run
        self.epoch = epoch
        self.endReason = endReason
        self.videoCodec = videoCodec
        self.audioCodec = audioCodec
        self.width = width
        self.height = height
        self.pauses = pauses
    }

    /// The place of this recording in a list, from which the list is continued.
    package var cursor: SegmentCursor { SegmentCursor(start: start, id: id) }

    /// Takes over what has been written so far.
    mutating func apply(_ progress: SegmentProgress) {
        end = max(start, progress.end)
        bytes = progress.bytes
        videoFrames = progress.videoFrames
        audioFrames = progress.audioFrames
        keyFrames = progress.keyFrames
        forgetPausesBeyondEnd()
    }

    /// What was behind them is there no more.
    mutating func forgetPausesBeyondEnd() { pauses.removeAll { $0.end >= end } }
}
