import Foundation
import MP4
import Media
import NIOCore
import RTP
import SDP
import TestKit
import Testing

@testable import Simulation

struct ClipTests {
    @Test(arguments: [("main", 1280, 720), ("sub", 640, 360)])
    func demoClipsAreWhole(name: String, width: Int, height: Int) throws {
        let clip = try Demo.clip(name)
        #expect(clip.unitCounts == [200, 375])
        #expect(clip.duration == .seconds(8))
        #expect(clip.format.tracks[0].pictureSize == PictureSize(width: width, height: height))
        #expect(clip.format.tracks[1].timescale == 48_000)
        #expect(clip.units.filter(\.isStart).map(\.number) == [0, 50, 100, 150])
        #expect(clip.units.map(\.time) == clip.units.map(\.time).sorted())
    }

    @Test func smallClipsAreWhole() throws {
        let modern = try Demo.clip("h265")
        #expect(modern.unitCounts == [50, 100] && modern.duration == .seconds(2))
        let names = [modern.format.tracks.map(\.codec.name), try Demo.clip("mjpeg").format.tracks.map(\.codec.name)]
        #expect(names == [["H.265", "Opus"], ["MJPEG"]])
        #expect(modern.units.filter(\.isStart).map(\.number) == [0, 25])
        let pictures = try Demo.clip("mjpeg")
        #expect(pictures.unitCounts == [50] && pictures.duration == .seconds(2))
        #expect(pictures.units.allSatisfy { $0.isStart })
        for clip in [modern, pictures] {
            #expect(clip.format.tracks[0].pictureSize == PictureSize(width: 320, height: 180))
        }
        #expect(modern.files.readableBytes == 0)
        // The pictures are kept as the files that they are.
        let file = try FileUnits([UInt8](Demo.file("mjpeg")))
        let kept = pictures.units.map { pictures.files.getBytes(at: $0.file.lowerBound, length: $0.file.count) }
        #expect(kept == file.video)
    }

    @Test func passesBeginExactly() throws {
        let clip = try Demo.clip()
        let number: Int64 = 1_000_000
        #expect(clip.start(ofLoop: number) == number * 8_000_000_000)
        #expect(clip.start(ofLoop: number, at: 48_000) == number * 384_000)
        #expect(clip.loop(at: 8_000_000_000 * number) == number)
        #expect(clip.loop(at: 8_000_000_000 * number - 1) == number - 1)
    }

    @Test func saysWhatItSends() throws {
        let description = try Demo.clip().sessionDescription
        try #require(description.media.count == 2)
        let video = description.media[0]
        #expect(video.kind == "video" && video.payloadTypes == [96])
        #expect(video.rtpMap(for: 96)?.encoding == "H264")
        let depacketizer = try Depacketizer.make(
            encoding: "H264",
            clockRate: 90_000,
            channels: nil,
            parameters: video.formatParameters(for: 96)
        )
        #expect(depacketizer.format == (try Demo.clip().format.tracks[0]))
        #expect(description.media[1].rtpMap(for: 97)?.clockRate == 48_000)
        #expect(description.media[1].formatParameters(for: 97)["mode"] == "AAC-hbr")
    }

    // MARK: What cannot be played

    @Test func missingFileIsNamed() {
        let error = #expect(throws: ClipError.self) { try Clip.load("nowhere/no.mp4") }
        #expect(error?.description == "The clip nowhere/no.mp4 cannot be read: there is no such file.")
    }

    @Test func whatDoesNotFitIntoMemoryIsRefused() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "large-\(UUID().uuidString).mp4")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: UInt64(Clip.maximumFileSize + 1))
        try handle.close()
        #expect(throws: ClipError(path: file.path, reason: .tooLarge(bytes: Clip.maximumFileSize + 1))) {
            try Clip.load(file.path)
        }
    }

    @Test func whatIsNoFilmIsRefused() {
        #expect(throws: ClipError.Failure(.notMP4(.noMovie))) { try Clip.read([UInt8](repeating: 7, count: 5).span) }
    }

    @Test(
        arguments: [
            ("avc1", "vp09", ClipError.Reason.unknownVideo("vp09")), ("mp4a", "Opus", .unknownAudio("Opus")),
            ("vide", "meta", .noVideo),
        ]
    )
    func unknownCodecsAreNamed(entry: String, other: String, reason: ClipError.Reason) throws {
        let file = try demoFile().replacing(Array(entry.utf8), with: Array(other.utf8))
        #expect(throws: ClipError.Failure(reason)) { try Clip.read(Array(file).span) }
        #expect(ClipError(path: "x.mp4", reason: reason).description.hasPrefix("The "))
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedFilesDoNoHarm(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var file = try demoFile("sub")
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            file[Int.random(in: 0..<6000, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        guard let clip = try? Clip.read(file.span) else { return }
        let track = ClipPlayback.Track(channel: 0, controlChannel: 1, ssrc: 1, timestampBase: 0, sequence: 0)
        let clock = CameraClock(origin: .init(nanoseconds: 0), wall: .init(nanoseconds: 0), speed: 1)
        let tracks = clip.tracks.map { _ in ClipPlayback.Track?.some(track) }
        var playback = ClipPlayback(
            clip: clip,
            tracks: tracks,
            clock: clock,
            from: .random(in: 0..<1 << 40, using: &random)
        )
        var buffer = ByteBuffer()
        for _ in 0..<clip.units.count + 10 {
            buffer.clear()
            let sent = playback.writeNext(into: &buffer)
            #expect(sent != nil)
        }
    }

    private func demoFile(_ name: String = "main") throws -> [UInt8] { [UInt8](try Demo.file(name)) }
}

extension Demo {
    static func file(_ name: String) throws -> Data {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Sources")
        return try Data(contentsOf: sources.appending(path: "Engines/Simulation/Clips/\(name).mp4"))
    }
}
