import Media
import Testing

@testable import Catalog

struct RecordingIDTests {
    @Test(arguments: Implementation.allCases)
    func anIDIsGivenOutOnce(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            try await catalog.apply([
                .opened(segment(11, of: "gate", from: at(0), to: at(1))),
                .opened(segment(12, of: "yard", from: at(0), to: at(1))),
                .opened(segment(15, of: "yard", from: at(0), to: at(1))),
            ])
            var ids: [Int64] = []
            for _ in 0..<5 {
                ids.append(try await catalog.nextFreeRecordingID(from: WallTime(nanoseconds: 10)).nanoseconds)
            }
            #expect(ids == [10, 13, 14, 16, 17])
            #expect(try await catalog.nextFreeRecordingID(from: WallTime(nanoseconds: 30)).nanoseconds == 30)

            let last = WallTime(nanoseconds: .max)
            #expect(try await catalog.nextFreeRecordingID(from: last).nanoseconds == .max)
            let code = await errorCode { _ = try await catalog.nextFreeRecordingID(from: last) }
            #expect(code == .failed)
        }
    }

    @Test(arguments: Implementation.allCases)
    func recordersThatStartTogetherGetDifferentIDs(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            let ids = try await withThrowingTaskGroup(of: RecordingID.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await catalog.nextFreeRecordingID(from: WallTime(nanoseconds: 1000)) }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids == Set((1000..<1050).map(RecordingID.init(nanoseconds:))))
        }
    }

    @Test func aRecordingIDIsSpeltInOneWay() {
        #expect(RecordingID("1700000000123456789")?.nanoseconds == 1_700_000_000_123_456_789)
        #expect("\(RecordingID(nanoseconds: 42))" == "42")
        #expect(RecordingID("0")?.nanoseconds == 0)
        for text in ["", "+1", "01", "1.0", " 1", "1 ", "9223372036854775808", "0x1", "-0", "١"] {
            #expect(RecordingID(text) == nil)
        }
    }
}
