import Media
import TestKit

@testable import MP4

/// A film over recordings in memory.
struct FilmUnderTest {
    var recordings: [Recording]
    let film: VirtualFilm
    /// Which fragments of each are in it.
    let fragmentsOfEach: [Range<Int>]
    let closing: VirtualFilm.Closing?

    init(
        recordings: [Recording],
        continues: [Bool],
        firstFragment: Int = 0,
        opening: VirtualFilm.Opening = VirtualFilm.Opening(zero: 0, shown: 0, delay: 0),
        closing: VirtualFilm.Closing? = nil
    ) throws {
        self.recordings = recordings
        self.closing = closing
        fragmentsOfEach = recordings.enumerated().map { index, recording in
            (index == 0 ? firstFragment : 0)..<recording.entries.count
        }
        let sources = zip(recordings, zip(fragmentsOfEach, continues)).map { recording, rest in
            VirtualFilm.Source(
                span: FragmentSpan(recording.entries[rest.0]),
                formats: recording.tracks,
                continues: rest.1
            )
        }
        film = try VirtualFilm(sources, opening: opening, closing: closing)
    }

    /// How many fragments the film has.
    var fragments: Int { fragmentsOfEach.prefix(film.moments.count).reduce(0) { $0 + $1.count } }

    /// The bytes of a range, as an engine reads them.
    func read(_ range: Range<Int64>) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while range.lowerBound + Int64(bytes.count) < range.upperBound {
            let position = range.lowerBound + Int64(bytes.count)
            let part = film.parts[film.part(at: position)]
            let within = Int(position - part.start)
            let count = Int(min(range.upperBound - position, part.length - Int64(within)))
            switch part.content {
            case .literal(let literal): bytes += literal[within..<within + count]
            case .media(let source, let place):
                let start = Int(place.lowerBound) + within
                bytes += recordings[source].bytes[start..<start + count]
            case .fragments(let source, let fragments, let sequence):
                bytes += try fragment(of: source, fragments, sequence, at: within, count: count)
            }
        }
        return bytes
    }

    private func fragment(
        of source: Int,
        _ fragments: Range<Int>,
        _ sequence: UInt32,
        at offset: Int,
        count: Int
    ) throws -> [UInt8] {
        let recording = recordings[source]
        var rest = offset
        for number in fragments {
            let entry = recording.entries[number]
            guard rest >= Int(entry.length) else {
                let start = Int(entry.offset)
                let head = try PatchedFragment.headLength(ofPrefix: recording.bytes.span.extracting(start..<start + 8))
                let patched = try PatchedFragment(
                    head: recording.bytes.span.extracting(start..<start + head),
                    length: Int(entry.length),
                    patch: film.patches[source],
                    sequence: sequence + UInt32(number - fragments.lowerBound)
                )
                switch patched.piece(at: rest, count: count) {
                case .literal(let bytes): return bytes
                case .stored(let offset, let length):
                    return Array(recording.bytes[(start + offset)..<(start + offset + length)])
                }
            }
            rest -= Int(entry.length)
        }
        return []
    }

    /// What the film has of one kind.
    func expected(_ kind: MediaKind) -> [(payload: [UInt8], isKey: Bool, duration: UInt32)] {
        var samples: [(payload: [UInt8], isKey: Bool, duration: UInt32)] = []
        for (index, recording) in recordings.prefix(film.moments.count).enumerated() {
            for number in fragmentsOfEach[index] {
                let isLast = index == recordings.count - 1 && number == recording.entries.count - 1
                var offset = recording.payloadOffset(of: number)
                for run in recording.fragments[number] {
                    var kept = run.samples.count
                    if isLast, let closing {
                        kept = closing.cut.runs.first { $0.track == run.track }?.samples.count ?? 0
                    }
                    for (place, sample) in run.samples.enumerated() {
                        let end = offset + Int(sample.size)
                        if place < kept, recording.tracks[run.track].kind == kind {
                            let isKey = sample.isKey || recording.tracks[run.track].isAlwaysKey
                            samples.append((Array(recording.bytes[offset..<end]), isKey, sample.duration))
                        }
                        offset = end
                    }
                }
            }
        }
        return samples
    }

    /// Fragments of a second, each of five samples of every track.
    static func regular(tracks: [TrackFormat], fragments: Int) -> Recording {
        var recording = Recording(tracks: tracks, identity: Recording.identity)
        for number in 0..<fragments {
            recording.append(
                tracks.indices.map { track in
                    (
                        track,
                        (0..<5).map { index in
                            let isKey = index == 0 || tracks[track].isAlwaysKey
                            let payload = [UInt8](repeating: UInt8(number * 16 + index), count: 10 + index)
                            let sample = FragmentSample(
                                size: UInt32(payload.count),
                                duration: tracks[track].timescale / 5,
                                flags: isKey ? .key : []
                            )
                            return (sample, payload)
                        }
                    )
                },
                wall: WallTime(nanoseconds: Int64(number) * 1_000_000_000)
            )
        }
        recording.close()
        return recording
    }

    static func random(using generator: inout SeededGenerator) throws -> FilmUnderTest {
        let kinds: [[TrackFormat]] = try [
            [TestFormats.h264, TestFormats.aac], [TestFormats.h264], [TestFormats.wideH264, TestFormats.aac],
        ]
        var recordings: [Recording] = []
        var continues: [Bool] = []
        for index in 0..<generator.integer(1...5) {
            let goesOn = index > 0 && generator.integer(0...1) == 0
            let tracks = goesOn ? recordings[index - 1].tracks : kinds[generator.integer(0...2)]
            var recording = Recording.random(tracks: tracks, fragments: generator.integer(1...6), using: &generator)
            let wall = Int64(index) * Int64(generator.integer(0...20)) * 1_000_000_000
            for number in recording.entries.indices { recording.entries[number].wall += wall }
            recording.close()
            recordings.append(recording)
            continues.append(goesOn)
        }
        let firstFragment = generator.integer(0...recordings[0].entries.count - 1)
        var closing: VirtualFilm.Closing?
        if generator.integer(0...2) > 0, let last = recordings.last, let entry = last.entries.last {
            let tracks = try fileScan(last.bytes).header.tracks
            let head = last.bytes.span.extracting(Int(entry.offset)..<Int(entry.offset) + Int(entry.length))
            let fragment = try MovieFragment.parse(head: head, at: entry.offset, tracks: tracks)
            let end = entry.startTick + Int64(generator.integer(0...Int(entry.duration)))
            closing = CutFragment(fragment, of: tracks, before: end).map { VirtualFilm.Closing(cut: $0, stored: entry) }
        }
        let zero = recordings[0].entries[firstFragment].startTick
        return try FilmUnderTest(
            recordings: recordings,
            continues: continues,
            firstFragment: firstFragment,
            opening: VirtualFilm.Opening(
                zero: min(zero, recordings[0].earliest(from: firstFragment)),
                shown: zero,
                delay: 0
            ),
            closing: closing
        )
    }
}

extension Recording {
    /// Where the first payload of a fragment lies.
    fileprivate func payloadOffset(of number: Int) -> Int {
        Int(entries[number].offset) + FragmentHeader.encode(sequence: UInt32(number + 1), runs: fragments[number]).count
    }

    /// Bytes of all fragments.
    var mediaLength: Int { entries.reduce(0) { $0 + Int($1.length) } }

    /// The earliest decoding time of any track in the fragments from one on, in ticks of track 0.
    fileprivate func earliest(from number: Int) -> Int64 {
        fragments[number...].joined().map { run in
            MediaTicks(run.baseDecodeTime).rescaled(from: tracks[run.track].timescale, to: tracks[0].timescale).count
        }.min() ?? 0
    }
}
