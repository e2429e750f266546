import Catalog
import Foundation
import Media
import Synchronization
import WorkerChannel
import Workers

@testable import NVR

/// What tests of derived streams are made of.
enum DerivedSamples {
    /// 640 × 360, made by x264 and x265.
    static let h264Sets: [[UInt8]] = [
        bytes("6764001eacd940a02ff97011000003000100000300320f162d96"), bytes("68ebe3cb22c0"),
    ]
    static let h265Sets: [[UInt8]] = [
        bytes("40010c01ffff01600000030090000003000003003f959809"),
        bytes("42010101600000030090000003000003003fa00502016965959a4932bc05a02000000300200000030321"),
        bytes("4401c172b46240"),
    ]

    private static func bytes(_ text: String) -> [UInt8] { Hexadecimal.decode(text) ?? [] }

    static func h264() throws -> TrackFormat {
        .h264(try H264Format(sequenceParameterSets: [h264Sets[0]], pictureParameterSets: [h264Sets[1]]))
    }

    static func h265() throws -> TrackFormat {
        .h265(
            try H265Format(
                videoParameterSets: [h265Sets[0]],
                sequenceParameterSets: [h265Sets[1]],
                pictureParameterSets: [h265Sets[2]]
            )
        )
    }

    static let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 1920, height: 1080)))
    static let opus = TrackFormat.opus(OpusFormat(channels: 2))
    static let muLaw = TrackFormat.g711(G711Format(law: .mu))

    static func aac() throws -> TrackFormat { .aac(try AACFormat(configuration: [0x11, 0x90])) }

    static func key(
        _ picture: DerivedKey.Picture = .original,
        _ sound: DerivedKey.Sound = .original
    ) throws -> DerivedKey {
        guard let camera = CameraID("yard") else { throw CocoaError(.featureUnsupported) }
        return DerivedKey(camera: camera, stream: .main, picture: picture, sound: sound)
    }

    /// The real worker, from the folder that the tests were built in.
    static var worker: String {
        let bundle = CommandLine.arguments.first { $0.contains("PackageTests.xctest") }
        // This file is Tests/NVR/NVRTests/Live/DerivedSamples.swift.
        var root = URL(filePath: #filePath)
        for _ in 0..<5 { root.deleteLastPathComponent() }
        let folder =
            bundle.map { URL(filePath: $0).deletingLastPathComponent() } ?? root.appending(path: ".build/debug")
        return folder.appending(path: "nightjar-worker").path
    }
}

/// A session without a worker: keeps what it is given, and says what it is told to say.
final class SessionStandIn: DerivedSession {
    private struct State {
        var fed: [(track: Int, feed: DecodeFeed)] = []
        var news: [WorkerSession.Event] = []
    }

    let tracks: [SessionTrack]
    private let state = Mutex(State())

    init(_ tracks: [SessionTrack]) { self.tracks = tracks }

    var fed: [(track: Int, feed: DecodeFeed)] { state.withLock(\.fed) }

    func say(_ events: WorkerSession.Event...) { state.withLock { $0.news += events } }

    func take() -> [WorkerSession.Event] {
        state.withLock { state in
            defer { state.news = [] }
            return state.news
        }
    }

    func feed(_ feed: DecodeFeed, track: Int) { state.withLock { $0.fed.append((track, feed)) } }
}
