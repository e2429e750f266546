import Media
import TestKit
import Testing

@testable import Jobs

struct JobTableTests {
    private let backup = JobKind(rawValue: "backup")
    private let export = JobKind(rawValue: "export")

    private func time(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    private func table(_ change: (inout JobConfiguration) -> Void = { _ in }) -> JobTable {
        var configuration = JobConfiguration()
        change(&configuration)
        return JobTable(configuration: configuration)
    }

    @Test func aJobFromItsBeginningToItsEnd() throws {
        var table = table()
        let added = try table.add(backup, by: "anna", now: time(1))
        #expect(added.state == .queued)
        #expect(added.created == time(1))
        #expect(added.requester == "anna")
        #expect(added.id.text.utf8.count == 20)
        let begunFound = table.beginNext(now: time(2))
        let begun = try #require(begunFound)
        #expect(begun.id == added.id)
        #expect(begun.state == .running)
        #expect(begun.started == time(2))
        _ = table.report(added.id, 0.5, "half", now: MonotonicTime(nanoseconds: 0))
        let endedFound = table.end(added.id, .succeeded, result: ["name": "x"], now: time(3))
        let ended = try #require(endedFound)
        #expect(ended.state == .succeeded)
        #expect(ended.ended == time(3))
        #expect(ended.progress == 1)
        #expect(ended.sentence == "half")
        #expect(ended.result == ["name": "x"])
        #expect(table.end(added.id, .failed, now: time(4)) == nil)
        #expect(table.jobs[added.id] == ended)
    }

    @Test func soManyOfAKindAtOnce() throws {
        var table = table { $0.atOnce = [export: 2] }
        let jobs = try [backup, backup, export, export, export].map { try table.add($0, by: "x", now: time(0)) }
        var begun: [JobID] = []
        while let job = table.beginNext(now: time(0)) { begun.append(job.id) }
        #expect(begun == [jobs[0].id, jobs[2].id, jobs[3].id])
        _ = table.end(jobs[3].id, .failed, now: time(1))
        #expect(table.beginNext(now: time(1))?.id == jobs[4].id)
        #expect(table.beginNext(now: time(1)) == nil)
        _ = table.end(jobs[0].id, .succeeded, now: time(1))
        #expect(table.beginNext(now: time(1))?.id == jobs[1].id)
        #expect(table.runningCount == 3)
        #expect(table.list.map(\.id) == jobs.reversed().map(\.id))
    }

    @Test func progressIsToldNowAndThen() throws {
        var table = table()
        let id = try table.add(backup, by: "x", now: time(0)).id
        #expect(table.report(id, 0.1, "early", now: MonotonicTime(nanoseconds: 0)) == nil)
        _ = table.beginNext(now: time(0))
        var told = 0
        for number in 0...1000 {
            let now = MonotonicTime(nanoseconds: Int64(number) * 1_000_000)
            if table.report(id, Double(number) / 1000, "step \(number)", now: now) != nil { told += 1 }
            #expect(table.jobs[id]?.progress == Double(number) / 1000)
        }
        #expect(told == 5)
        #expect(table.jobs[id]?.sentence == "step 1000")
        for odd in [-1, 0.5, .nan, .infinity, -.infinity] {
            _ = table.report(id, odd, nil, now: MonotonicTime(nanoseconds: 0))
            #expect(table.jobs[id]?.progress == 1)
        }
        #expect(table.jobs[id]?.sentence == "step 1000")
    }

    @Test func cancelling() throws {
        var table = table()
        let running = try table.add(backup, by: "x", now: time(0)).id
        let waiting = try table.add(backup, by: "x", now: time(0)).id
        _ = table.beginNext(now: time(0))
        guard case .ended(let job) = table.cancel(waiting, now: time(1)) else {
            Issue.record("a job that waits ends at once")
            return
        }
        #expect(job.state == .cancelled)
        #expect(job.ended == time(1))
        guard case .asked(let asked) = table.cancel(running, now: time(1)) else {
            Issue.record("a job at work is asked")
            return
        }
        #expect(asked.state == .running)
        #expect(asked.isCancelling)
        _ = table.end(running, .cancelled, now: time(2))
        guard case .needless = table.cancel(running, now: time(3)) else {
            Issue.record("a job that has ended")
            return
        }
        #expect(table.beginNext(now: time(3)) == nil)
    }

    @Test func bounds() throws {
        var table = table {
            $0.mostWaiting = 3
            $0.mostRemembered = 5
        }
        for _ in 0..<3 { _ = try table.add(backup, by: "x", now: time(0)) }
        #expect(throws: JobRefusal.tooManyWaiting(3)) { try table.add(backup, by: "x", now: time(0)) }
        var ended: [JobID] = []
        for _ in 0..<20 {
            let jobFound = table.beginNext(now: time(0))
            let job = try #require(jobFound)
            _ = table.end(job.id, .succeeded, now: time(0))
            ended.append(job.id)
            _ = try table.add(backup, by: "x", now: time(0))
            #expect(table.jobs.count <= 5 + 3)
        }
        #expect(table.jobs.values.filter { $0.state.isFinal }.count == 5)
        for id in ended.suffix(5) { #expect(table.jobs[id] != nil) }
        let last = try #require(ended.last)
        #expect(table.forget(last) == true)
        #expect(table.forget(last) == false)
        #expect(table.jobs[last] == nil)
        let waiting = try #require(table.list.first)
        #expect(table.forget(waiting.id) == false)
    }

    @Test func longTextsAreCut() throws {
        var table = table()
        let id = try table.add(backup, by: "x", now: time(0)).id
        _ = table.beginNext(now: time(0))
        _ = table.report(id, 0, String(repeating: "x", count: 10_000), now: MonotonicTime(nanoseconds: 0))
        #expect(try #require(table.jobs[id]).sentence.utf8.count < 600)
        let result = Dictionary(uniqueKeysWithValues: (0..<100).map { ("\($0)", String(repeating: "y", count: 9000)) })
        let jobFound = table.end(id, .succeeded, result: result, now: time(0))
        let job = try #require(jobFound)
        #expect(job.result.count == 32)
        #expect(job.result.values.allSatisfy { $0.utf8.count < 2100 })
    }

    @Test func shuttingDown() throws {
        var table = table()
        let ids = try (0..<3).map { _ in try table.add(backup, by: "x", now: time(0)).id }
        _ = table.beginNext(now: time(0))
        let (ended, running) = table.shutDown(now: time(1))
        #expect(ended.map(\.id) == Array(ids[1...]))
        #expect(ended.allSatisfy { $0.state == .cancelled && !$0.sentence.isEmpty })
        #expect(running == [ids[0]])
        #expect(table.beginNext(now: time(1)) == nil)
        #expect(throws: JobRefusal.shuttingDown) { try table.add(backup, by: "x", now: time(1)) }
        #expect(table.jobs[ids[0]]?.isCancelling == true)
    }

    /// Whatever happens in whatever order, no kind has more at work than it may, and no job is lost.
    @Test(arguments: UInt64(0)..<60) func anyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var table = table {
            $0.atOnce = [export: 3]
            $0.mostWaiting = 5
            $0.mostRemembered = 8
        }
        var ids: [JobID] = []
        for step in 0..<300 {
            let id = ids.randomElement(using: &generator) ?? JobID("none")
            switch Int.random(in: 0..<6, using: &generator) {
            case 0, 1:
                if let job = try? table.add(Bool.random(using: &generator) ? backup : export, by: "x", now: time(0)) {
                    ids.append(job.id)
                }
            case 2: _ = table.cancel(id, now: time(Int64(step)))
            case 3 where table.jobs[id]?.state == .running:
                _ = table.end(
                    id,
                    [.succeeded, .failed, .cancelled].randomElement(using: &generator) ?? .failed,
                    now: time(0)
                )
            case 4: _ = table.forget(id)
            default:
                _ = table.report(id, .random(in: 0...1, using: &generator), nil, now: MonotonicTime(nanoseconds: 0))
            }
            while table.beginNext(now: time(0)) != nil {}
            let jobs = table.jobs.values
            #expect(jobs.count { $0.kind == backup && $0.state == .running } <= 1)
            #expect(jobs.count { $0.kind == export && $0.state == .running } <= 3)
            #expect(jobs.count { $0.state == .running } == table.runningCount)
            #expect(jobs.count { $0.state == .queued } <= 5)
            #expect(jobs.count { $0.state.isFinal } <= 8)
            #expect(table.list.count == jobs.count)
            // None waits for nothing.
            if jobs.contains(where: { $0.kind == backup && $0.state == .queued }) {
                #expect(jobs.contains { $0.kind == backup && $0.state == .running })
            }
        }
    }
}
