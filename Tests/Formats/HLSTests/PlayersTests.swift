import Foundation
import MP4
import MPEGTS
import Media
import TestKit
import Testing

@testable import HLS

/// Playlists that we wrote over segments that we wrote, played by other programs.
struct PlayersTests {
    enum Container: CaseIterable { case transportStream, fragmentedMP4 }

    private static let ffmpegReason: Comment = "ffmpeg and ffprobe are not installed: nothing can play the playlists"
    private static let gstreamerReason: Comment = "gst-launch-1.0 is not installed: nothing can play the playlists"

    /// Calls `body` with a folder that has the clip of the simulated camera in segments, a media playlist of them,
    /// `main.m3u8`, and a multivariant playlist of that, `index.m3u8`.
    private func withPlaylists<Result>(
        _ container: Container,
        isLive: Bool = false,
        _ body: (URL, Film) throws -> Result
    ) throws -> Result {
        let film = try Film.ofSimulatedCamera()
        return try TemporaryFolder.with { folder in
            var segments: [MediaSegment] = []
            var start = SegmentStart(wall: WallTime(nanoseconds: 1_795_293_787_250_000_000))
            let files =
                container == .transportStream ? try film.transportStreams() : film.fragments()
            if container == .fragmentedMP4 {
                try Data(InitialisationSegment(tracks: film.format.tracks, reservesDuration: false).bytes)
                    .write(to: folder.appending(path: "init.mp4"))
                start.initialisation = "init.mp4"
            }
            for (index, file) in files.enumerated() {
                let name = "\(index).\(container == .transportStream ? "ts" : "m4s")"
                try Data(file).write(to: folder.appending(path: name))
                let duration = film.duration(ofSegment: index)
                segments.append(MediaSegment(name, duration: duration, start: start))
                start.wall = start.wall.map { $0 + duration }
            }
            var playlist = MediaPlaylist.recorded(segments)
            if isLive {
                playlist = MediaPlaylist(.live, targetDuration: playlist.targetDuration)
                for segment in segments { try playlist.append(segment) }
                playlist.end()
            }
            try Data(playlist.text().utf8).write(to: folder.appending(path: "main.m3u8"))
            let video = try #require(film.format.tracks.first)
            let index = MultivariantPlaylist([
                .init(
                    "main.m3u8",
                    bandwidth: 1_000_000,
                    codecs: film.format.tracks.map(\.codec.codecString),
                    resolution: video.pictureSize,
                    frameRate: 25
                )
            ])
            try Data(index.text.utf8).write(to: folder.appending(path: "index.m3u8"))
            return try body(folder, film)
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: Container.allCases, [false, true])
    func ffmpegPlaysAllSegments(container: Container, isLive: Bool) throws {
        try withPlaylists(container, isLive: isLive) { folder, film in
            for name in ["main.m3u8", "index.m3u8"] {
                let path = folder.appending(path: name).path
                for (track, kind) in ["v", "a"].enumerated() {
                    let output = try #require(Tool.ffprobe).run([
                        "-v", "warning", "-of", "csv=p=0", "-count_packets", "-select_streams", kind, "-show_entries",
                        "stream=nb_read_packets", path,
                    ])
                    let counts = output.standard.split(separator: "\n").compactMap { Int($0) }
                    #expect(output.error == "" && Set(counts) == [film.count(ofTrack: track)])
                }
                let decoded = try #require(Tool.ffmpeg).run(["-v", "warning", "-i", path, "-f", "null", "-"])
                #expect(decoded.error == "")
            }
            let duration = try #require(Tool.ffprobe).run([
                "-v", "error", "-of", "csv=p=0", "-show_entries", "format=duration",
                folder.appending(path: "main.m3u8").path,
            ])
            #expect(abs((Double(duration.standard.split(separator: "\n")[0]) ?? 0) - 8) < 0.1)
        }
    }

    @Test(.enabled(if: Tool.gstreamer != nil, gstreamerReason), arguments: Container.allCases)
    func gStreamerPlaysAllSegments(container: Container) throws {
        try withPlaylists(container) { folder, film in
            let output = try #require(Tool.gstreamer).run([
                "-v", "filesrc", "location=\(folder.appending(path: "main.m3u8").path)", "!", "hlsdemux", "!",
                container == .transportStream ? "tsdemux" : "qtdemux", "name=demuxer",
                "demuxer.", "!", "video/x-h264", "!", "fakesink", "name=video", "silent=false", "async=false",
                "demuxer.", "!", "audio/mpeg", "!", "fakesink", "name=audio", "silent=false", "async=false",
            ])
            for word in ["ERROR", "CRITICAL"] { #expect(!output.error.contains(word), "\(output.error)") }
            let lines = output.standard.split(separator: "\n")
            for (track, name) in ["video", "audio"].enumerated() {
                let found = lines.filter { $0.contains("GstFakeSink:\(name)") && $0.contains("chain") }
                #expect(found.count == film.count(ofTrack: track), "\(name)")
            }
        }
    }
}
