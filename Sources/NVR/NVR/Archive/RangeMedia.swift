import Catalog
package import Media
import Playback

/// A range of a camera's stream as one film, for one reader who may have it.
package struct RangeMedia: Sendable {
    /// What was recorded without a gap, and when it is in the film.
    package struct Span: Hashable, Sendable {
        package var range: Range<WallTime>
        /// Seconds since the film's beginning.
        package var offset: Double
        /// In seconds; not quite the distance of the wall times, because a camera's clock is not the server's.
        package var duration: Double
    }

    /// Where the film ends before what was asked for.
    package struct CodecChange: Hashable, Sendable {
        /// Of one that is made: whether the size of the pictures is what changed.
        package var isOfSize: Bool
        /// When the recording begins with which a range of its own goes on.
        package var at: WallTime
        package var recording: String
        package var videoCodec: String?
        package var audioCodec: String?
    }

    package let camera: String
    /// "main" or "sub".
    package let stream: String
    private let file: RangeFile
    /// What the reader was given to see of the camera.
    private let viewing: Viewing
    /// Whether it is made into another form for him, so that the bytes of this one are not his.
    package let isMade: Bool
    /// Where what is made ends, because the pictures of the recordings that follow have another size.
    private let sizeChange: SegmentRecord?

    init(
        camera: String,
        stream: String,
        file: RangeFile,
        viewing: Viewing,
        isMade: Bool = false,
        sizeChange: SegmentRecord? = nil
    ) {
        self.camera = camera
        self.stream = stream
        self.file = file
        self.viewing = viewing
        self.isMade = isMade
        self.sizeChange = sizeChange
    }

    /// What is shown, gaps included.
    package var range: Range<WallTime> { file.start..<max(file.start, file.end) }
    /// In seconds, of the film.
    package var duration: Double { file.duration }
    /// Bytes; does not change while this value is read.
    package var length: Int64 { file.length }
    /// A name for these very bytes.
    package var tag: String { file.tag }
    /// In the file, those included that come before the beginning and are not shown.
    package var videoFrames: Int { file.videoFrames }
    package var audioFrames: Int { file.audioFrames }

    package var spans: [Span] {
        file.spans.map { span in
            Span(range: span.start..<max(span.start, span.end), offset: span.offset, duration: span.duration)
        }
    }

    package var codecChange: CodecChange? {
        (sizeChange ?? file.codecChange).map {
            CodecChange(
                isOfSize: sizeChange != nil,
                at: $0.start,
                recording: "\($0.id)",
                videoCodec: $0.videoCodec,
                audioCodec: $0.audioCodec
            )
        }
    }

    /// Up to `count` bytes at `offset`, at least one.
    ///
    /// - Throws: where masks hide something from the reader since he has asked; nothing more is read then.
    package func read(offset: Int64, count: Int) async throws -> [UInt8] {
        guard !isMade else { throw DomainError(.forbidden, "What was recorded is made into another form.") }
        let bytes: [UInt8]
        do throws(PlaybackError) {
            bytes = try await file.read(offset: offset, count: count)
        } catch {
            throw DomainError(error)
        }
        try viewing.requireCurrent()
        return bytes
    }
}
