import Foundation
import Media
import TestKit

@testable import MP4

/// Films of four seconds that FFmpeg makes, each once per run of the tests.
enum Clip: String, CaseIterable, Sendable {
    case plain, faststart, reordered, fragmented, fragmentedByFrame, quickTime, hevc, reorderedHEVC

    private static let cache = ClipCache()

    var bytes: [UInt8] { get throws { try Self.cache.bytes(of: self) } }

    fileprivate var name: String { self == .quickTime ? "clip.mov" : "clip.mp4" }

    var isHEVC: Bool { self == .hevc || self == .reorderedHEVC }

    fileprivate var arguments: [String] {
        let audio = self == .quickTime ? ["-c:a", "pcm_mulaw", "-ar", "8000"] : ["-c:a", "aac", "-ar", "44100"]
        // Open groups of pictures: all random access points of H.265 but the first are CRA pictures.
        let hevc = ["libx265", "-tag:v", "hvc1", "-x265-params", "log-level=none:open-gop=1"]
        let encoder = ["-c:v"] + (isHEVC ? hevc : ["libx264"])
        let video = encoder + ["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25"]
        let isReordered = [.reordered, .fragmented, .reorderedHEVC].contains(self)
        let reordering = isReordered ? ["-bf", "2"] : ["-bf", "0"]
        let flags: [String] =
            switch self {
            case .plain, .reordered, .quickTime, .hevc, .reorderedHEVC: []
            case .faststart: ["-movflags", "+faststart"]
            case .fragmented: ["-movflags", "+frag_keyframe+empty_moov"]
            case .fragmentedByFrame: ["-movflags", "+frag_every_frame+empty_moov+default_base_moof"]
            }
        return ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=4", "-f", "lavfi"]
            + ["-i", "sine=frequency=440:sample_rate=44100:duration=4", "-threads", "1"] + video + reordering + audio
            + flags
    }
}

private final class ClipCache: Sendable {
    private let made: [Clip: Result<[UInt8], any Error>]

    init() {
        var made: [Clip: Result<[UInt8], any Error>] = [:]
        for clip in Clip.allCases {
            made[clip] = Result {
                try TemporaryFolder.with { folder in
                    let file = folder.appendingPathComponent(clip.name)
                    try Tool.ffmpeg?.run(clip.arguments + [file.path])
                    return [UInt8](try Data(contentsOf: file))
                }
            }
        }
        self.made = made
    }

    func bytes(of clip: Clip) throws -> [UInt8] { try made[clip]?.get() ?? [] }
}

extension Recording {
    /// What a recorder makes of a film: fragments of a second or up to the next key frame, picture before sound.
    ///
    /// - Parameter audio: what replaces the film's own sound, in blocks of 20 ms.
    init(of movie: MP4Movie, in file: [UInt8], audio: (format: TrackFormat, bytes: [UInt8])? = nil) throws {
        var formats = movie.header.tracks.compactMap(\.format)
        if let audio { formats = [formats[0], audio.format] }
        self.init(tracks: formats, identity: Self.identity)

        var samples: [[(time: Double, sample: FragmentSample, payload: [UInt8])]] = [[], []]
        for location in movie.samples where location.track == 0 || audio == nil {
            let track = movie.header.tracks[location.track]
            let scale = { (ticks: Int64) in
                MediaTicks(ticks).rescaled(from: track.timescale, to: formats[location.track].timescale).count
            }
            samples[location.track].append(
                (
                    Double(location.decodeTime) / Double(track.timescale),
                    FragmentSample(
                        size: location.size,
                        duration: UInt32(scale(Int64(location.duration))),
                        presentationOffset: Int32(scale(Int64(location.presentationOffset))),
                        flags: location.isKey ? .key : []
                    ),
                    Array(file[Int(location.offset)..<Int(location.offset) + Int(location.size)])
                )
            )
        }
        if let audio {
            for start in stride(from: 0, to: audio.bytes.count, by: 160) {
                let block = Array(audio.bytes[start..<min(start + 160, audio.bytes.count)])
                let sample = FragmentSample(size: UInt32(block.count), duration: UInt32(block.count), flags: .key)
                samples[1].append((Double(start) / 8000, sample, block))
            }
        }
        appendFragments(of: samples)
    }

    private mutating func appendFragments(
        of samples: [[(time: Double, sample: FragmentSample, payload: [UInt8])]]
    ) {
        let starts = samples[0].indices.filter { samples[0][$0].sample.isKey }
        var nextSound = 0
        for (number, start) in starts.enumerated() {
            let end = number + 1 < starts.count ? starts[number + 1] : samples[0].count
            let endTime = end < samples[0].count ? samples[0][end].time : .infinity
            let soundStart = nextSound
            while nextSound < samples[1].count, samples[1][nextSound].time < endTime { nextSound += 1 }
            append(
                [
                    (0, samples[0][start..<end].map { ($0.sample, $0.payload) }),
                    (1, samples[1][soundStart..<nextSound].map { ($0.sample, $0.payload) }),
                ],
                wall: WallTime(nanoseconds: 1_793_000_000_000_000_000 + Int64(number) * 1_000_000_000)
            )
        }
    }
}
