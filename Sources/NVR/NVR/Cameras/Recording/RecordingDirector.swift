import Catalog
import Foundation
import Media
import Recording
import Synchronization

/// Says what of each stream is to be recorded at a moment: by its mode, by its schedule, and by what has happened.
///
/// It records nothing itself. All calls may come from any thread.
final class RecordingDirector: Sendable {
    /// What counts of cameras that do not say otherwise.
    struct Usual: Sendable {
        var preRoll: Duration = .seconds(5)
        var postRoll: Duration = .seconds(10)
        var longestEvent: Duration = .seconds(600)
        /// By which schedules are read.
        var timeZone = TimeZone.current
    }

    /// Something that is to be recorded.
    private struct Trigger {
        var id: CameraEventID
        var streams: Set<StreamKind>
        var isManual: Bool
        /// With what comes before and after it.
        var from: WallTime
        var until: WallTime
    }

    /// What happened is told so late at most: so much more is kept in memory.
    static let lateness: Duration = .seconds(3)
    /// Of one camera; beyond it the oldest are joined.
    private static let mostTriggers = 64

    private let usual: @Sendable () -> Usual
    private let triggers = Mutex<[CameraID: [Trigger]]>([:])

    init(usual: @escaping @Sendable () -> Usual = { Usual() }) { self.usual = usual }

    // MARK: What has happened

    /// Has an event recorded, of the streams that record events.
    ///
    /// - Parameters:
    ///   - end: nil while it lasts; then it is recorded as long as events are at most.
    /// - Returns: what is recorded of it.
    @discardableResult
    func note(_ id: CameraEventID, of camera: CameraRecord, from start: WallTime, to end: WallTime?) -> Range<WallTime>
    {
        let usual = usual()
        let rolls = camera.rolls(usual)
        let longest = start + rolls.longestEvent
        let until = (end.map { min($0, longest) } ?? longest) + rolls.postRoll
        let from = start + (.zero - rolls.preRoll)
        add(
            Trigger(id: id, streams: Set(StreamKind.allCases), isManual: false, from: from, until: until),
            to: camera.id
        )
        return from..<max(from, until)
    }

    /// Has streams recorded for a while, whatever their mode; beside those that were by the same id, until the same time.
    /// - Returns: all of them.
    func record(
        _ id: CameraEventID,
        _ streams: Set<StreamKind>,
        of camera: CameraID,
        from: WallTime,
        until: WallTime
    ) -> Set<StreamKind> {
        let known = triggers.withLock { $0[camera, default: []].first { $0.id == id } }
        var trigger = Trigger(id: id, streams: streams, isManual: true, from: from, until: until)
        if let known {
            trigger.from = known.from
            trigger.streams.formUnion(known.streams)
        }
        add(trigger, to: camera)
        return trigger.streams
    }

    /// Ends what is recorded by this id.
    func end(_ id: CameraEventID, of camera: CameraID, at time: WallTime) {
        triggers.withLock { triggers in
            guard let index = triggers[camera]?.firstIndex(where: { $0.id == id }) else { return }
            triggers[camera]?[index].until = time
        }
    }

    private func add(_ trigger: Trigger, to camera: CameraID) {
        triggers.withLock { triggers in
            var own = triggers[camera, default: []]
            own.removeAll { $0.id == trigger.id }
            own.append(trigger)
            if own.count > Self.mostTriggers {
                let oldest = own.removeFirst()
                if let index = own.firstIndex(where: { $0.isManual == oldest.isManual }) {
                    own[index].from = min(own[index].from, oldest.from)
                    own[index].until = max(own[index].until, oldest.until)
                }
            }
            triggers[camera] = own
        }
    }

    /// Until when somebody has a stream recorded by hand; nil where nobody has.
    func manualEnd(of camera: CameraID, _ stream: StreamKind, at now: WallTime) -> WallTime? {
        triggers.withLock { triggers in
            triggers[camera, default: []].filter { $0.isManual && $0.streams.contains(stream) && $0.until > now }
                .map(\.until).max()
        }
    }

    /// Lets go of what is long over.
    func forget(before time: WallTime) {
        triggers.withLock { triggers in
            for (camera, own) in triggers {
                let rest = own.filter { $0.until + Self.lateness > time }
                triggers[camera] = rest.isEmpty ? nil : rest
            }
        }
    }

    // MARK: What is to be recorded

    /// Nil where nothing is recorded and nobody need look at it.
    func order(for camera: CameraRecord, _ stream: StreamKind, at now: WallTime) -> RecordingOrder? {
        let usual = usual()
        let plan = camera.recording[stream]
        let mode = Self.mode(of: plan, at: now, in: usual.timeZone)
        guard mode != .continuous else { return .everything }
        let held = mode == .event ? camera.rolls(usual).preRoll + Self.lateness : .zero
        let due = triggers.withLock { $0[camera.id, default: []] }.filter { trigger in
            trigger.streams.contains(stream) && (trigger.isManual || mode == .event)
                && trigger.until + Self.lateness > now
        }
        if let from = due.map(\.from).min() {
            return RecordingOrder(.span(from: from, until: due.map(\.until).max()), held: held)
        }
        guard plan.mode != .off else { return nil }
        return RecordingOrder(.nothing(reason: Self.reason(plan.mode, now: mode)), held: held)
    }

    /// Whether what is recorded of a stream at this moment shows an event: where only events are recorded, all of it; elsewhere
    /// from when one is told until what follows it is over.
    func showsEvent(_ camera: CameraRecord, _ stream: StreamKind, at now: WallTime) -> Bool {
        guard Self.mode(of: camera.recording[stream], at: now, in: usual().timeZone) != .event else { return true }
        return triggers.withLock { $0[camera.id, default: []] }.contains { trigger in
            trigger.streams.contains(stream) && trigger.from <= now && now < trigger.until
        }
    }

    /// Whether a stream has to be connected although nobody watches it.
    func needs(_ camera: CameraRecord, _ stream: StreamKind, at now: WallTime) -> Bool {
        camera.recording[stream].mode != .off || manualEnd(of: camera.id, stream, at: now) != nil
    }

    /// The mode that counts at a moment: `continuous`, `event`, `manual` or `off`.
    static func mode(of plan: RecordingPlan, at now: WallTime, in zone: TimeZone) -> RecordingMode {
        guard plan.mode == .schedule else { return plan.mode }
        let seconds = now.nanoseconds.quotient(by: 1_000_000_000)
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let minutes = (seconds + Int64(offset)).quotient(by: 60)
        let day = minutes.quotient(by: 1440)
        // The first of January 1970 was a Thursday.
        let weekday = Int((day + 3) - (day + 3).quotient(by: 7) * 7)
        return plan.schedule?.mode(day: weekday, minute: Int(minutes - day * 1440)) ?? .off
    }

    private static func reason(_ mode: RecordingMode, now: RecordingMode) -> String {
        switch (mode, now) {
        case (.schedule, .off): "By the schedule nothing was to be recorded."
        case (.manual, _): "Nobody had it recorded."
        default: "Nothing happened."
        }
    }
}

extension CameraRecord {
    /// How its events are recorded.
    func rolls(_ usual: RecordingDirector.Usual) -> RecordingDirector.Usual {
        var own = usual
        if let seconds = recording.preRoll { own.preRoll = .seconds(seconds) }
        if let seconds = recording.postRoll { own.postRoll = .seconds(seconds) }
        if let seconds = recording.longestEvent { own.longestEvent = .seconds(seconds) }
        return own
    }
}

extension Int64 {
    /// Rounded down, of times before 1970 too.
    fileprivate func quotient(by divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
