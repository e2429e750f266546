import Foundation
import Media
import TestKit
import Testing

@testable import MP4

/// Files that we wrote, played by other programs.
struct PlayersTests {
    enum Sound: CaseIterable { case aac, muLaw, aLaw }

    private static let ffmpegReason: Comment = "ffmpeg and ffprobe are not installed: nothing can play the files"
    private static let gstreamerReason: Comment =
        "gst-launch-1.0 or ffmpeg is not installed: nothing can play the files"

    /// A recording of a film with the sound that is asked for.
    private func recording(_ clip: Clip, _ sound: Sound) throws -> Recording {
        let bytes = try clip.bytes
        let movie = try fileScan(bytes)
        guard sound != .aac else { return try Recording(of: movie, in: bytes) }
        let format = G711Format(law: sound == .aLaw ? .a : .mu)
        let raw = try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("sound.raw")
            try #require(Tool.ffmpeg).run([
                "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000:duration=4", "-f",
                sound == .aLaw ? "alaw" : "mulaw", file.path,
            ])
            return [UInt8](try Data(contentsOf: file))
        }
        return try Recording(of: movie, in: bytes, audio: (.g711(format), raw))
    }

    private func counts(_ recording: Recording) -> [Int] {
        (0...1).map { track in
            recording.fragments.joined().filter { $0.track == track }.reduce(0) { $0 + $1.samples.count }
        }
    }

    private func with<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("recording.mp4")
            try Data(bytes).write(to: file)
            return try body(file.path)
        }
    }

    private func probe(_ path: String, _ arguments: [String]) throws -> [String] {
        let output = try #require(Tool.ffprobe).run(["-v", "error", "-of", "csv=p=0"] + arguments + [path])
        #expect(output.error.isEmpty)
        return output.standard.split(separator: "\n").map(String.init)
    }

    /// Packets of each track that ffprobe finds, then decoded pictures; and ffmpeg decodes all without complaint.
    private func expectPlays(_ bytes: [UInt8], samples: [Int]) throws {
        try with(bytes) { path in
            let packets = try probe(path, ["-count_packets", "-show_entries", "stream=nb_read_packets"])
            #expect(packets.compactMap { Int($0) } == samples)
            let frames = try probe(
                path,
                ["-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames"]
            )
            #expect(frames.compactMap { Int($0) } == [samples[0]])
            let decoded = try #require(Tool.ffmpeg).run(
                ["-v", "warning", "-guess_layout_max", "0", "-i", path, "-f", "null", "-"]
            )
            #expect(decoded.error == "")
        }
    }

    /// One of each codec without and with reordered pictures.
    private static let clips: [Clip] = [.plain, .reordered, .hevc, .reorderedHEVC]

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: clips, Sound.allCases)
    func ffmpegPlaysWhatWeWrite(clip: Clip, sound: Sound) throws {
        var recording = try recording(clip, sound)
        let samples = counts(recording)
        #expect(samples[0] == 100 && recording.fragments.count == 4)
        try expectPlays(recording.bytes, samples: samples)
        recording.close()
        try expectPlays(recording.bytes, samples: samples)
        #expect(tailReport(recording.bytes).isClosed)
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: [Clip.reordered, .reorderedHEVC])
    func aClosedFileSaysItsLengthAndShape(clip: Clip) throws {
        var recording = try recording(clip, .aac)
        recording.close()
        try with(recording.bytes) { path in
            let duration = try probe(path, ["-show_entries", "format=duration"]).compactMap { Double($0) }
            #expect(abs((duration.first ?? 0) - 4) < 0.1)
            let streams = try probe(path, ["-show_entries", "stream=codec_name,width,height,codec_tag_string"])
            #expect(streams.first == (clip.isHEVC ? "hevc,hvc1,320,240" : "h264,avc1,320,240"))
            #expect(streams.last == "aac,mp4a")
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: [Clip.reordered, .reorderedHEVC])
    func row101ReorderedPicturesKeepBothTimes(clip: Clip) throws {
        let theirs = try clip.bytes
        let recording = try recording(clip, .aac)
        func times(_ bytes: [UInt8]) throws -> [[Double]] {
            let entries = ["-select_streams", "v", "-show_entries", "packet=pts_time,dts_time"]
            return try with(bytes) { try probe($0, entries) }.map { $0.split(separator: ",").compactMap { Double($0) } }
        }
        // Our files begin with decoding time 0, where an edit list of theirs begins with presentation time 0.
        let (ours, expected) = (try times(recording.bytes), try times(theirs))
        let shift = ours[0][0] - expected[0][0]
        #expect(ours.count == 100 && ours.contains { $0[0] > $0[1] + 0.05 })
        for which in 0...1 {
            let differences = zip(ours, expected).map { $0[which] - $1[which] - shift }
            #expect(differences.allSatisfy { abs($0) < 0.001 })
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason))
    func aPlayerFindsTheThirdSecond() throws {
        var recording = try recording(.plain, .aac)
        recording.close()
        let seek = ["-select_streams", "v", "-read_intervals", "2.5%+#1", "-show_entries", "packet=dts,flags"]
        try with(recording.bytes) { path in
            #expect(try probe(path, seek) == ["180000,K_"])
            // With the index at the end FFmpeg goes a fragment further back; in its own files, too.
            let theirs = path + ".theirs.mp4"
            let flags = "+frag_keyframe+empty_moov+default_base_moof"
            try #require(Tool.ffmpeg).run(["-v", "error", "-i", path, "-c", "copy", "-movflags", flags, theirs])
            let indexed = ["-use_mfra_for", "dts"] + seek
            #expect(try probe(path, indexed) == probe(theirs, indexed))
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: Sound.allCases)
    func aTornFileIsMendedAndPlays(sound: Sound) throws {
        var recording = try recording(.plain, sound)
        let third = recording.entries[2]
        let cuts = [third.offset + 3, third.offset + Int64(third.length) / 2, third.offset + Int64(third.length) - 1]
        let samples = (0...1).map { track in
            recording.fragments[..<2].joined().filter { $0.track == track }.reduce(0) { $0 + $1.samples.count }
        }
        for cut in cuts {
            let torn = Array(recording.bytes[..<Int(cut)])
            let report = tailReport(torn)
            #expect(report.goodLength == third.offset)
            #expect([report.videoSamples, report.audioSamples] == samples)
            try expectPlays(Array(torn[..<Int(report.goodLength)]), samples: samples)
        }
        recording.bytes.removeSubrange(Int(third.offset)...)
        let report = tailReport(recording.bytes)
        recording.bytes += RandomAccessIndex.encode(report.entries)
        recording.patch(duration: report.duration)
        #expect(tailReport(recording.bytes).isClosed)
        try expectPlays(recording.bytes, samples: samples)
    }

    @Test(
        .enabled(if: Tool.gstreamer != nil && Tool.hasFFmpeg, gstreamerReason),
        arguments: clips,
        Sound.allCases
    )
    func gStreamerFindsAllSamples(clip: Clip, sound: Sound) throws {
        var recording = try recording(clip, sound)
        let samples = counts(recording)
        for _ in 0..<2 {
            let output = try with(recording.bytes) { path in
                try #require(Tool.gstreamer).run([
                    "-v", "filesrc", "location=\(path)", "!", "qtdemux", "name=demuxer", "demuxer.video_0", "!",
                    // Without queues and waiting, one thread does it all and prints every line.
                    "fakesink", "name=video", "silent=false", "async=false", "demuxer.audio_0", "!",
                    "fakesink", "name=audio", "silent=false", "async=false",
                ])
            }
            #expect(!output.error.contains("ERROR") && !output.error.contains("CRITICAL"))
            let lines = output.standard.split(separator: "\n")
            for (track, name) in ["video", "audio"].enumerated() {
                let found = lines.filter { $0.contains("GstFakeSink:\(name)") && $0.contains("chain") }
                #expect(found.count == samples[track], "\(name)")
            }
            recording.close()
        }
    }
}
