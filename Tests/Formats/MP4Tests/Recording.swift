import Media
import TestKit

@testable import MP4

/// A whole recording in memory, made with the writers under test.
struct Recording {
    var bytes: [UInt8]
    let initialisation: InitialisationSegment
    let tracks: [TrackFormat]
    var fragments: [[TrackRun]] = []
    var entries: [FragmentIndexEntry] = []
    /// Where each track's next sample goes.
    private var endTicks: [Int64]

    init(tracks: [TrackFormat], identity: SegmentIdentity? = nil) {
        self.tracks = tracks
        initialisation = InitialisationSegment(tracks: tracks, identity: identity)
        bytes = initialisation.bytes
        endTicks = Array(repeating: 0, count: tracks.count)
    }

    static let identity = SegmentIdentity(
        camera: "front-door",
        stream: "main",
        node: "nächtlich",
        recording: 1_793_000_000_123_456_789,
        epoch: 7,
        startTicks: [123_456_789_012, -5]
    )

    /// One fragment: of each track its samples with their payloads, from the tracks' ends on.
    mutating func append(_ samples: [(track: Int, [(FragmentSample, [UInt8])])], wall: WallTime) {
        var runs: [TrackRun] = []
        var payload: [[UInt8]] = []
        for (track, list) in samples where !list.isEmpty {
            runs.append(TrackRun(track: track, baseDecodeTime: endTicks[track], samples: list.map(\.0)))
            payload += list.map(\.1)
            endTicks[track] += list.reduce(0) { $0 + Int64($1.0.duration) }
        }
        let header = FragmentHeader.encode(sequence: UInt32(fragments.count + 1), runs: runs)
        var checksum = CRC32C(of: header.span)
        for piece in payload { checksum.update(piece.span) }
        let contentLength = payload.reduce(header.count) { $0 + $1.count }
        let trailer = FragmentTrailer(contentLength: contentLength, contentChecksum: checksum, wall: wall)
        entries.append(
            FragmentIndexEntry(
                offset: Int64(bytes.count),
                length: Int32(contentLength + FragmentTrailer.length),
                runs: runs,
                tracks: tracks.map { TrackTiming($0) },
                wall: wall.nanoseconds
            )
        )
        fragments.append(runs)
        bytes += header + payload.joined() + trailer.bytes
    }

    /// Leaves a hole in a track's time line.
    mutating func skip(track: Int, ticks: Int64) { endTicks[track] += ticks }

    mutating func close() {
        bytes += RandomAccessIndex.encode(entries)
        patch(duration: duration)
    }

    /// Until the last sample of the longest track has been shown, in ticks of the first.
    var duration: Int64 {
        fragments.joined().map { run in
            MediaTicks(run.presentationEnd)
                .rescaled(from: tracks[run.track].timescale, to: tracks[0].timescale).count
        }.max() ?? 0
    }

    mutating func patch(duration: Int64) {
        for patch in initialisation.closingFields.patches(duration: duration) {
            bytes.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
        }
    }

    /// Fragments of random samples of video and, where there is a second track, sound.
    static func random(
        tracks: [TrackFormat],
        fragments: Int,
        payloadLimit: Int = 40,
        using generator: inout SeededGenerator
    ) -> Recording {
        var recording = Recording(tracks: tracks, identity: identity)
        for number in 0..<fragments {
            var samples: [(track: Int, [(FragmentSample, [UInt8])])] = []
            for track in tracks.indices {
                let minimum = track == 0 && number % 4 != 3 ? 1 : 0
                var list: [(FragmentSample, [UInt8])] = []
                for index in 0..<generator.integer(minimum...5) {
                    let payload = generator.bytes(generator.integer(0...payloadLimit))
                    let sample = FragmentSample(
                        size: UInt32(payload.count),
                        duration: UInt32(generator.integer(1...3) * 1000),
                        presentationOffset: Int32(generator.integer(-1...1) * 3000),
                        flags: tracks[track].kind == .audio || index == 0 && number % 2 == 0
                            ? .key : generator.integer(0...1) == 0 ? [] : .disposable
                    )
                    list.append((sample, payload))
                }
                samples.append((track, list))
            }
            if samples.allSatisfy({ $0.1.isEmpty }) {
                samples[0].1 = [(FragmentSample(size: 1, duration: 3000, flags: []), [9])]
            }
            if generator.integer(0...3) == 0 { recording.skip(track: 0, ticks: 90_000) }
            recording.append(samples, wall: WallTime(nanoseconds: 1_793_000_000_000_000_000 + Int64(number)))
        }
        return recording
    }
}

extension TailScan {
    /// The report on these bytes, and how many of them were asked for.
    mutating func run(on bytes: [UInt8]) -> (TailReport, Int) {
        var read = 0
        while true {
            switch step {
            case .finished(let report): return (report, read)
            case .read(let offset, let count):
                precondition(count > 0 && count <= 1 << 20 && Int(offset) + count <= bytes.count)
                read += count
                feed(bytes.span.extracting(Int(offset)..<Int(offset) + count))
            }
        }
    }
}

func tailReport(
    _ bytes: [UInt8],
    start: Int64 = 0,
    verification: TailScan.Verification = .checksums
) -> TailReport {
    var scan = TailScan(fileLength: Int64(bytes.count), start: start, verification: verification)
    return scan.run(on: bytes).0
}

func fileScan(_ bytes: [UInt8], limits: ScanLimits = ScanLimits()) throws(MP4Error) -> MP4Movie {
    var scan = MP4FileScan(fileLength: Int64(bytes.count), limits: limits)
    while true {
        switch scan.step {
        case .movie(let movie): return movie
        case .failed(let error): throw error
        case .read(let offset, let count):
            precondition(count > 0 && count <= 1 << 20 && Int(offset) + count <= bytes.count)
            scan.feed(bytes.span.extracting(Int(offset)..<Int(offset) + count))
        }
    }
}
