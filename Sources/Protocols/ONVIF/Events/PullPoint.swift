package import Media

/// A subscription to a device's events, kept alive: made, asked, renewed, and made anew whatever becomes of it.
///
/// All of its times are ours. What a device says of its own is used for intervals alone, so that a clock that is wrong, or
/// is set while we look on, ends nothing.
package struct PullPoint: Sendable {
    package enum Action: Hashable, Sendable {
        case create(EventService.CreatePullPointSubscription)
        case pull(EventService.PullMessages, EndpointReference)
        case renew(EventService.Renew, EndpointReference)
        case wait(until: MonotonicTime)
        /// This device has no events by pulling.
        case giveUp(ONVIFError)
    }

    private struct Subscription {
        var reference: EndpointReference
        /// When it is to be renewed.
        var renewal: MonotonicTime
        var isRenewable = true
    }

    /// How long a subscription lasts, and how long a device may wait with an answer; less than the other.
    private static let lifetime = Duration.seconds(120)
    private static let patience = Duration.seconds(20)
    private static let messages = 100
    private static let pauses: [Duration] = [
        .seconds(1), .seconds(2), .seconds(5), .seconds(15), .seconds(30), .seconds(60),
    ]

    private var subscription: Subscription?
    private var failures = 0
    private var pause: MonotonicTime?
    private var hopeless: ONVIFError?
    /// Devices with little memory take few messages at a time; asked for more they refuse.
    private var messageLimit = Self.messages
    /// When the last answer came at once with nothing in it.
    private var emptyAnswers = 0

    package init() {}

    /// The address to be told goodbye at the end, if there is one.
    package var reference: EndpointReference? { subscription?.reference }

    /// What to do now.
    package func next(at now: MonotonicTime) -> Action {
        if let hopeless { return .giveUp(hopeless) }
        if let pause, pause > now { return .wait(until: pause) }
        guard let subscription else { return .create(.init(lasting: XMLDuration(Self.lifetime))) }
        if subscription.isRenewable, subscription.renewal <= now {
            return .renew(.init(lasting: XMLDuration(Self.lifetime)), subscription.reference)
        }
        let pull = EventService.PullMessages {
            $0.timeout = XMLDuration(Self.patience)
            $0.messageLimit = messageLimit
        }
        return .pull(pull, subscription.reference)
    }

    /// - Parameter askedAt: when the question was sent: what the device grants counts from then.
    package mutating func created(_ answer: EventService.CreatePullPointSubscription.Answer, askedAt: MonotonicTime) {
        guard !answer.subscriptionReference.address.isEmpty else {
            return failed(.unexpectedAnswer("a subscription without an address"), at: askedAt)
        }
        let granted = Self.interval(from: answer.currentTime, to: answer.terminationTime)
        subscription = Subscription(
            reference: answer.subscriptionReference,
            renewal: Self.renewal(granted, from: askedAt)
        )
        pause = nil
        emptyAnswers = 0
    }

    /// - Parameters:
    ///   - askedAt: when the question was sent.
    ///   - now: when its answer was there. Some devices answer at once however long they may wait: they are asked each
    ///     second then.
    package mutating func pulled(
        _ answer: EventService.PullMessages.Answer,
        askedAt: MonotonicTime,
        now: MonotonicTime
    ) -> [EventNotification] {
        failures = 0
        let isQuick = answer.notificationMessage.isEmpty && now - askedAt < .milliseconds(500)
        emptyAnswers = isQuick ? emptyAnswers + 1 : 0
        pause = emptyAnswers > 1 ? now + .seconds(1) : nil
        return Array(answer.notificationMessage.prefix(Self.messages * 2))
    }

    package mutating func renewed(_ answer: EventService.Renew.Answer, askedAt: MonotonicTime) {
        failures = 0
        let granted = Self.interval(from: answer.currentTime, to: answer.terminationTime)
        subscription?.renewal = Self.renewal(granted, from: askedAt)
    }

    /// An action failed for this reason.
    package mutating func failed(_ error: ONVIFError, at now: MonotonicTime) {
        let wasRenewal = subscription.map { $0.isRenewable && $0.renewal <= now } ?? false
        switch error {
        case .unsupported where subscription == nil:
            hopeless = error
            return
        case .unsupported where wasRenewal:
            // It cannot be renewed, and ends: pulled from until then, and made anew.
            subscription?.isRenewable = false
            return
        case .invalid where messageLimit > 1 && subscription != nil:
            // PullMessagesFaultResponse names a limit; few devices do (Core §9.1.2).
            messageLimit = max(1, messageLimit / 10)
        default: break
        }
        subscription = nil
        pause = now + Self.pauses[min(failures, Self.pauses.count - 1)]
        failures += 1
    }

    /// The device could not be reached.
    package mutating func unreachable(at now: MonotonicTime) {
        subscription = nil
        pause = now + Self.pauses[min(failures, Self.pauses.count - 1)]
        failures += 1
    }

    /// After half of what was granted, so that one attempt may fail; at most after half of what we asked for.
    private static func renewal(_ granted: Duration?, from asked: MonotonicTime) -> MonotonicTime {
        asked + min(max(granted ?? lifetime, .seconds(4)), lifetime) / 2
    }

    /// Nil where the device's times make no sense.
    private static func interval(from current: XMLDateTime?, to end: XMLDateTime?) -> Duration? {
        guard let current, let end, end.time > current.time else { return nil }
        return end.time - current.time
    }
}
