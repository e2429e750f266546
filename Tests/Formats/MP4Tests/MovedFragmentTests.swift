import Media
import TestKit
import Testing

@testable import MP4

/// Fragments that are taken into another recording, one that began earlier.
struct MovedFragmentTests {
    private func tracks(of recording: Recording) throws -> [MovieTrack] {
        try fileScan(recording.initialisation.bytes).header.tracks
    }

    private func random(_ generator: inout SeededGenerator, fragments: Int) throws -> Recording {
        let formats: [TrackFormat] =
            generator.integer(0...1) == 0
            ? [try TestFormats.h264, try TestFormats.aac] : [try TestFormats.h264]
        return Recording.random(tracks: formats, fragments: fragments, using: &generator)
    }

    private func stored(_ number: Int, of recording: Recording) -> [UInt8] {
        let entry = recording.entries[number]
        return Array(recording.bytes[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)])
    }

    /// Two recordings joined: all that scans, and all samples of both, the second's later by as much as was said.
    @Test(arguments: 0..<60)
    func joinedRecordingsHaveTheSamplesOfBoth(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 9000)
        let first = try random(&generator, fragments: generator.integer(1...6))
        let second = Recording.random(tracks: first.tracks, fragments: generator.integer(1...6), using: &generator)
        let tracks = try tracks(of: second)
        let ends = first.tracks.indices.map { track in
            first.fragments.joined().filter { $0.track == track }.map { $0.baseDecodeTime + $0.duration }.max() ?? 0
        }
        let shifts = ends.map { $0 + Int64(generator.integer(0...1_000_000)) }
        var bytes = first.bytes
        var runs = first.fragments
        for number in second.entries.indices {
            let fragment = stored(number, of: second)
            let moved = try MovedFragment(
                fragment.span,
                of: tracks,
                sequence: UInt32(first.entries.count + number + 1),
                shiftedBy: shifts
            )
            let there = moved.header + fragment[moved.payload] + moved.trailer
            #expect(there.count == moved.length && moved.wall.nanoseconds == second.entries[number].wall)
            bytes += there
            runs.append(moved.runs)
        }
        let report = tailReport(bytes)
        #expect(report.damage == nil && report.goodLength == Int64(bytes.count))
        #expect(report.entries.count == first.entries.count + second.entries.count)

        let movie = try fileScan(bytes)
        let others = try fileScan(second.bytes)
        let own = try fileScan(first.bytes)
        for track in first.tracks.indices {
            let found = movie.samples.filter { $0.track == track }
            let before = own.samples.filter { $0.track == track }
            let after = others.samples.filter { $0.track == track }
            #expect(found.map(\.decodeTime) == before.map(\.decodeTime) + after.map { $0.decodeTime + shifts[track] })
            #expect(found.map(\.isKey) == (before + after).map(\.isKey))
            #expect(found.map(\.duration) == (before + after).map(\.duration))
            #expect(found.map(\.presentationOffset) == (before + after).map(\.presentationOffset))
            func payloads(_ samples: some Sequence<SampleLocation>, _ file: [UInt8]) -> [[UInt8]] {
                samples.map { Array(file[Int($0.offset)..<Int($0.offset) + Int($0.size)]) }
            }
            #expect(payloads(found, bytes) == payloads(before, first.bytes) + payloads(after, second.bytes))
        }
        let sequences = try sequences(in: bytes)
        #expect(sequences == (1...UInt32(runs.count)).map(\.self))
    }

    /// The number in each fragment's head.
    private func sequences(in bytes: [UInt8]) throws -> [UInt32] {
        var found: [UInt32] = []
        var boxes = BoxSequence(bytes.span, in: .moov)
        while let box = try boxes.next() {
            guard box.type == .moof else { continue }
            // mfhd is the first in it: head, version and flags are 12 bytes.
            let place = boxes.bodyOffset + 12
            found.append(bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        return found
    }

    /// Moved there and back it is what it was, but for its number.
    @Test(arguments: 0..<40)
    func whatComesBackIsWhatItWas(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) &+ 9500)
        let recording = try random(&generator, fragments: 3)
        let tracks = try tracks(of: recording)
        let shift = Int64(generator.integer(0...1 << 40))
        for number in recording.entries.indices {
            let fragment = stored(number, of: recording)
            let shifts = tracks.map { _ in shift }
            let moved = try MovedFragment(fragment.span, of: tracks, sequence: 77, shiftedBy: shifts)
            let there = moved.header + fragment[moved.payload] + moved.trailer
            let back = try MovedFragment(
                there.span,
                of: tracks,
                sequence: UInt32(number + 1),
                shiftedBy: shifts.map { -$0 }
            )
            #expect(back.header + there[back.payload] + back.trailer == fragment)
            #expect(back.runs == recording.fragments[number])
        }
    }

    /// Whatever bit is another, it is noticed: nothing that is damaged is taken into another recording.
    @Test func whatIsNotWhatWasWrittenIsRefused() throws {
        var generator = SeededGenerator(seed: 9900)
        let recording = try random(&generator, fragments: 1)
        let tracks = try tracks(of: recording)
        let fragment = stored(0, of: recording)
        let shifts = tracks.map { _ in Int64(0) }
        for place in fragment.indices {
            var damaged = fragment
            damaged[place] ^= 1 << UInt8(place % 8)
            #expect(throws: MP4Error.self) {
                try MovedFragment(damaged.span, of: tracks, sequence: 1, shiftedBy: shifts)
            }
        }
        for length in 0..<fragment.count {
            #expect(throws: MP4Error.self) {
                try MovedFragment(fragment.span.extracting(0..<length), of: tracks, sequence: 1, shiftedBy: shifts)
            }
        }
        for shift in [-1 << 50, Int64.min, .max] {
            #expect(throws: MP4Error.self) {
                try MovedFragment(fragment.span, of: tracks, sequence: 1, shiftedBy: tracks.map { _ in shift })
            }
        }
        let more = fragment + [0]
        #expect(throws: MP4Error.self) {
            try MovedFragment(more.span, of: tracks, sequence: 1, shiftedBy: shifts)
        }
    }
}
