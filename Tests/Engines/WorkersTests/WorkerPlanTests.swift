import Media
import Testing

@testable import Workers

/// Who does what, and when workers come and go, by a clock that is turned by hand.
struct WorkerPlanTests {
    private var limits: WorkerLimits {
        var limits = WorkerLimits(shared: 2)
        limits.queue = 3
        limits.own = 1
        return limits
    }

    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    private func job(_ id: Int, _ camera: String? = "yard", at seconds: Double = 0) -> WorkerPlan.Job {
        WorkerPlan.Job(id: id, camera: camera, beginBy: at(seconds + 5), longest: .seconds(5))
    }

    /// A plan with one worker, number 1, that is ready.
    private func begun() -> WorkerPlan {
        var plan = WorkerPlan(limits: limits)
        #expect(plan.begin(at: at(0)) == [.start(1)])
        #expect(plan.ready(1, at: at(0)) == [])
        return plan
    }

    @Test func oneIsThereBeforeAnyoneAsks() {
        var plan = WorkerPlan(limits: limits)
        #expect(plan.begin(at: at(0)) == [.start(1)])
        #expect(plan.submit(job(1), at: at(0)) == [])
        #expect(plan.ready(1, at: at(1)) == [.assign(1, to: 1)])
        #expect(plan.finished(1, at: at(2)) == [])
        #expect(plan.submit(job(2), at: at(2)) == [.assign(2, to: 1)])
    }

    @Test func moreAreStartedUpToTheBoundWhenAllAreBusy() {
        var plan = begun()
        #expect(plan.submit(job(1), at: at(0)) == [.assign(1, to: 1)])
        #expect(plan.submit(job(2), at: at(0)) == [.start(2)])
        #expect(plan.submit(job(3), at: at(0)) == [])
        #expect(plan.ready(2, at: at(0)) == [.assign(2, to: 2)])
        #expect(plan.finished(1, at: at(0)) == [.assign(3, to: 1)])
    }

    @Test func whatDoesNotFitIntoTheQueueIsRefused() {
        var plan = begun()
        for id in 1...4 { _ = plan.submit(job(id), at: at(0)) }
        #expect(plan.waiting == 3)
        #expect(plan.submit(job(5), at: at(0)) == [.refuse(5, .busy)])
        plan.cancel(3)
        #expect(plan.submit(job(6), at: at(0)) == [])
    }

    @Test func whatWaitsTooLongIsRefused() {
        var plan = begun()
        _ = plan.submit(job(1), at: at(4))
        _ = plan.submit(job(2), at: at(0))
        #expect(plan.nextDeadline == at(5))
        #expect(plan.tick(at: at(5)) == [.refuse(2, .tooLate)])
        // Who works has the whole time for it, however long it waited.
        #expect(plan.nextDeadline == at(9))
    }

    @Test func oneThatHangsIsEndedAndAnotherTakesItsPlace() {
        var plan = begun()
        _ = plan.submit(job(1), at: at(0))
        #expect(plan.tick(at: at(5)) == [.end(1), .refuse(1, .hung), .start(2)])
        #expect(plan.restarts == 1)
        #expect(plan.submit(job(2, at: 5), at: at(5)) == [])
        #expect(plan.ready(2, at: at(5)) == [.assign(2, to: 2)])
    }

    @Test func oneThatEndsInTheMiddleIsReplacedAtOnce() {
        var plan = begun()
        _ = plan.submit(job(1), at: at(0))
        #expect(plan.ended(1, "it was killed", at: at(1)) == [.refuse(1, .ended("it was killed")), .start(2)])
        #expect(plan.lastEnd == "it was killed")
    }

    @Test func nobodyGetsOneThatCannotBeReached() {
        var plan = begun()
        plan.lost(1, at: at(0))
        #expect(plan.submit(job(1), at: at(0)) == [.start(2)])
        #expect(plan.ended(1, "it was killed", at: at(0)) == [])
        // Nothing is known of its end: it is taken for granted.
        plan.lost(2, at: at(0))
        #expect(plan.tick(at: at(2)).first == .end(2))
    }

    @Test func whoeverEndsAgainAndAgainIsStartedAtGrowingIntervals() {
        var plan = begun()
        #expect(plan.ended(1, "x", at: at(0)) == [.start(2)])
        #expect(plan.ended(2, "x", at: at(0)) == [])
        #expect(plan.nextDeadline == at(0.5))
        #expect(plan.tick(at: at(0.4)) == [])
        #expect(plan.tick(at: at(0.5)) == [.start(3)])
        _ = plan.ready(3, at: at(0.5))
        #expect(plan.ended(3, "x", at: at(1)) == [])
        #expect(plan.nextDeadline == at(2))
        #expect(plan.tick(at: at(2)) == [.start(4)])
        // Work that was done sets it right.
        _ = plan.ready(4, at: at(2))
        _ = plan.submit(job(1, at: 2), at: at(2))
        _ = plan.finished(4, at: at(3))
        #expect(plan.ended(4, "x", at: at(3)) == [.start(5)])
        #expect(WorkerLimits(shared: 1).delay(afterFailures: 1000) == .seconds(30))
    }

