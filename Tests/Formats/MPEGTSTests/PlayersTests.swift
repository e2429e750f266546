import Foundation
import Media
import TestKit
import Testing

@testable import MPEGTS

/// Streams that we wrote, read and decoded by other programs.
struct PlayersTests {
    enum Kind: CaseIterable {
        case simulatedCamera, simulatedH265, reordered, reorderedH265, opus, heAAC

        /// Made once per run of the tests.
        private static let films = Dictionary(
            uniqueKeysWithValues: allCases.map { kind in (kind, Result { try kind.makeFilm() }) }
        )

        func film() throws -> Film { try Self.films[self]?.get() ?? makeFilm() }

        private func makeFilm() throws -> Film {
            let x264 = ["-c:v", "libx264", "-preset", "ultrafast"]
            let x265 = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:open-gop=0"]
            return switch self {
            case .simulatedCamera: try Film.ofSimulatedCamera("main")
            case .simulatedH265: try Film.ofSimulatedCamera("h265")
            case .reordered: try Film.made(x264 + ["-bf", "2", "-c:a", "aac", "-ac", "2"])
            case .reorderedH265: try Film.made(x265 + ["-bf", "2", "-tag:v", "hvc1", "-c:a", "aac", "-ar", "16000"])
            case .opus: try Film.made(x264 + ["-bf", "0", "-c:a", "libopus", "-b:a", "48k"])
            case .heAAC: try Film.made(x264 + ["-bf", "0", "-c:a", "aac", "-ar", "8000", "-b:a", "16k"])
            }
        }
    }

    private static let ffmpegReason: Comment = "ffmpeg and ffprobe are not installed: nothing can play the streams"
    private static let gstreamerReason: Comment =
        "gst-launch-1.0 or ffmpeg is not installed: nothing can play the streams"

    private func with<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("stream.ts")
            try Data(bytes).write(to: file)
            return try body(file.path)
        }
    }

    private func probe(_ path: String, _ arguments: [String]) throws -> [String] {
        let output = try #require(Tool.ffprobe).run(["-v", "warning", "-of", "csv=p=0"] + arguments + [path])
        #expect(output.error.isEmpty, "\(output.error)")
        return output.standard.split(separator: "\n").map(String.init)
    }

    /// All packets are found, all pictures decoded, and nobody complains.
    private func expectPlays(_ bytes: [UInt8], units: [Int]) throws {
        try with(bytes) { path in
            for (track, kind) in ["v", "a"].enumerated() where track < units.count {
                let packets = try probe(
                    path,
                    ["-count_packets", "-select_streams", kind, "-show_entries", "stream=nb_read_packets"]
                )
                // Of a programme ffprobe prints the streams twice.
                #expect(Set(packets.compactMap { Int($0) }) == [units[track]], "\(kind)")
            }
            let frames = try probe(
                path,
                ["-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames"]
            )
            #expect(Set(frames.compactMap { Int($0) }) == [units[0]])
            let decoded = try #require(Tool.ffmpeg).run(["-v", "warning", "-i", path, "-f", "null", "-"])
            #expect(decoded.error == "")
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: Kind.allCases)
    func ffmpegPlaysTheWholeAndEachSegment(kind: Kind) throws {
        let film = try kind.film()
        let segments = try film.segments()
        let tracks = film.format.tracks.count
        #expect(segments.count >= 2)
        let whole = segments.flatMap(\.bytes)
        _ = try TransportStream(whole)
        try expectPlays(whole, units: Film.counts(segments.flatMap(\.units), tracks: tracks))
        for segment in segments.prefix(3) {
            try expectPlays(segment.bytes, units: Film.counts(segment.units, tracks: tracks))
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: Kind.allCases)
    func ffmpegFindsTheSameTimes(kind: Kind) throws {
        let film = try kind.film()
        let segments = try film.segments()
        try with(segments.flatMap(\.bytes)) { path in
            for (track, format) in film.format.tracks.enumerated() {
                let lines = try probe(
                    path,
                    [
                        "-select_streams", format.kind == .video ? "v" : "a", "-show_entries",
                        "packet=pts,dts,flags",
                    ]
                )
                let found = lines.map { line in
                    let fields = line.split(separator: ",").map(String.init)
                    return "\(fields[0]) \(fields[1]) \(fields[2].hasPrefix("K"))"
                }
                let expected = segments.flatMap(\.units).filter { $0.track == track }.map { unit in
                    let shown = unit.decodeTime + Int64(unit.presentationOffset)
                    let times = [shown, unit.decodeTime].map {
                        $0.rescaled(from: format.timescale, to: 90_000).count + 900_000
                    }
                    return "\(times[0]) \(times[1]) \(unit.isKey)"
                }
                #expect(found == expected, "\(format.codec.name)")
            }
        }
    }

    @Test(.enabled(if: Tool.gstreamer != nil && Tool.hasFFmpeg, gstreamerReason), arguments: Kind.allCases)
    func gStreamerFindsAllUnits(kind: Kind) throws {
        let film = try kind.film()
        let segments = try film.segments()
        let expected = Film.counts(segments.flatMap(\.units), tracks: film.format.tracks.count)
        let caps = film.format.tracks.map { format in
            switch format {
            case .h264: "video/x-h264"
            case .h265: "video/x-h265"
            case .opus: "audio/x-opus"
            default: "audio/mpeg"
            }
        }
        try with(segments.flatMap(\.bytes)) { path in
            var arguments = ["-v", "filesrc", "location=\(path)", "!", "tsdemux", "name=demuxer"]
            for (track, caps) in caps.enumerated() {
                // Without queues and waiting, one thread does it all and prints every line.
                arguments += [
                    "demuxer.", "!", caps, "!", "fakesink", "name=sink\(track)", "silent=false", "async=false",
                ]
            }
            let output = try #require(Tool.gstreamer).run(arguments)
            for word in ["ERROR", "CRITICAL", "WARN"] { #expect(!output.error.contains(word), "\(output.error)") }
            let lines = output.standard.split(separator: "\n")
            for track in caps.indices {
                let found = lines.filter { $0.contains("GstFakeSink:sink\(track)") && $0.contains("chain") }
                #expect(found.count == expected[track], "\(caps[track])")
                #expect(!lines.contains { $0.contains("sink\(track)") && $0.contains("corrupted") })
            }
        }
    }
}
