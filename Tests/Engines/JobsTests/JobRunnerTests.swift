import Foundation
import Media
import Synchronization
import TestKit
import Testing

@testable import Jobs

/// Holds back whoever comes until it is opened, or until they are cancelled.
private final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [AsyncStream<Void>.Continuation] = []
    }

    private let state = Mutex(State())
    let arrived = Atomic(0)

    func pass() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            if state.isOpen { continuation.finish() } else { state.waiting.append(continuation) }
        }
        arrived.add(1, ordering: .sequentiallyConsistent)
        for await _ in stream {}
        try Task.checkCancellation()
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.finish() }
    }

    func awaitArrivals(_ count: Int) async {
        while arrived.load(ordering: .sequentiallyConsistent) < count { await Task.yield() }
    }
}

struct JobRunnerTests {
    private struct Broken: Error, CustomStringConvertible {
        var description: String { "The disk is full." }
    }

    private let backup = JobKind(rawValue: "backup")
    private let gate = Gate()

    private func runner(_ change: (inout JobConfiguration) -> Void = { _ in }) -> JobRunner {
        var configuration = JobConfiguration()
        change(&configuration)
        return JobRunner(
            configuration: configuration,
            clock: .init(wall: { WallTime(nanoseconds: 5) }, monotonic: { MonotonicTime(nanoseconds: 0) })
        )
    }

    /// The job when it has ended.
    private func end(of id: JobID, in runner: JobRunner) async throws -> Job {
        while true {
            let job = try #require(runner.job(id))
            if job.state.isFinal { return job }
            await Task.yield()
        }
    }

    @Test func work() async throws {
        let runner = runner()
        var changes = runner.changes().makeAsyncIterator()
        let id = try runner.submit(backup, by: "anna") { context in
            context.report(0.4, "half way")
            context.report(0.5)
            return ["name": "a.backup"]
        }.id
        let job = try await end(of: id, in: runner)
        #expect(job.state == .succeeded)
        #expect(job.result == ["name": "a.backup"])
        #expect(job.requester == "anna")
        #expect(job.sentence == "half way")
        #expect(runner.jobs == [job])
        var states: [Job.State] = []
        var progress: [Double] = []
        for _ in 0..<4 {
            let change = try #require(await changes.next())
            states.append(change.state)
            progress.append(change.progress)
        }
        #expect(states == [.queued, .running, .running, .succeeded])
        #expect(progress == [0, 0, 0.4, 1])
        #expect(runner.forget(id))
        #expect(runner.job(id) == nil)
        await runner.shutDown()
        #expect(await changes.next() == nil)
    }

    @Test func failure() async throws {
        let runner = runner()
        let id = try runner.submit(backup, by: "x") { _ in throw Broken() }.id
        let job = try await end(of: id, in: runner)
        #expect(job.state == .failed)
        #expect(job.sentence == "The disk is full.")
        await runner.shutDown()
    }

    @Test func theNextBeginsWhenOneEnds() async throws {
        let runner = runner { $0.atOnce = [backup: 2] }
        let gate = gate
        let ids = try (0..<4).map { number in
            try runner.submit(backup, by: "x") { _ in
                try await gate.pass()
                return ["number": "\(number)"]
            }.id
        }
        await gate.awaitArrivals(2)
        #expect(ids.map { runner.job($0)?.state } == [.running, .running, .queued, .queued])
        gate.open()
        for (number, id) in ids.enumerated() {
            #expect(try await end(of: id, in: runner).result == ["number": "\(number)"])
        }
        await runner.shutDown()
    }

    @Test func cancelling() async throws {
        let runner = runner()
        let gate = gate
        let running = try runner.submit(backup, by: "x") { _ in
            try await gate.pass()
            return [:]
        }.id
        let hasRun = Atomic(false)
        let waiting = try runner.submit(backup, by: "x") { _ in
            hasRun.store(true, ordering: .relaxed)
            return [:]
        }.id
        await gate.awaitArrivals(1)
        #expect(runner.cancel(waiting)?.state == .cancelled)
        #expect(runner.cancel(running)?.isCancelling == true)
        #expect(try await end(of: running, in: runner).state == .cancelled)
        #expect(runner.cancel(running)?.state == .cancelled)
        #expect(runner.cancel(JobID("none")) == nil)
        await runner.shutDown()
        #expect(hasRun.load(ordering: .relaxed) == false)
    }

