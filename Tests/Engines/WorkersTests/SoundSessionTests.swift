import Media
import TestKit
import Testing
import WorkerChannel

@testable import Workers

/// Sound becomes AAC, in the real program.
struct SoundSessionTests {
    /// A second of a tone of 440 Hz and then of silence, again and again, as G.711 in blocks of 20 ms.
    private static func tone(_ law: G711Format.Law, seconds: Int, from start: Int64 = 0) -> [(Int, DecodeFeed)] {
        (0..<seconds * 50).map { block in
            let bytes = (0..<160).map { sample -> UInt8 in
                let time = Double(block * 160 + sample) / 8000
                let isLoud = Int(time) % 2 == 0
                // A square wave: two values of each law.
                let isHigh = Int(time * 880) % 2 == 0
                switch (law, isLoud) {
                case (.a, true): return isHigh ? 0xB5 : 0x35
                case (.a, false): return 0xD5
                case (.mu, true): return isHigh ? 0x9F : 0x1F
                case (.mu, false): return 0xFF
                }
            }
            return (0, DecodeFeed(payload: Bytes(bytes), time: start + Int64(block) * 160, flags: .key))
        }
    }

    private func setup(_ format: TrackFormat, rate: UInt32 = 16_000, channels: UInt8 = 1) throws -> SessionTrack {
        let output = AACOutputSetup(sampleRate: rate, channels: channels, bitRate: 32_000)
        return .sound(try #require(SoundSetup(format, output: output)))
    }

    @Test(arguments: [G711Format.Law.a, .mu]) func telephoneSoundBecomesAAC(law: G711Format.Law) async throws {
        try await withPool { pool in
            var session = SessionUnderTest(pool, [try setup(.g711(G711Format(law: law)))])
            try await session.wait(opened: 1)
            // Before anything was fed.
            let format = try AACFormat(configuration: try #require(session.formats(0).first?.parameterSets.first))
            #expect(format.sampleRate == 16_000 && format.channels == 1 && format.objectType == 2)
            let start: Int64 = 8000 * 1000
            try await session.feed(Self.tone(law, seconds: 4, from: start))
            let blocks = session.outputs(0)
            // Of 4 s, but for what waits for the next block.
            #expect((60...64).contains(blocks.count))
            let times = blocks.map(\.time)
            // Each begins where the one before ended, and the first a block before what was sent: the encoder's delay.
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 1024 })
            #expect(abs((times.first ?? 0) - 16_000 * 1000) <= 2048)
            // Where it is loud there is more to say than where it is silent.
            func bytes(_ second: Int64) -> Int {
                let range = (16_000_000 + second * 16_000 + 3000)..<(16_000_000 + (second + 1) * 16_000 - 3000)
                return blocks.filter { range.contains($0.time) }.reduce(0) { $0 + $1.payload.count }
            }
            #expect(bytes(0) > 2 * bytes(1) && bytes(2) > 2 * bytes(3))
        }
    }

    @Test func opusAndAACBecomeAAC() async throws {
        for name in ["h265", "sub"] {
            let film = try Film(name)
            let sound = try #require(film.sound)
            try await withPool { pool in
                var session = SessionUnderTest(pool, [try setup(sound.format, rate: 48_000)])
                try await session.wait(opened: 1)
                try await session.feed(film.soundFeeds(track: 0))
                let seconds = Double(sound.units.count) * Double(sound.format.usualDuration) / 48_000
                #expect(abs(Double(session.outputs(0).count) * 1024 / 48_000 - seconds) < 0.1, "\(name)")
                // What comes out is taken in again.
                let format = try AACFormat(configuration: try #require(session.formats(0).first?.parameterSets.first))
                var again = SessionUnderTest(pool, [try setup(.aac(format), rate: 48_000, channels: 2)])
                try await again.wait(opened: 1)
                try await again.feed(
                    session.outputs(0).map { (0, DecodeFeed(payload: $0.payload, time: $0.time, flags: .key)) }
                )
                #expect(again.outputs(0).count > session.outputs(0).count - 5)
                #expect(!again.events.contains { if case .undecoded = $0 { true } else { false } })
            }
        }
    }

    @Test func afterAGapItGoesOnWhereItIs() async throws {
        try await withPool { pool in
            var session = SessionUnderTest(pool, [try setup(.g711(G711Format(law: .a)))])
            try await session.wait(opened: 1)
            try await session.feed(Self.tone(.a, seconds: 1))
            // Ten seconds are missing.
            try await session.feed(Self.tone(.a, seconds: 1, from: 11 * 8000))
            let times = session.outputs(0).map(\.time)
            #expect(times.contains { $0 < 16_000 } && times.contains { $0 > 11 * 16_000 })
            #expect(!times.contains { (20_000..<10 * 16_000).contains($0) })
            #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test func pictureAndSoundShareAWorker() async throws {
        let film = try Film("h265")
        let sound = try #require(film.sound)
        let h264 = H264OutputSetup(largest: PictureSize(width: 640, height: 360), bitRate: 500_000, pictureRate: 25)
        try await withPool { pool in
            let pictures = try #require(DecodeSetup(film.format, outputs: [.h264(h264)]))
            var session = SessionUnderTest(pool, [.pictures(pictures), try setup(sound.format, rate: 48_000)])
            try await session.wait(opened: 2)
            let feeds = zip(film.feeds(), film.soundFeeds(track: 1)).flatMap { [$0, $1] }
            try await session.feed(feeds)
            #expect(session.outputs(0).count == 50 && session.outputs(1).count > 40)
            let state = try #require(await pool.state())
            #expect(state.sessions.running.count == 1 && state.sessions.running.first?.confinement == .whole)
            #expect(state.sessions.running.first?.units == feeds.count && state.sessions.lost == 0)
        }
    }

    @Test func noiseDoesNoHarm() async throws {
        var random = SeededGenerator(seed: 21)
        for format in [TrackFormat.opus(OpusFormat(channels: 2)), .aac(try AACFormat(configuration: [0x11, 0x90]))] {
            try await withPool { pool in
                var session = SessionUnderTest(pool, [try setup(format, rate: 48_000)])
                try await session.wait(opened: 1)
                let feeds = (0..<300).map { index in
                    let noise = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                        UInt8.random(in: 0...255, using: &random)
                    }
                    return (0, DecodeFeed(payload: Bytes(noise), time: Int64(index) * 1024, flags: .key))
                }
                try await session.feed(feeds)
            }
        }
    }
}