    @Test func whoeverWaitsForOneThatDoesNotStartIsToldSo() {
        var plan = WorkerPlan(limits: limits)
        _ = plan.begin(at: at(0))
        _ = plan.submit(job(1), at: at(0))
        #expect(plan.ended(1, "no file", at: at(0)) == [.start(2)])
        #expect(plan.ended(2, "no file", at: at(0)) == [.refuse(1, .noWorker("no file"))])
        #expect(plan.trouble == "no file")
        #expect(plan.submit(job(2), at: at(0.1)) == [.refuse(2, .noWorker("no file"))])
        #expect(plan.tick(at: at(0.5)) == [.start(3)])
        #expect(plan.ready(3, at: at(1)) == [])
        #expect(plan.trouble == nil)
    }

    @Test func oneThatIsNotReadyInTimeIsEnded() {
        var plan = WorkerPlan(limits: limits)
        _ = plan.begin(at: at(0))
        #expect(plan.tick(at: at(15)) == [.end(1), .start(2)])
        #expect(plan.trouble == "it was not ready in time")
    }

    @Test func aCameraThatHasTwoWorkersEndGetsOneOfItsOwn() {
        var plan = begun()
        _ = plan.submit(job(1, "yard"), at: at(0))
        _ = plan.ended(1, "x", at: at(0))
        _ = plan.ready(2, at: at(0))
        _ = plan.submit(job(2, "yard"), at: at(0))
        _ = plan.ended(2, "x", at: at(0))
        _ = plan.tick(at: at(1))
        _ = plan.ready(3, at: at(1))
        // The shared one is idle, and not for this camera.
        #expect(plan.submit(job(3, "yard", at: 1), at: at(1)) == [.start(4)])
        #expect(plan.submit(job(4, "door", at: 1), at: at(1)) == [.assign(4, to: 3)])
        #expect(plan.ready(4, at: at(1)) == [.assign(3, to: 4)])
        #expect(plan.workers[4]?.owner == "yard")
        _ = plan.finished(4, at: at(1))
    }

    /// Two workers end under a camera's pictures, 40 s one after the other.
    private func spoil(_ plan: inout WorkerPlan, _ camera: String, at seconds: Double) {
        for (id, now) in [(100, seconds), (101, seconds + 40)] {
            _ = plan.tick(at: at(now))
            for worker in plan.workers.keys { _ = plan.ready(worker, at: at(now)) }
            let actions = plan.submit(job(id, camera, at: now), at: at(now))
            guard case .assign(id, let worker)? = actions.first else {
                Issue.record("no worker for \(camera): \(actions)")
                return
            }
            _ = plan.ended(worker, "x", at: at(now))
            for worker in plan.workers.keys { _ = plan.ready(worker, at: at(now)) }
        }
    }

    @Test func ofThoseOfTheirOwnTheOneThatIsIdleMakesRoom() {
        var plan = begun()
        spoil(&plan, "yard", at: 0)
        spoil(&plan, "gate", at: 80)
        let actions = plan.submit(job(1, "yard", at: 160), at: at(160))
        let own = plan.workers.first { $0.value.owner == "yard" }?.key ?? 0
        #expect(actions.contains(.start(own)))
        #expect(plan.ready(own, at: at(160)) == [.assign(1, to: own)])
        // It is at work.
        let busy = plan.submit(job(2, "gate", at: 160), at: at(160))
        #expect(busy == [])
        let freed = plan.finished(own, at: at(161))
        #expect(freed.first == .end(own))
        #expect(plan.workers.values.map(\.owner).filter { $0 != nil } == ["gate"])
    }

    @Test func oneThatIsIdleIsAskedWhetherItLives() {
        var plan = begun()
        #expect(plan.nextDeadline == at(10))
        #expect(plan.tick(at: at(10)) == [.ping(1)])
        #expect(plan.ponged(1, at: at(10)) == [])
        #expect(plan.tick(at: at(20)) == [.ping(1)])
        // It is given work nevertheless, and answers first.
        #expect(plan.submit(job(1, at: 20), at: at(20)) == [.assign(1, to: 1)])
        #expect(plan.ponged(1, at: at(20)) == [])
        #expect(plan.finished(1, at: at(21)) == [])
        #expect(plan.tick(at: at(31)) == [.ping(1)])
        #expect(plan.tick(at: at(41)) == [.end(1), .start(2)])
    }

    @Test func thoseWithNothingToDoGoButForTheLast() {
        var plan = begun()
        _ = plan.submit(job(1), at: at(0))
        _ = plan.submit(job(2), at: at(0))
        _ = plan.ready(2, at: at(0))
        _ = plan.finished(1, at: at(0))
        _ = plan.finished(2, at: at(1))
        let actions = plan.tick(at: at(61))
        #expect(actions.filter { if case .end = $0 { true } else { false } } == [.end(1)])
        #expect(Set(plan.workers.keys) == [2])
    }

    @Test func oneThatIsOfNoUseIsEnded() {
        var plan = begun()
        _ = plan.submit(job(1), at: at(0))
        #expect(
            plan.discard(1, "nonsense", .nonsense("a picture"), at: at(0)) == [
                .end(1), .refuse(1, .nonsense("a picture")), .start(2),
            ]
        )
    }

    @Test func afterTheEndNothingIsStarted() {
        var plan = begun()
        _ = plan.submit(job(1), at: at(0))
        #expect(plan.stop() == [.end(1)])
        #expect(plan.nextDeadline == nil)
        #expect(plan.ended(1, "x", at: at(0)) == [])
        #expect(plan.tick(at: at(100)) == [])
    }
}