    @Test func whoIsCancelledMayFailInItsOwnWayOrBeDoneAnyway() async throws {
        let runner = runner { $0.atOnce = [backup: 2] }
        let gate = gate
        let failing = try runner.submit(backup, by: "x") { context in
            do { try await gate.pass() } catch { throw Broken() }
            return [:]
        }.id
        let finishing = try runner.submit(backup, by: "x") { context in
            do { try await gate.pass() } catch { return ["done": "\(context.isCancelled)"] }
            return [:]
        }.id
        await gate.awaitArrivals(2)
        runner.cancel(failing)
        runner.cancel(finishing)
        #expect(try await end(of: failing, in: runner).state == .cancelled)
        let done = try await end(of: finishing, in: runner)
        #expect(done.state == .succeeded)
        #expect(done.result == ["done": "true"])
        await runner.shutDown()
    }

    @Test func shutDownCancelsAndWaits() async throws {
        let runner = runner()
        let gate = gate
        let isDone = Atomic(false)
        let running = try runner.submit(backup, by: "x") { context in
            do { try await gate.pass() } catch {}
            // Tidying up takes its time.
            for _ in 0..<20 { await Task.yield() }
            isDone.store(true, ordering: .relaxed)
            try context.checkCancellation()
            return [:]
        }.id
        let waiting = try runner.submit(backup, by: "x") { _ in [:] }.id
        var changes = runner.changes().makeAsyncIterator()
        await gate.awaitArrivals(1)
        await runner.shutDown()
        #expect(isDone.load(ordering: .relaxed) == true)
        #expect(runner.job(running)?.state == .cancelled)
        #expect(runner.job(waiting)?.state == .cancelled)
        #expect(throws: JobRefusal.shuttingDown) { try runner.submit(backup, by: "x") { _ in [:] } }
        var last: [JobID: Job.State] = [:]
        while let job = await changes.next() { last[job.id] = job.state }
        #expect(last == [running: .cancelled, waiting: .cancelled])
        var late = runner.changes().makeAsyncIterator()
        #expect(await late.next() == nil)
        await runner.shutDown()
    }

    @Test func aListenerThatLagsLosesTheOldest() async throws {
        let runner = runner { $0.listenerBound = 3 }
        var changes = runner.changes().makeAsyncIterator()
        var ids: [JobID] = []
        for _ in 0..<5 {
            let id = try runner.submit(backup, by: "x") { _ in [:] }.id
            ids.append(id)
            _ = try await end(of: id, in: runner)
        }
        let last = ids[4]
        for state in [Job.State.queued, .running, .succeeded] {
            let job = try #require(await changes.next())
            #expect(job.id == last)
            #expect(job.state == state)
        }
        await runner.shutDown()
    }

    @Test func tooManyWait() async throws {
        let runner = runner { $0.mostWaiting = 1 }
        let gate = gate
        for _ in 0..<2 {
            try runner.submit(backup, by: "x") { _ in
                try await gate.pass()
                return [:]
            }
        }
        #expect(throws: JobRefusal.tooManyWaiting(1)) { try runner.submit(backup, by: "x") { _ in [:] } }
        await runner.shutDown()
        #expect(JobRefusal.tooManyWaiting(1).description.contains("1 jobs are waiting"))
        #expect(!JobRefusal.shuttingDown.description.isEmpty)
    }

    /// On threads of their own, so that the test goes on where they stand still.
    @Test func whoeverStopsListeningWhileAJobIsToldOfStopsNobody() async throws {
        let (runner, kind) = (runner(), backup)
        let progress = Progress()
        Thread.detachNewThread {
            while !progress.isOver { _ = try? runner.submit(kind, by: "x") { _ in [:] } }
        }
        Thread.detachNewThread {
            for number in 0..<1000 {
                let changes = runner.changes()
                let task = Task { for await _ in changes {} }
                // Before it waits for what comes, while it does, and thereafter.
                usleep(UInt32(number % 60))
                task.cancel()
                progress.step()
            }
            progress.end()
        }
        try await progress.wait()
        await runner.shutDown()
    }
}
