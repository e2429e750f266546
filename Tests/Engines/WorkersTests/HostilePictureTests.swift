import Media
import TestKit
import Testing
import WorkerChannel

@testable import Workers

/// What a camera sends may be anything: a worker says that it is no picture, and goes on.
struct HostilePictureTests {
    private func outcome(_ pool: WorkerPool, _ unit: [UInt8], _ format: TrackFormat) async -> WorkerError? {
        do throws(WorkerError) {
            _ = try await pool.still(of: Bytes(unit), format, width: 64, camera: "yard")
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["main", "h265", "mjpeg"]) func aUnitThatIsCutOffDoesNoHarm(name: String) async throws {
        let film = try Film(name)
        let unit = film.keyFrame.array
        try await withPool { pool in
            for count in stride(from: 0, to: unit.count, by: max(1, unit.count / 40)) {
                let error = await outcome(pool, Array(unit.prefix(count)), film.format)
                if let error { #expect(error == .failed(.undecodable) || error == .damaged, "\(count) bytes") }
            }
            _ = try await pool.still(of: film)
            #expect(await pool.state()?.restarts == 0)
        }
    }

    /// The lengths before NAL units are right, and all within them may be wrong.
    @Test(arguments: ["main", "h265", "mjpeg"]) func aUnitThatWasChangedDoesNoHarm(name: String) async throws {
        let film = try Film(name)
        let unit = film.keyFrame.array
        var random = SeededGenerator(seed: 11)
        try await withPool { pool in
            for round in 0..<60 {
                var changed = unit
                for _ in 0...round {
                    changed[Int.random(in: 8..<changed.count, using: &random)] = UInt8.random(
                        in: 0...255,
                        using: &random
                    )
                }
                _ = await outcome(pool, changed, film.format)
            }
            _ = try await pool.still(of: film)
            #expect(await pool.state()?.restarts == 0)
        }
    }

    @Test func noiseDoesNoHarm() async throws {
        var random = SeededGenerator(seed: 12)
        try await withPool { pool in
            for name in ["main", "h265", "mjpeg"] {
                let film = try Film(name)
                for length in [1, 4, 5, 100, 10_000] {
                    let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                    let unit = name == "mjpeg" ? noise : [0, 0, UInt8(length >> 8), UInt8(length & 0xFF)] + noise
                    #expect(await outcome(pool, unit, film.format) != nil)
                }
                _ = try await pool.still(of: film)
            }
            #expect(await pool.state()?.restarts == 0)
        }
    }

    /// A stream that says that its pictures are larger than any.
    @Test func aPictureThatIsTooLargeIsRefused() async throws {
        let film = try Film("mjpeg")
        var unit = film.keyFrame.array
        // Height and width, five bytes behind the marker of the frame header.
        let header = try #require(unit.indices.dropLast(9).first { unit[$0] == 0xFF && unit[$0 + 1] == 0xC0 })
        unit.replaceSubrange(header + 5..<header + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
        try await withPool { pool in
            let error = await outcome(pool, unit, film.format)
            #expect(error == .failed(.undecodable) || error == .failed(.tooLarge))
            _ = try await pool.still(of: film)
            #expect(await pool.state()?.restarts == 0)
        }
    }

    @Test func aPictureThatNeedsOthersIsNoneAlone() async throws {
        let film = try Film("main")
        let other = try #require(film.other)
        try await withPool { pool in
            #expect(await outcome(pool, other.array, film.format) != nil)
            _ = try await pool.still(of: film)
        }
    }

    @Test func parameterSetsMayBeAnything() async throws {
        let film = try Film("main")
        try await withPool { pool in
            for sets in [[], [[]], [[0x67]], [[UInt8](repeating: 0xFF, count: 60_000)]] as [[[UInt8]]] {
                let setup = DecodeSetup(codec: .h264, parameterSets: sets, outputs: [.jpeg(width: 0, quality: 80)])
                do throws(WorkerError) {
                    _ = try await pool.perform(.decode(setup, film.keyFrame), camera: "yard", longest: .seconds(120))
                } catch {
                    #expect(error == .failed(.undecodable), "\(sets.count) sets")
                }
            }
            _ = try await pool.still(of: film)
            #expect(await pool.state()?.restarts == 0)
        }
    }
}
