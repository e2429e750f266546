import Catalog
import Changes
import Jobs
import Media
import Testing

@testable import NVR

struct SystemJobTests {
    /// Work that ends when it is told to, or cancelled.
    private struct Gate: Sendable {
        let stream: AsyncStream<Void>
        let continuation: AsyncStream<Void>.Continuation

        init() { (stream, continuation) = AsyncStream.makeStream() }

        func open() { continuation.finish() }

        func pass() async throws {
            for await _ in stream {}
            try Task.checkCancellation()
        }
    }

    @Test func everyoneSeesHisOwnAndAdministratorsAll() async throws {
        let world = SystemWorld()
        let gate = Gate()
        let ended = world.jobs.runner.changes()
        let own = try world.jobs.submit("export", by: SystemWorld.viewer) { context in
            context.report(0.5, "Half of it.")
            try await gate.pass()
            return ["name": "clip.mp4"]
        }
        let backup = try world.jobs.submit("backup", by: .recorder) { _ in [:] }
        #expect(own.requester == "vera" && own.kind == "export" && backup.requester == "Nightjar")
        #expect(try world.jobs.list(as: SystemWorld.viewer).map(\.id) == [own.id])
        #expect(try world.jobs.list(as: SystemWorld.operator).isEmpty)
        #expect(try world.jobs.list(as: SystemWorld.cameraKey).isEmpty)
        #expect(try world.jobs.list(as: SystemWorld.readingKey).map(\.id) == [backup.id, own.id])
        #expect(
            try await CallOutcome { _ = try world.jobs.job(as: SystemWorld.operator, own.id) } == .refused(.notFound)
        )
        gate.open()
        for await job in ended where job.id.text == own.id && job.state.isFinal { break }
        let done = try world.jobs.job(as: SystemWorld.viewer, own.id)
        #expect(done.state == .succeeded && done.progress == 1 && done.result == ["name": "clip.mp4"])
        #expect(done.sentence == "Half of it.")
        await world.end()
    }

    @Test func anotherAccountOfTheSameNameSeesNothing() async throws {
        let world = SystemWorld()
        _ = try world.jobs.submit("export", by: SystemWorld.asker(.viewer, id: 9, "vera")) { _ in [:] }
        #expect(try world.jobs.list(as: SystemWorld.viewer).isEmpty)
        // A name that looks like the text in which the owner is kept is a name.
        let sly = JobOwner(SystemWorld.asker(.viewer, id: 5, "account 2 vera"))
        #expect(JobOwner(text: sly.text) == sly && sly.account == 5)
        await world.end()
    }

    @Test func cancellingIsForOnesOwnAndForThoseWhoManageTheSystem() async throws {
        let world = SystemWorld()
        // One for each: a stream ends for all when one who reads it is cancelled.
        let gates = [Gate(), Gate()]
        let work: @Sendable (Int) async throws -> [String: String] = { number in
            try await gates[number].pass()
            return [:]
        }
        let changes = world.jobs.runner.changes()
        let own = try world.jobs.submit("export", by: SystemWorld.viewer) { _ in try await work(0) }
        let other = try world.jobs.submit("backup", by: .recorder) { _ in try await work(1) }
        let cancel = { (asker: Principal, id: String) in
            try await CallOutcome { _ = try await world.jobs.cancel(as: asker, id) }
        }
        #expect(try await cancel(.nobody, own.id) == .refused(.unproven))
        #expect(try await cancel(SystemWorld.operator, own.id) == .refused(.notFound))
        #expect(try await cancel(SystemWorld.readingKey, own.id) == .refused(.forbidden))
        #expect(try await cancel(SystemWorld.viewer, other.id) == .refused(.notFound))
        var key = SystemWorld.viewer
        key.scope = Principal.Scope(isReadOnly: true)
        #expect(try await cancel(key, own.id) == .refused(.forbidden))
        #expect(try await cancel(SystemWorld.viewer, own.id) == .allowed)
        #expect(try await cancel(SystemWorld.administrator, other.id) == .allowed)
        var cancelled: Set<String> = []
        for await job in changes where job.state == .cancelled {
            cancelled.insert(job.id.text)
            if cancelled.count == 2 { break }
        }
        // Once more changes nothing, and is not noted again.
        #expect(try await world.jobs.cancel(as: SystemWorld.viewer, own.id).state == .cancelled)
        #expect(try await world.audited().map(\.target) == ["job/\(other.id)", "job/\(own.id)"])
        await world.end()
    }

    @Test func onlyWhatHasEndedIsForgotten() async throws {
        let world = SystemWorld()
        let gate = Gate()
        let changes = world.jobs.runner.changes()
        let job = try world.jobs.submit("export", by: SystemWorld.viewer) { _ in
            try await gate.pass()
            throw DomainError(.unavailable, "The disk is full.")
        }
        let forget = { try await CallOutcome { try await world.jobs.forget(as: SystemWorld.viewer, job.id) } }
        #expect(try await forget() == .refused(.conflict))
        gate.open()
        for await job in changes where job.state.isFinal { break }
        let failed = try world.jobs.job(as: SystemWorld.viewer, job.id)
        #expect(failed.state == .failed && failed.sentence == "The disk is full.")
        #expect(try await forget() == .allowed)
        #expect(try await forget() == .refused(.notFound))
        #expect(try world.jobs.list(as: SystemWorld.administrator).isEmpty)
        await world.end()
    }

    @Test func changesOfJobsAreTold() async throws {
        let world = SystemWorld()
        let job = try world.jobs.submit("export", by: SystemWorld.viewer) { _ in [:] }
        var events = try world.system.events(as: SystemWorld.viewer, after: 1000, renewing: { SystemWorld.viewer })
            .makeAsyncIterator()
        guard case .event(let first)? = await events.next() else {
            Issue.record("nothing was told")
            return
        }
        #expect(first.kind == .created && first.object == EventObject.job && first.id == job.id)
        guard case .event(let second)? = await events.next() else {
            Issue.record("nothing more was told")
            return
        }
        #expect(second.kind == .state && second.id == job.id)
        await world.end()
    }

    @Test func nothingIsTakenOnAtTheEnd() async throws {
        let world = SystemWorld()
        await world.jobs.end()
        #expect(
            try await CallOutcome { try world.jobs.submit("export", by: .recorder) { _ in [:] } }
                == .refused(.unavailable)
        )
        await world.end()
    }
}
