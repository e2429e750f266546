import Media
import WorkerChannel

/// How streams are brought into another form, by the settings.
struct DerivedOptions: Hashable, Sendable {
    /// Streams whose pictures are encoded anew, at once.
    var most = 4
    /// Of pictures that are encoded as H.264; pixels.
    var height = 1080
    /// Of those that are sent as JPEG: their height, every how manieth, and 1 to 100.
    var jpegHeight = 720
    var jpegInterval = 2
    var jpegQuality = 60

    /// Of what is recorded: as large as the camera sends it.
    static let recording: DerivedOptions = {
        var options = DerivedOptions()
        options.height = H264OutputSetup.sides.upperBound
        return options
    }()

    /// Of which only the sound is: these cost little.
    static let mostSounds = 32
}

extension DerivedOptions {
    init(_ settings: Settings) {
        most = settings.value(\.live.mostTranscodes)
        height = settings.value(\.live.transcodeHeight)
        jpegHeight = settings.value(\.live.previewHeight)
        jpegInterval = settings.value(\.live.previewInterval)
        jpegQuality = settings.value(\.live.previewQuality)
    }
}
