package import Catalog

/// Why a recording cannot be read. The descriptions are for a person to read.
package enum PlaybackError: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchRecording(RecordingID)
    /// The catalogue has it, and the volume that it lies on is not there.
    case volumeMissing(RecordingID, volume: String)
    /// The catalogue has it, and its file is gone.
    case fileMissing(RecordingID, key: String)
    /// The file ends before what the catalogue says of it.
    case fileTooShort(RecordingID, key: String)
    /// The disk could not read it.
    case unreadable(RecordingID, String)
    /// Its file is not what the catalogue says of it.
    case damaged(RecordingID, String)
    /// Nothing was recorded of the stream in the time asked for.
    case nothingRecorded
    /// It was recorded with codecs, named here, that no player takes from HLS.
    case notForHLS([String])
    /// The time asked for is made of more parts than are given at once.
    case tooManyParts(limit: Int)
    /// It has sound alone, or pictures of a codec that is not known.
    case noPictures(RecordingID)
    /// So much lies between a picture and the key frame that it is decoded from that it is not read.
    case tooFarFromKeyFrame(RecordingID)
    /// The catalogue could not be asked.
    case catalogue(String)

    package var description: String {
        switch self {
        case .noSuchRecording(let id): "There is no recording with the id \(id); it may have been deleted."
        case .volumeMissing(let id, let volume):
            "The recording \(id) lies on the volume ‘\(volume)’, which is not there. Mount its disk."
        case .fileMissing(let id, let key):
            "The file of the recording \(id) is gone (\(key)). Run `nightjar repair` to bring the catalogue in line."
        case .fileTooShort(let id, let key):
            "The file of the recording \(id) is shorter than it was (\(key)). Run `nightjar repair`."
        case .unreadable(let id, let reason): "The recording \(id) cannot be read. \(reason)"
        case .damaged(let id, let reason):
            "The recording \(id) is not what the catalogue says of it. \(reason) Run `nightjar repair`."
        case .nothingRecorded: "Nothing was recorded in the time asked for."
        case .notForHLS(let codecs):
            "What was recorded (\(codecs.joined(separator: ", "))) cannot be played by HLS. Ask for it as one MP4 file."
        case .tooManyParts(let limit):
            "The time asked for is made of more than \(limit) parts. Ask for a shorter time at once."
        case .noPictures(let id): "The recording \(id) has no pictures that can be decoded."
        case .tooFarFromKeyFrame(let id):
            "The picture of the recording \(id) lies too far behind its key frame to be decoded alone. Ask for the key frame."
        case .catalogue(let reason): reason
        }
    }

    /// The recording that it is about; nil where it is about none.
    package var recording: RecordingID? {
        switch self {
        case .noSuchRecording(let id), .volumeMissing(let id, _), .fileMissing(let id, _), .fileTooShort(let id, _),
            .unreadable(let id, _), .damaged(let id, _), .noPictures(let id), .tooFarFromKeyFrame(let id):
            id
        case .nothingRecorded, .notForHLS, .tooManyParts, .catalogue: nil
        }
    }

    /// Whether it is the recording's file that is not as it was left.
    package var isOfFile: Bool {
        switch self {
        case .fileMissing, .fileTooShort: true
        case .noSuchRecording, .volumeMissing, .unreadable, .damaged, .noPictures, .tooFarFromKeyFrame,
            .nothingRecorded,
            .notForHLS, .tooManyParts, .catalogue:
            false
        }
    }
}
