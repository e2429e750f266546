import Catalog
import Changes
import Logging
import Media
import Stream
import Testing

@testable import NVR

struct SystemLogTests {
    private func messages(_ world: SystemWorld, _ filter: LogFilter = LogFilter()) async throws -> [String] {
        try await world.system.logs(as: SystemWorld.administrator, filter).entries.map(\.message)
    }

    @Test func secretsReachNeitherTheConsoleNorTheMemory() async throws {
        let world = SystemWorld()
        var logger = world.logs.logger("nightjar")
        logger[metadataKey: "camera"] = "yard"
        logger.info("connecting to rtsp://admin:hunter2@192.0.2.7/main", metadata: ["password": "hunter2"])
        let page = try await world.system.logs(as: SystemWorld.administrator, LogFilter())
        await world.end()
        #expect(page.entries.count == 1)
        #expect(page.entries.first?.fields.map(\.name) == ["camera", "password"])
        #expect(!"\(page)".contains("hunter2"))
        #expect(world.console.lines.count == 1 && world.console.lines.first?.contains("camera=yard") == true)
        #expect(!world.console.lines.joined().contains("hunter2"))
    }

    @Test func filtersAndPages() async throws {
        let world = SystemWorld()
        let logger = world.logs.logger("nightjar")
        for number in 1...6 {
            logger.log(
                level: number % 2 == 0 ? .warning : .info,
                "line \(number)",
                metadata: ["camera": number > 3 ? "door" : "yard"]
            )
            world.time.advance(by: .seconds(1))
        }
        var filter = LogFilter()
        filter.minimumLevel = .warning
        #expect(try await messages(world, filter) == ["line 2", "line 4", "line 6"])
        filter = LogFilter()
        filter.camera = "yard"
        #expect(try await messages(world, filter) == ["line 1", "line 2", "line 3"])
        filter = LogFilter()
        filter.text = "LINE 5"
        #expect(try await messages(world, filter) == ["line 5"])
        filter = LogFilter()
        (filter.since, filter.until) = (SystemWorld.beginning + .seconds(1), SystemWorld.beginning + .seconds(3))
        #expect(try await messages(world, filter) == ["line 2", "line 3"])
        filter = LogFilter()
        filter.limit = 2
        let newest = try await world.system.logs(as: SystemWorld.administrator, filter)
        #expect(newest.entries.map(\.message) == ["line 5", "line 6"] && newest.hasMore && newest.newest == 6)
        filter.before = newest.entries.first?.sequence
        #expect(try await messages(world, filter) == ["line 3", "line 4"])
        (filter.before, filter.after) = (nil, 4)
        #expect(try await messages(world, filter) == ["line 5", "line 6"])
        await world.end()
    }

    @Test func allThatIsWrongWithAFilterIsSaidAtOnce() async throws {
        let world = SystemWorld()
        var filter = LogFilter()
        filter.limit = 0
        filter.text = String(repeating: "x", count: 257)
        (filter.since, filter.until) = (SystemWorld.beginning, SystemWorld.beginning + .seconds(-1))
        let error = await #expect(throws: DomainError.self) {
            _ = try await world.system.logs(as: SystemWorld.administrator, filter)
        }
        #expect(error?.kind == .invalid && error?.faults.map(\.member) == ["limit", "text", "to"])
        await world.end()
    }

    @Test func clearingIsNotedAndTold() async throws {
        let world = SystemWorld()
        let logger = world.logs.logger("nightjar")
        logger.info("one")
        logger.info("two")
        #expect(try await world.system.clearLogs(as: SystemWorld.administrator) == 2)
        #expect(try await messages(world).isEmpty)
        let entries = try await world.audited()
        #expect(entries.map(\.action) == ["log.clear"] && entries.first?.detail.contains("\"lines\":\"2\"") == true)
        var changes = world.services.changes.subscribe(after: 1000).makeAsyncIterator()
        guard case .change(let change)? = await changes.next() else {
            Issue.record("nothing was told")
            return
        }
        #expect(change.object == EventObject.log && change.kind == .deleted)
        await world.end()
    }

    @Test func theLevelChangesForLoggersThatAreThereAlready() async throws {
        let world = SystemWorld()
        let logger = world.logs.logger("nightjar")
        logger.debug("not yet")
        world.system.setLogLevel(.debug)
        logger.debug("now")
        #expect(try world.system.logLevel(as: SystemWorld.readingKey) == .debug)
        #expect(try await messages(world) == ["the log has another level", "now"])
        await world.end()
    }
}
