import Catalog
import Foundation
import MP4
import Media
import Storage
import TestKit
import Testing

@testable import Playback

/// However a camera's recordings lie, in runs, with gaps, and cut anywhere: what other programs count in the files and in films of
/// them is what the catalogue and the player say.
struct RandomLayoutTests {
    private static let reason: Comment = "ffmpeg and ffprobe are not installed: nothing can count pictures"
    private static let recordings = 12
    private static let films = 16

    /// Pictures or packets of the video of a file.
    private func count(_ what: String, in path: String) throws -> Int {
        let output = try #require(Tool.ffprobe).run([
            "-v", "error", "-of", "csv=p=0", "-count_\(what)", "-select_streams", "v:0", "-show_entries",
            "stream=nb_read_\(what)", path,
        ])
        let digits = output.standard.prefix { $0.isNumber }
        return try #require(Int(digits), "\(output.standard) \(output.error)")
    }

    @Test(.enabled(if: Tool.hasFFmpeg, reason), arguments: [1, 2, 3] as [UInt64])
    func otherProgramsCountWhatTheCatalogueSays(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let clip = try TestRecording(clip: "main")
        let keys = clip.pictures.indices.filter { clip.pictures[$0].flags.contains(.key) }
        try #require(keys.count > 1)
        try await RangeWorld().withEnd { world in
            var time = RangeWorld.begin
            var run: RecordingID?
            for _ in 0..<Self.recordings {
                // Sometimes the camera begins anew, at once or after a while.
                if Int.random(in: 0..<3, using: &random) == 0 {
                    run = nil
                    let pause = Bool.random(using: &random) ? Int.random(in: 40...5000, using: &random) : 0
                    time = time + .milliseconds(pause)
                }
                let first = try #require(keys.randomElement(using: &random))
                let end = Int.random(in: first + 1...clip.pictures.count, using: &random)
                let row = try await world.record(clip.pictures[first..<end], of: clip.format, at: time, run: run)
                run = row.run
                time = row.end
                let path = world.folder.appending(path: row.key).path
                #expect(try count("frames", in: path) == row.videoFrames, "\(row.id) from \(first) to \(end)")
            }
            let length = (time - RangeWorld.begin).inSeconds
            var found = 0
            for _ in 0..<Self.films {
                let from = Double.random(in: 0..<length, using: &random)
                let to = Double.random(in: from...length + 1, using: &random)
                // Where the camera sent nothing there is no film.
                guard let film = try? await world.open(from, to) else { continue }
                found += 1
                let bytes = try await film.whole()
                try TemporaryFolder.with { folder in
                    let file = folder.appendingPathComponent("film.mp4")
                    try Data(bytes).write(to: file)
                    #expect(try count("packets", in: file.path) == film.videoFrames, "\(from) to \(to)")
                }
            }
            #expect(found > Self.films / 2)
        }
    }
}
