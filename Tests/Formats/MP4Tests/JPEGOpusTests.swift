import Foundation
import Media
import TestKit
import Testing

@testable import MP4

/// Recordings of Motion JPEG with Opus: written, read back, and played by other programs.
struct JPEGOpusTests {
    private static let ffmpegReason: Comment = "ffmpeg and ffprobe are not installed: nothing can play the files"
    private static let gstreamerReason: Comment =
        "gst-launch-1.0 or ffmpeg is not installed: nothing can play the files"

    /// A film of two seconds at 25 pictures a second, as FFmpeg makes it.
    private func film(size: String = "320x240", name: String = "clip.mp4", sound: Bool = true) throws -> [UInt8] {
        let picture = ["-f", "lavfi", "-i", "testsrc2=size=\(size):rate=25:duration=2"]
        let tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2", "-c:a", "libopus"]
        return try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent(name)
            try #require(Tool.ffmpeg).run(
                ["-v", "error"] + picture + (sound ? tone : []) + ["-c:v", "mjpeg", "-pix_fmt", "yuvj420p", file.path]
            )
            return [UInt8](try Data(contentsOf: file))
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

    @Test(arguments: [0, 312, 65_535] as [UInt16], 1...2)
    func formatsComeBack(preSkip: UInt16, channels: Int) throws {
        let tracks: [TrackFormat] = [
            .jpeg(JPEGFormat(size: PictureSize(width: 65_535, height: 1))),
            .opus(OpusFormat(channels: channels, preSkip: preSkip)),
        ]
        let movie = try fileScan(InitialisationSegment(tracks: tracks).bytes)
        #expect(movie.header.tracks.map(\.format) == tracks)
        #expect(movie.header.tracks.map(\.sampleEntry) == [.mp4v, .opus])
        #expect(movie.header.tracks.map(\.timescale) == [90_000, 48_000])
        // Every picture is a key frame: the defaults of both tracks say so, too.
        #expect(movie.header.tracks.map { FragmentSample.Flags(sampleFlags: $0.defaults.flags) } == [.key, .key])
    }

