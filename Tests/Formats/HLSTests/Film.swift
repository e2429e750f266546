import Foundation
import MP4
import MPEGTS
import Media

/// The clip of the simulated camera, cut into segments at its key frames: H.264 and AAC, eight seconds.
struct Film {
    let format: StreamFormat
    /// Each begins with a key frame.
    private var segments: [[AccessUnit]] = []

    static func ofSimulatedCamera() throws -> Film {
        // This file is Tests/Formats/HLSTests/Film.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let file = root.appending(path: "Sources/Engines/Simulation/Clips/main.mp4")
        return try Film([UInt8](Data(contentsOf: file)))
    }

    private init(_ file: [UInt8]) throws {
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
        format = StreamFormat(tracks: movie.header.tracks.compactMap(\.format))
        for sample in movie.samples {
            let unit = AccessUnit(
                track: sample.track,
                payload: Bytes(Array(file[Int(sample.offset)..<Int(sample.offset) + Int(sample.size)])),
                decodeTime: MediaTicks(sample.decodeTime).rescaled(
                    from: movie.header.tracks[sample.track].timescale,
                    to: format.tracks[sample.track].timescale
                ),
                arrival: MonotonicTime(nanoseconds: 0),
                wall: WallTime(nanoseconds: 0),
                flags: sample.isKey ? .key : []
            )
            if unit.track == 0, unit.isKey { segments.append([]) }
            if !segments.isEmpty { segments[segments.count - 1].append(unit) }
        }
    }

    func count(ofTrack track: Int) -> Int { segments.joined().count { $0.track == track } }

    /// By its pictures, 25 a second.
    func duration(ofSegment index: Int) -> Duration {
        .milliseconds(40 * segments[index].count { $0.track == 0 })
    }

    func transportStreams() throws -> [[UInt8]] {
        var muxer = try TransportMuxer(format)
        return try segments.map { units in
            var bytes: [UInt8] = []
            for (index, unit) in units.enumerated() {
                if index == 0 {
                    try muxer.beginSegment(with: unit, to: &bytes)
                } else {
                    try muxer.append(unit, to: &bytes)
                }
            }
            return bytes
        }
    }

    /// A fragment each.
    func fragments() -> [[UInt8]] {
        segments.enumerated().map { number, units in
            var runs: [TrackRun] = []
            var payloads: [UInt8] = []
            for (track, format) in format.tracks.enumerated() {
                let own = units.filter { $0.track == track }
                guard let first = own.first else { continue }
                let duration = format.kind == .video ? 3600 : UInt32(format.usualDuration)
                let samples = own.map { unit in
                    FragmentSample(
                        size: UInt32(unit.payload.count),
                        duration: duration,
                        flags: unit.isKey ? .key : []
                    )
                }
                runs.append(TrackRun(track: track, baseDecodeTime: first.decodeTime.count, samples: samples))
                payloads += own.flatMap(\.payload.array)
            }
            return FragmentHeader.encode(sequence: UInt32(number + 1), runs: runs) + payloads
        }
    }
}
