import Media
import Testing

@testable import ONVIF

struct PullPointTests {
    private static func instant(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    /// By a clock of the device that has nothing to do with ours.
    private static func made(lasting seconds: Double, at year: Int = 1970)
        -> EventService.CreatePullPointSubscription.Answer
    {
        let time =
            CivilTime(year: year, month: 1, day: 2, hour: 0, minute: 0, second: 0)?.time ?? WallTime(nanoseconds: 0)
        return .init {
            $0.subscriptionReference = EndpointReference("http://cam/sub/1")
            $0.currentTime = XMLDateTime(time)
            $0.terminationTime = XMLDateTime(time + .seconds(seconds))
        }
    }

    private static func subscribed(lasting seconds: Double = 60) -> PullPoint {
        var point = PullPoint()
        point.created(made(lasting: seconds), askedAt: instant(0))
        return point
    }

    @Test func isMadePulledAndRenewed() throws {
        var point = PullPoint()
        guard case .create(let question) = point.next(at: Self.instant(0)) else {
            Issue.record("no beginning")
            return
        }
        #expect(question.initialTerminationTime == "PT120S")
        point.created(Self.made(lasting: 60), askedAt: Self.instant(0))
        guard case .pull(let pull, let reference) = point.next(at: Self.instant(1)) else {
            Issue.record("no pull")
            return
        }
        #expect(reference.address == "http://cam/sub/1" && pull.timeout.duration < .seconds(60))
        guard case .pull = point.next(at: Self.instant(29)), case .renew = point.next(at: Self.instant(30)) else {
            Issue.record("renewed at the wrong time")
            return
        }
        point.renewed(.init { ($0.currentTime, $0.terminationTime) = (nil, nil) }, askedAt: Self.instant(30))
        guard case .pull = point.next(at: Self.instant(89)), case .renew = point.next(at: Self.instant(90)) else {
            Issue.record("a device that does not say for how long is taken to mean what it was asked for")
            return
        }
    }

    @Test(arguments: [ONVIFError.notFound(reason: "gone"), .fault(SOAPFault(.receiver, reason: "x")), .status(500)])
    func isMadeAnewAfterAFault(error: ONVIFError) {
        var point = Self.subscribed()
        point.failed(error, at: Self.instant(5))
        #expect(point.next(at: Self.instant(5)) == .wait(until: Self.instant(6)))
        guard case .create = point.next(at: Self.instant(6)) else {
            Issue.record("not made anew")
            return
        }
        point.unreachable(at: Self.instant(7))
        #expect(point.next(at: Self.instant(7)) == .wait(until: Self.instant(9)))
        for second in 0..<20 { point.unreachable(at: Self.instant(Double(10 + second))) }
        // Never more than a minute.
        #expect(point.next(at: Self.instant(29)) == .wait(until: Self.instant(89)))
    }

    @Test func oneThatCannotBeRenewedIsUsedToItsEnd() {
        var point = Self.subscribed()
        point.failed(.unsupported(reason: "no Renew"), at: Self.instant(30))
        guard case .pull = point.next(at: Self.instant(31)) else {
            Issue.record("given up")
            return
        }
        point.failed(.notFound(reason: "gone"), at: Self.instant(60))
        guard case .create = point.next(at: Self.instant(61)) else {
            Issue.record("not made anew")
            return
        }
    }

    @Test func aDeviceWithoutEventsIsLeftAlone() {
        var point = PullPoint()
        point.failed(.unsupported(reason: "none"), at: Self.instant(0))
        #expect(point.next(at: Self.instant(500)) == .giveUp(.unsupported(reason: "none")))
    }

    @Test func oneThatDoesNotWaitIsAskedSeldom() {
        var point = Self.subscribed()
        for _ in 0..<3 { _ = point.pulled(.init(), askedAt: Self.instant(1), now: Self.instant(1.25)) }
        #expect(point.next(at: Self.instant(1.25)) == .wait(until: Self.instant(2.25)))
        let told = EventService.PullMessages.Answer { $0.notificationMessage = [EventNotification()] }
        #expect(point.pulled(told, askedAt: Self.instant(3), now: Self.instant(3)).count == 1)
        guard case .pull = point.next(at: Self.instant(3)) else {
            Issue.record("kept waiting")
            return
        }
    }

    @Test func aSubscriptionWithoutAnAddressIsNone() {
        var point = PullPoint()
        point.created(.init(), askedAt: Self.instant(0))
        #expect(point.reference == nil)
        #expect(point.next(at: Self.instant(0)) == .wait(until: Self.instant(1)))
    }
}
