import MP4
import Media

@testable import Simulation

/// The clip's access units as the file has them, found without the code under test.
struct FileUnits {
    var video: [[UInt8]] = []
    var audio: [[UInt8]] = []
    /// Whether each unit of video is a key frame.
    var isKey: [Bool] = []

    init(_ file: [UInt8]) throws {
        var scan = MP4FileScan(fileLength: Int64(file.count))
        while case .read(let offset, let count) = scan.step {
            scan.feed(Array(file[Int(offset)..<min(Int(offset) + count, file.count)]).span)
        }
        guard case .movie(let movie) = scan.step else { throw MP4Error.noMovie }
        for sample in movie.samples {
            let bytes = Array(file[Int(sample.offset)..<Int(sample.offset) + Int(sample.size)])
            if movie.header.tracks[sample.track].kind == .video {
                video.append(bytes)
                isKey.append(sample.isKey)
            } else {
                audio.append(bytes)
            }
        }
    }
}

enum Demo {
    static let clips = Result { try Clip.demo() }

    static func clip(_ name: String = "main") throws -> Clip {
        guard let found = try clips.get().first(where: { $0.name == name }) else { throw MP4Error.noMovie }
        return found.clip
    }
}
