import Media
import Testing

@testable import Catalog

struct NumberContractTests {
    @Test(arguments: Implementation.allCases)
    func aThingKeepsItsNumber(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let (door, yard) = (NumberedThing(.camera, "door"), NumberedThing(.camera, "yard"))
            let first = try await catalog.numbers(of: [door])
            #expect(first == [door: 1])
            let both = try await catalog.numbers(of: [door, yard])
            #expect(both == [door: 1, yard: 2])
            #expect(try await catalog.numbers(of: [yard]) == [yard: 2])
            #expect(try await catalog.numbers(of: []) == [:])
            #expect(try await catalog.thing(numbered: 2) == yard)
            #expect(try await catalog.thing(numbered: 3) == nil)
            #expect(try await catalog.thing(numbered: -1) == nil)
        }
    }

    @Test(arguments: Implementation.allCases)
    func kindsShareOneSeriesAndNoNumber(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let things = Set(NumberedThing.Kind.allCases.map { NumberedThing($0, "7") })
            let numbers = try await catalog.numbers(of: things)
            #expect(Set(numbers.values) == [1, 2, 3, 4])
            for (thing, number) in numbers { #expect(try await catalog.thing(numbered: number) == thing) }
        }
    }

    /// Also where many ask at once for what nobody has asked for before.
    @Test(arguments: Implementation.allCases)
    func manyWhoAskGetTheSame(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let things = Set((0..<20).map { NumberedThing(.recording, "\($0)") })
            let answers = try await withThrowingTaskGroup(of: [NumberedThing: Int64].self) { group in
                for _ in 0..<8 { group.addTask { try await catalog.numbers(of: things) } }
                return try await group.reduce(into: [[NumberedThing: Int64]]()) { $0.append($1) }
            }
            #expect(Set(answers).count == 1)
            #expect(Set(answers[0].values) == Set(1...20))
        }
    }

    /// As a backup brings them back.
    @Test(arguments: Implementation.allCases)
    func numbersAreGivenWithTheConfiguration(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let (door, yard) = (NumberedThing(.camera, "door"), NumberedThing(.camera, "yard"))
            let film = NumberedThing(.recording, "7")
            #expect(try await catalog.numbers(of: [door, film, yard]) == [door: 1, yard: 2, film: 3])
            #expect(try await catalog.configuration().numbers == [door: 1, yard: 2])
            try await catalog.changeConfiguration { $0.numbers = [door: 2, yard: 3] }
            #expect(try await catalog.numbers(of: [door, yard]) == [door: 2, yard: 3])
            #expect(try await catalog.thing(numbered: 1) == nil)
            #expect(try await catalog.numbers(of: [film]) == [film: 4])
            // One that is taken out stays.
            try await catalog.changeConfiguration { $0.numbers = [:] }
            #expect(try await catalog.configuration().numbers == [door: 2, yard: 3])
        }
    }

    /// And the next thing gets another.
    @Test func theNumberOfADeletedSnapshotIsForgotten() async throws {
        try await Implementation.sqlite.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let snapshot = SnapshotRecord(
                id: SnapshotID(nanoseconds: 5),
                camera: "gate",
                takenAt: at(5),
                bytes: 1234,
                width: 640,
                height: 480,
                checksum: 7,
                cause: .manual,
                node: "local",
                volume: "snapshots",
                key: "gate/1970/01/01/gate_5.jpg"
            )
            try await catalog.insert(snapshot)
            let gone = NumberedThing(.snapshot, "5")
            #expect(try await catalog.numbers(of: [gone]) == [gone: 1])
            _ = try await catalog.removeSnapshot(snapshot.id, includingProtected: false)
            #expect(try await catalog.thing(numbered: 1) == gone)
            try await catalog.forgetSnapshot(snapshot.id)
            #expect(try await catalog.thing(numbered: 1) == nil)
            #expect(try await catalog.numbers(of: [gone]) == [gone: 2])
        }
    }
}
