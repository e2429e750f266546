import Media
import Testing
import WorkerChannel

@testable import Workers

/// Pictures that need others become JPEG files, in the real program.
struct StillRunTests {
    private func units(_ film: Film, through last: Int) throws -> [TimedUnit] {
        let key = try #require(film.pictures[...last].lastIndex { $0.isKey })
        return film.pictures[key...last].map { TimedUnit(payload: $0.payload, time: $0.time) }
    }

    /// What a worker of its own brings to light for each picture of a film, as small gray ones.
    private func grays(_ film: Film, _ numbers: [Int], _ pool: WorkerPool) async throws -> [Int: [UInt8]] {
        var grays: [Int: [UInt8]] = [:]
        for number in numbers {
            let still = try await pool.still(ofLast: units(film, through: number), film.format, camera: "yard")
            let setup = DecodeSetup(codec: .jpeg, parameterSets: [], outputs: [.gray(width: 64, height: 36)])
            let yield = try await pool.perform(.decode(setup, still.bytes), camera: nil, longest: .seconds(120))
            guard case .pictures(let pictures) = yield, let picture = pictures.first else { continue }
            grays[number] = picture.payload.array
        }
        return grays
    }

    @Test(arguments: ["main", "h265"]) func thePictureIsTheLastOne(name: String) async throws {
        let film = try Film(name)
        let numbers = [0, 1, 9, 25, 49]
        try await withPool { pool in
            let found = try await grays(film, numbers, pool)
            // The same through a session, which counts pictures by itself.
            let gray = DecodeOutputSetup.gray(width: 64, height: 36)
            let setup = try #require(DecodeSetup(film.format, outputs: [gray]))
            for number in numbers {
                let feeds = film.pictures[...number].enumerated().map { index, unit in
                    DecodeFeed(
                        payload: unit.payload,
                        time: Int64(index),
                        flags: index == 0 ? (number == 0 ? [.key, .last] : .key) : index == number ? .last : [],
                        outputs: index == number ? 1 : 0
                    )
                }
                let yield = try await pool.perform(.decodeLast(setup, feeds), camera: nil, longest: .seconds(120))
                guard case .pictures(let pictures) = yield else { continue }
                #expect(pictures.map(\.time) == [Int64(number)])
                let (one, other) = (pictures.first?.payload.array ?? [], found[number] ?? [])
                #expect(one.count == other.count && one.count == 64 * 36)
                let difference = zip(one, other).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
                #expect(Double(difference) / Double(64 * 36) < 2, "\(number)")
            }
            #expect(Set(found.values).count == numbers.count)
        }
    }

    @Test func oneThatNeedsNoOtherIsAsIfAskedForAlone() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            let run = try await pool.still(ofLast: units(film, through: 0), film.format, width: 160, camera: "yard")
            let alone = try await pool.still(of: film, width: 160)
            #expect(run.bytes == alone.bytes && run.size == alone.size)
            await #expect(throws: WorkerError.notVideo) {
                try await pool.still(ofLast: [], film.format, camera: "yard")
            }
        }
    }

    /// Nonsense in the middle costs this picture, and nothing else.
    @Test func aRunThatCannotBeDecodedIsRefused() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            var units = try units(film, through: 12)
            units[6].payload = Bytes([0, 0, 0, 9, 1])
            await #expect(throws: WorkerError.self) {
                try await pool.still(ofLast: units, film.format, camera: "yard")
            }
            #expect(
                try await pool.still(ofLast: self.units(film, through: 12), film.format, camera: "yard").size.width
                    == 640
            )
            #expect(await pool.state()?.restarts == 0)
        }
    }

    /// What comes of another picture than the last is not believed.
    @Test func anotherPictureIsNotTaken() throws {
        let setup = DecodeSetup(codec: .jpeg, parameterSets: [], outputs: [.gray(width: 2, height: 2)])
        let feeds = [Int64(7), 8].map { DecodeFeed(payload: Bytes([1]), time: $0, flags: .key) }
        let task = WorkerTask.decodeLast(setup, feeds)
        func output(_ time: Int64) -> DecodeOutput {
            DecodeOutput(
                output: 0,
                time: time,
                flags: .key,
                size: PictureSize(width: 2, height: 2),
                payload: Bytes([1, 2, 3, 4])
            )
        }
        #expect(task.accepts(output(8)))
        #expect(!task.accepts(output(7)) && !task.accepts(output(0)))
        #expect(task.requests.count == 4 && task.mostOutputs == 2)
    }
}
