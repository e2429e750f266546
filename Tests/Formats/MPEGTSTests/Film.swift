import Foundation
import MP4
import Media
import TestKit

@testable import MPEGTS

/// A film as a camera would send it: its format, and its units in the order of their decoding times.
struct Film: Sendable {
    let format: StreamFormat
    let units: [AccessUnit]

    /// One of the clips that the simulated camera plays.
    static func ofSimulatedCamera(_ name: String) throws -> Film {
        // This file is Tests/Formats/MPEGTSTests/Film.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let file = root.appending(path: "Sources/Engines/Simulation/Clips/\(name).mp4")
        return try Film([UInt8](Data(contentsOf: file)))
    }

    /// Four seconds that FFmpeg makes.
    static func made(_ arguments: [String]) throws -> Film {
        try TemporaryFolder.with { folder in
            let file = folder.appending(path: "clip.mp4")
            try Tool.ffmpeg?.run(
                [
                    "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=4", "-f", "lavfi",
                    "-i", "sine=frequency=440:sample_rate=48000:duration=4", "-pix_fmt", "yuv420p", "-g", "25",
                ] + arguments + [file.path]
            )
            return try Film([UInt8](Data(contentsOf: file)))
        }
    }

    init(_ file: [UInt8]) throws {
        var scan = MP4FileScan(fileLength: Int64(file.count), limits: ScanLimits())
        var found: MP4Movie?
        while found == nil {
            switch scan.step {
            case .movie(let movie): found = movie
            case .failed(let error): throw error
            case .read(let offset, let count): scan.feed(file.span.extracting(Int(offset)..<Int(offset) + count))
            }
        }
        guard let movie = found else { throw MP4Error.noMovie }
        let formats = movie.header.tracks.compactMap(\.format)
        format = StreamFormat(tracks: formats)
        units = movie.samples.map { sample in
            let track = movie.header.tracks[sample.track]
            let scale = { (ticks: Int64) in
                MediaTicks(ticks).rescaled(from: track.timescale, to: formats[sample.track].timescale).count
            }
            return AccessUnit(
                track: sample.track,
                Array(file[Int(sample.offset)..<Int(sample.offset) + Int(sample.size)]),
                at: scale(sample.decodeTime),
                offset: Int32(scale(Int64(sample.presentationOffset))),
                isKey: sample.isKey
            )
        }
    }

    /// How many units of each track are in these.
    static func counts(_ units: [AccessUnit], tracks: Int) -> [Int] {
        (0..<tracks).map { track in units.count { $0.track == track } }
    }

    /// Segments that begin with each key frame, and the units of each. What comes before the first is left out.
    func segments() throws -> [(bytes: [UInt8], units: [AccessUnit])] {
        var muxer = try TransportMuxer(format)
        var segments: [(bytes: [UInt8], units: [AccessUnit])] = []
        for unit in units {
            if muxer.canBegin(with: unit) {
                segments.append(([], [unit]))
                try muxer.beginSegment(with: unit, to: &segments[segments.count - 1].bytes)
            } else if !segments.isEmpty {
                try muxer.append(unit, to: &segments[segments.count - 1].bytes)
                segments[segments.count - 1].units.append(unit)
            }
        }
        return segments
    }
}
