/// What a recording is worth: what ``TailScan`` finds.
package struct TailReport: Hashable, Sendable {
    /// Why the file is not good to its end.
    package enum Damage: Hashable, Sendable, CustomStringConvertible {
        /// There is no readable `moov`: nothing in the file can be played.
        case noMovie(MP4Error)
        /// The file ends within a fragment: its writer was killed.
        case cutShort
        /// A fragment is not what was written.
        case checksum
        /// What follows is no fragment that Nightjar writes.
        case foreign(BoxType)
        /// Something follows the index that closes the file.
        case bytesAfterEnd
        case structure(MP4Error)

        package var description: String {
            switch self {
            case .noMovie(let error): "The recording cannot be played. \(error)"
            case .cutShort: "The recording ends within a fragment, as it does when its writer is killed."
            case .checksum: "A fragment of the recording was changed after it was written: its checksum is another."
            case .foreign(let type): "The recording goes on with ‘\(type)’, which Nightjar does not write."
            case .bytesAfterEnd: "Something was added to the recording after it was closed."
            case .structure(let error): "A fragment of the recording is not what Nightjar writes. \(error)"
            }
        }
    }

    /// nil where there is none that can be read.
    package internal(set) var movie: MovieHeader?
    /// Where the scan of fragments began: what was asked for, or the end of `moov` if that is later.
    package internal(set) var start: Int64 = 0
    /// The good fragments from ``start`` on.
    package internal(set) var entries: [FragmentIndexEntry] = []
    /// Up to here the file is good; what follows is to be cut off. 0 where nothing is.
    package internal(set) var goodLength: Int64 = 0
    /// nil where the file is good to its end.
    package internal(set) var damage: Damage?
    /// Whether the good part ends with an `mfra` box: the file was closed as it should be.
    package internal(set) var isClosed = false
    /// Of each track, where its last good sample ends, in its ticks since the file's zero; 0 where none was seen.
    package internal(set) var endTicks: [Int64] = []
    /// Until the last sample of the longest track has been shown, in ticks of track 0: for
    /// ``ClosingFields/patches(duration:ending:)``.
    package internal(set) var duration: Int64 = 0
    package internal(set) var videoSamples = 0
    package internal(set) var audioSamples = 0

    init() {}
}
