import Media
import Testing

@testable import Catalog

struct AreaContractTests {
    private let zones = CameraAreaKey("gate", .zone)

    private func area(_ id: String) -> CameraAreaRecord {
        CameraAreaRecord(
            id: id,
            name: "Drive '; --",
            isEnabled: true,
            polygon: [.init(x: 0, y: 1.0 / 3), .init(x: 0.1 + 0.2, y: 1e-7), .init(x: 1, y: 1)]
        )
    }

    @Test(arguments: Implementation.allCases)
    func theyComeBackAsTheyWereAndInTheirOrder(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            try await catalog.insert(camera("yard"))
            #expect(try await catalog.areas(zones) == [])
            var full = area("z")
            full.labels = ["person", "traffic light", "🚗"]
            full.minScore = 0.55
            full.color = "#3b82f6"
            var plain = area("a")
            plain.isEnabled = false
            plain.name = ""
            let (first, second) = (full, plain)
            let outcome = try await catalog.changeAreas(zones) { areas in
                areas = [first, second]
                return areas.count
            }
            #expect(outcome == 2)
            #expect(try await catalog.areas(zones) == [full, plain])
            // The other kind, and another camera, have theirs.
            let masks = CameraAreaKey("gate", .motionMask)
            #expect(try await catalog.areas(masks) == [])
            #expect(try await catalog.areas(CameraAreaKey("yard", .zone)) == [])
            try await catalog.changeAreas(masks) { $0 = [first] }
            try await catalog.changeAreas(zones) { $0.swapAt(0, 1) }
            #expect(try await catalog.areas(zones) == [plain, full])
            #expect(try await catalog.configuration().areas == [zones: [plain, full], masks: [full]])
            try await catalog.changeAreas(zones) { $0 = [] }
            #expect(try await catalog.configuration().areas == [masks: [full]])
        }
    }

    @Test(arguments: Implementation.allCases)
    func aChangeIsDoneWholeOrNotAtAll(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let one = area("one")
            try await catalog.changeAreas(zones) { $0 = [one] }
            #expect(await errorCode { try await catalog.changeAreas(zones) { $0 = [one, one] } } == .conflict)
            #expect(try await catalog.areas(zones) == [one])
            let nowhere = CameraAreaKey("nowhere", .zone)
            #expect(await errorCode { try await catalog.changeAreas(nowhere) { $0 = [one] } } == .notFound)
        }
    }

    @Test(arguments: Implementation.allCases)
    func theyStayWithACameraThatIsDeleted(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let one = area("one")
            try await catalog.changeAreas(zones) { $0 = [one] }
            try await catalog.markDeleted("gate", at: at(5))
            #expect(await errorCode { try await catalog.changeAreas(zones) { $0 = [] } } == .notFound)
            #expect(try await catalog.areas(zones) == [one])
        }
    }

    @Test(arguments: Implementation.allCases)
    func aConfigurationIsBroughtBackWithThem(_ implementation: Implementation) async throws {
        try await implementation.withCatalog { catalog in
            try await catalog.insert(camera("gate"))
            let (one, two) = (area("one"), area("two"))
            try await catalog.changeAreas(zones) { $0 = [one] }
            let yard = CameraAreaKey("yard", .motionMask)
            try await catalog.changeConfiguration { configuration in
                configuration.cameras["yard"] = camera("yard")
                configuration.areas = [yard: [two, one]]
            }
            #expect(try await catalog.areas(zones) == [])
            #expect(try await catalog.areas(yard) == [two, one])
            let before = try await catalog.configuration()
            let code = await errorCode {
                try await catalog.changeConfiguration { configuration in
                    configuration.settings["a"] = "1"
                    configuration.areas[CameraAreaKey("nowhere", .zone)] = [one]
                }
            }
            #expect(code == .unknownCamera)
            #expect(try await catalog.configuration() == before)
        }
    }
}