    @Test func whatIsNeitherIsNotTakenForIt() throws {
        let tracks = [TestFormats.jpeg, TestFormats.opus]
        let bytes = InitialisationSegment(tracks: tracks).bytes
        func formats(changing name: String, at offset: Int, to value: UInt8) throws -> [TrackFormat?] {
            var bytes = bytes
            let start = try #require((0..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == Array(name.utf8) })
            bytes[start + 4 + offset] = value
            return try fileScan(bytes).header.tracks.map(\.format)
        }
        #expect(try formats(changing: "esds", at: 11, to: 0x6C) == tracks)
        #expect(try formats(changing: "esds", at: 11, to: 0x20)[0] == nil, "MPEG-4 part 2")
        #expect(try formats(changing: "dOps", at: 1, to: 3)[1] == nil)
        #expect(try formats(changing: "dOps", at: 0, to: 1)[1] == nil, "another version")
        #expect(try formats(changing: "dOps", at: 10, to: 1)[1] == nil, "another mapping of channels")
        let narrow = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 128, height: 480)))
        #expect(try formats(changing: "mp4v", at: 24, to: 0) == [narrow, tracks[1]])
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: ["clip.mp4", "clip.mov"])
    func filesOfOtherProgramsAreRead(name: String) throws {
        let bytes = try film(name: name, sound: name == "clip.mp4")
        let movie = try fileScan(bytes)
        #expect(movie.header.tracks[0].format == .jpeg(JPEGFormat(size: PictureSize(width: 320, height: 240))))
        if name == "clip.mp4" {
            // As libopus says it: 6.5 ms.
            #expect(movie.header.tracks[1].format == .opus(OpusFormat(channels: 1, preSkip: 312)))
        }
        let pictures = movie.samples.filter { $0.track == 0 }
        #expect(pictures.count == 50 && pictures.allSatisfy(\.isKey))
        for picture in pictures {
            let file = bytes.span.extracting(Int(picture.offset)..<Int(picture.offset) + Int(picture.size))
            let outline = try JPEGOutline(parsing: file)
            #expect(outline.isEnded && outline.length == file.count)
        }
    }

    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason))
    func ffmpegPlaysWhatWeWrite() throws {
        let theirs = try film()
        var recording = try Recording(of: try fileScan(theirs), in: theirs)
        for _ in 0..<2 {
            try with(recording.bytes) { path in
                let streams = try probe(path, ["-show_entries", "stream=codec_name,codec_tag_string,width,height"])
                #expect(streams == ["mjpeg,mp4v,320,240", "opus,Opus"])
                let packets = try probe(path, ["-count_packets", "-show_entries", "stream=nb_read_packets"])
                #expect(packets.first == "50" && packets.count == 2)
                let flags = try probe(path, ["-select_streams", "v", "-show_entries", "packet=flags"])
                #expect(flags.count == 50 && flags.allSatisfy { $0.hasPrefix("K") })
                let frames = try probe(
                    path,
                    ["-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames"]
                )
                #expect(frames == ["50"])
                let decoded = try #require(Tool.ffmpeg).run(["-v", "warning", "-i", path, "-f", "null", "-"])
                #expect(decoded.error == "")
            }
            // The sound is as theirs, sample by sample.
            #expect(try sound(recording.bytes) == sound(theirs))
            recording.close()
        }
    }

    /// A checksum of each packet of sound.
    private func sound(_ bytes: [UInt8]) throws -> [String] {
        try with(bytes) { path in
            let output = try #require(Tool.ffmpeg).run(
                ["-v", "error", "-i", path, "-map", "0:a", "-c", "copy", "-f", "framemd5", "-"]
            )
            let lines = output.standard.split(separator: "\n").filter { !$0.hasPrefix("#") }
            // Behind the checksum may stand what an edit list does to the packet.
            return lines.map { String($0.split(separator: ",")[5]) }
        }
    }

    @Test(.enabled(if: Tool.gstreamer != nil && Tool.hasFFmpeg, gstreamerReason))
    func gStreamerPlaysWhatWeWrite() throws {
        let theirs = try film()
        var recording = try Recording(of: try fileScan(theirs), in: theirs)
        recording.close()
        let samples = (0...1).map { track in
            recording.fragments.joined().filter { $0.track == track }.reduce(0) { $0 + $1.samples.count }
        }
        let output = try with(recording.bytes) { path in
            try #require(Tool.gstreamer).run([
                "-v", "filesrc", "location=\(path)", "!", "qtdemux", "name=demuxer",
                "demuxer.video_0", "!", "image/jpeg", "!", "jpegdec", "!",
                "fakesink", "name=video", "silent=false", "async=false",
                "demuxer.audio_0", "!", "audio/x-opus", "!", "opusdec", "!",
                "fakesink", "name=audio", "silent=false", "async=false",
            ])
        }
        #expect(!output.error.contains("ERROR") && !output.error.contains("CRITICAL"))
        let lines = output.standard.split(separator: "\n")
        for (track, name) in ["video", "audio"].enumerated() {
            let found = lines.filter { $0.contains("GstFakeSink:\(name)") && $0.contains("chain") }
            #expect(found.count == samples[track], "\(name)")
        }
    }

    /// 704 × 480 without a word about the shape of a sample: the container says it instead, and so is it shown.
    @Test(.enabled(if: Tool.hasFFmpeg, ffmpegReason), arguments: ["libx264", "mjpeg"])
    func row107ASqueezedSubStreamIsShownInItsShape(encoder: String) throws {
        let theirs = try TemporaryFolder.with { folder in
            let file = folder.appendingPathComponent("clip.mov")
            let source = ["-f", "lavfi", "-i", "testsrc2=size=704x480:rate=25:duration=0.2", "-vf", "setsar=0"]
            try #require(Tool.ffmpeg).run(
                ["-v", "error"] + source + ["-c:v", encoder, "-preset", "ultrafast", "-pix_fmt", "yuvj420p", file.path]
            )
            return [UInt8](try Data(contentsOf: file))
        }
        let movie = try fileScan(theirs)
        let format = try #require(movie.header.tracks[0].format)
        #expect(format.codec.sampleAspectRatio == nil && format.pictureSize == PictureSize(width: 704, height: 480))
        let recording = try Recording(of: movie, in: theirs)
        #expect(try fileScan(recording.bytes).header.tracks[0].format == format, "the parameter sets are as they were")
        // tkhd ends with width and height, 16.16: 704 · 40 / 33 is 853.33.
        let header = try #require(position(of: "tkhd", in: recording.bytes)) + 4 + 84
        #expect(Array(recording.bytes[header - 8..<header - 6]) == [853 >> 8, 853 & 0xFF])
        #expect(Array(recording.bytes[header - 4..<header - 2]) == [480 >> 8, 480 & 0xFF])
        let shape = try with(recording.bytes) { path in
            try probe(path, ["-show_entries", "stream=sample_aspect_ratio,display_aspect_ratio"])
        }
        #expect(shape == ["40:33,16:9"])
    }

    /// What the stream says about the shape of its samples is not overruled, and sizes of no meaning stay as they are.
    @Test func row107TheParameterSetComesFirst() throws {
        let wide = InitialisationSegment(tracks: [try TestFormats.wideH264]).bytes
        let aspect = try #require(position(of: "pasp", in: wide))
        #expect(Array(wide[aspect + 4..<aspect + 12]) == [0, 0, 0, 16, 0, 0, 0, 11])
        #expect(position(of: "pasp", in: InitialisationSegment(tracks: [TestFormats.jpeg]).bytes) == nil)
    }

    private func position(of name: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(name.utf8)
        return (0..<bytes.count - 3).first { Array(bytes[$0..<$0 + 4]) == wanted }
    }
}
