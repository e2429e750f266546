import Foundation
import Media
import Testing

@testable import Simulation

/// Clips that FFmpeg makes.
@Suite(.serialized)
struct FFmpegClipTests {
    private static let missing: Comment = "the program is not installed"

    /// Two seconds of a test picture, and of a tone where `arguments` want one.
    private static func clip(_ ending: String, _ arguments: [String]) async throws -> Clip {
        let file = FileManager.default.temporaryDirectory.appending(path: "clip-\(UUID().uuidString).\(ending)")
        defer { try? FileManager.default.removeItem(at: file) }
        let sources = [
            "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=2", "-f", "lavfi", "-i",
            "sine=r=8000:d=2", "-map", "0:v",
        ]
        let output = try await #require(Program("ffmpeg")).run(sources + arguments + [file.path])
        try #require(output.status == 0 && output.error == "")
        return try Clip.load(file.path)
    }

    @Test(.enabled(if: Program("ffmpeg") != nil, missing), arguments: ["pcm_alaw", "pcm_mulaw"])
    func g711IsPlayed(codec: String) async throws {
        let clip = try await Self.clip(
            "mov",
            ["-map", "1:a", "-c:v", "mjpeg", "-huffman", "default", "-pix_fmt", "yuvj420p", "-c:a", codec]
        )
        #expect(clip.unitCounts[0] == 50 && clip.duration == .seconds(2))
        #expect(clip.tracks[1].payloadType == (codec == "pcm_alaw" ? 8 : 0))
        // Not a packet for each sample; and all of them, one behind the other.
        let sound = clip.units.filter { $0.track == 1 }
        #expect(sound.count <= 150)
        let samples = sound.map { $0.bytes.count - ($0.packets.count * 16) }
        #expect(samples.reduce(0, +) == 16_000)
        var next: Int64 = 0
        for (unit, count) in zip(sound, samples) {
            #expect(unit.ticks == next && unit.time == next * 125_000)
            next += Int64(count)
        }
    }

    /// The tables that FFmpeg makes for each picture, another sampling, and pictures that are too large.
    @Test(
        .enabled(if: Program("ffmpeg") != nil, missing),
        arguments: [
            ["-huffman", "optimal", "-pix_fmt", "yuvj420p"], ["-huffman", "default", "-pix_fmt", "yuvj444p"],
            ["-huffman", "default", "-pix_fmt", "yuvj420p", "-s", "2048x120"],
        ]
    )
    func picturesThatRTPCannotCarryAreRefused(options: [String]) async throws {
        let error = await #expect(throws: ClipError.self) {
            _ = try await Self.clip("mp4", ["-c:v", "mjpeg"] + options)
        }
        #expect(error?.reason == .unsendablePictures)
        #expect(error?.description.contains("-huffman default") == true)
    }
}
