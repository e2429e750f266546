import Testing

@testable import NVR

struct NumbersTests {
    @Test func aThingKeepsItsNumber() async throws {
        let numbers = Numbers(services: CamerasUnderTest().services)
        let things = Numbers.Kind.allCases.map { Numbers.Thing($0, "7") }
        let found = try await numbers.numbers(of: things)
        #expect(Set(found.values) == [1, 2, 3, 4])
        for thing in things {
            let number = try await numbers.number(of: thing.kind, thing.id)
            #expect(found[thing] == number)
            #expect(try await numbers.thing(numbered: number) == thing)
        }
        #expect(try await numbers.numbers(of: [Numbers.Thing]()).isEmpty)
        for nothing in [0, -1, 5, .max] as [Int64] {
            #expect(try await numbers.thing(numbered: nothing) == nil)
        }
    }
}
