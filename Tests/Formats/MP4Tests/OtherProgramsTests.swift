import Foundation
import Media
import TestKit
import Testing

@testable import MP4

/// Files that other programs wrote, read by us and by them.
@Suite(.enabled(if: Tool.hasFFmpeg, "ffmpeg and ffprobe are not installed, so nothing can be compared with them"))
struct OtherProgramsFilesTests {
    private struct Packet: Hashable {
        var track: Int
        var presentation: Int64
        var decoding: Int64
        var size: Int
        var position: Int64
        var isKey: Bool
    }

    private func packets(of bytes: [UInt8], name: String) throws -> [Packet] {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent(name)
            try Data(bytes).write(to: file)
            let output = try #require(Tool.ffprobe).run([
                "-v", "error", "-show_packets", "-of", "json", "-show_entries",
                "packet=stream_index,pts,dts,size,pos,flags", file.path,
            ])
            let json = try JSONSerialization.jsonObject(with: Data(output.standard.utf8))
            let list = try #require((json as? [String: Any])?["packets"] as? [[String: Any]])
            return try list.map { packet in
                Packet(
                    track: try #require(packet["stream_index"] as? Int),
                    presentation: Int64(try #require(packet["pts"] as? Int)),
                    decoding: Int64(try #require(packet["dts"] as? Int)),
                    size: try #require((packet["size"] as? String).flatMap { Int($0) }),
                    position: try #require((packet["pos"] as? String).flatMap { Int64($0) }),
                    isKey: try #require(packet["flags"] as? String).hasPrefix("K")
                )
            }
        }
    }

    @Test(arguments: Clip.allCases.filter { $0 != .quickTime })
    func theirPacketsAreOurSamples(clip: Clip) throws {
        let bytes = try clip.bytes
        let movie = try fileScan(bytes)
        let theirs = try packets(of: bytes, name: "clip.mp4")
        #expect(movie.header.identity == nil && movie.header.tracks.count == 2)
        #expect(movie.header.tracks[0].format?.pictureSize == PictureSize(width: 320, height: 240))
        for track in 0...1 {
            let shift = movie.header.tracks[track].presentationShift
            let ours = movie.samples.filter { $0.track == track }.map { sample in
                Packet(
                    track: track,
                    presentation: sample.decodeTime + Int64(sample.presentationOffset) + shift,
                    decoding: sample.decodeTime + shift,
                    size: Int(sample.size),
                    position: sample.offset,
                    isKey: sample.isKey
                )
            }
            #expect(ours.count > 90)
            #expect(ours == theirs.filter { $0.track == track })
        }
        // Every NAL unit length fits: the payloads are where they are said to be.
        for sample in movie.samples where sample.track == 0 {
            let payload = bytes.span.extracting(Int(sample.offset)..<Int(sample.offset) + Int(sample.size))
            #expect(NALUnits.forEach(in: payload) { _ in })
        }
    }

    @Test func soundOfQuickTimeIsAllThere() throws {
        let bytes = try Clip.quickTime.bytes
        let movie = try fileScan(bytes)
        #expect(movie.header.tracks.map { $0.format?.kind } == [.video, .audio])
        #expect(movie.header.tracks[1].format == TestFormats.muLaw)
        let ours = movie.samples.filter { $0.track == 1 }
        let theirs = try packets(of: bytes, name: "clip.mov").filter { $0.track == 1 }
        #expect(ours.reduce(0) { $0 + Int($1.size) } == theirs.reduce(0) { $0 + $1.size })
        #expect(ours.reduce(0) { $0 + Int64($1.duration) } == 32_000)
        #expect(ours.allSatisfy { $0.size <= 160 })
    }
}
