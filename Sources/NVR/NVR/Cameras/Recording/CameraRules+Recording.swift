import Catalog

/// The words for when a stream is recorded.
package enum CameraModes {
    package static let all = RecordingMode.allCases.map(\.rawValue)

    static func mode(_ text: String, member: String) throws(DomainError) -> RecordingMode {
        guard let mode = RecordingMode(rawValue: text) else {
            let words = all.map { "\"\($0)\"" }.joined(separator: ", ")
            throw DomainError(.invalid, "\(member) is one of \(words).", member: member)
        }
        return mode
    }
}

/// How a camera is recorded.
extension CameraRules {
    static func recording(of draft: CameraDraft) throws(DomainError) -> CameraRecording {
        let usual: RecordingMode = draft.isRecorded ? .continuous : .off
        let mode = try draft.mode.map { (text) throws(DomainError) in try CameraModes.mode(text, member: "mode") }
        let subMode = try draft.subMode.map { (text) throws(DomainError) in
            try CameraModes.mode(text, member: "sub_mode")
        }
        let schedule = try Self.schedule(draft.schedule, member: "schedule")
        // Of a sub stream of which nothing is said, or not enough, it is as of the main stream.
        let subUsual = subMode == nil || subMode == .schedule ? schedule : nil
        let recording = CameraRecording(
            main: RecordingPlan(mode ?? usual, schedule: schedule),
            sub: RecordingPlan(
                subMode ?? mode ?? usual,
                schedule: try Self.schedule(draft.subSchedule, member: "sub_schedule") ?? subUsual
            ),
            preRoll: try Self.seconds(draft.preRoll, 0...30, member: "pre_roll_seconds"),
            postRoll: try Self.seconds(draft.postRoll, 0...300, member: "post_roll_seconds"),
            longestEvent: try Self.seconds(draft.longestEvent, 10...3600, member: "event_max_seconds")
        )
        return try Self.checked(recording)
    }

    func applyRecording(_ change: CameraChange, to new: inout CameraRecord) throws(DomainError) {
        let old = new.recording
        if let isRecorded = change.isRecorded { new.recording.set(isRecorded: isRecorded) }
        if let text = change.mode { new.recording.main.mode = try CameraModes.mode(text, member: "mode") }
        if let text = change.subMode { new.recording.sub.mode = try CameraModes.mode(text, member: "sub_mode") }
        if let entries = change.schedule {
            new.recording.main.schedule = try Self.schedule(entries, member: "schedule")
        }
        if let entries = change.subSchedule {
            new.recording.sub.schedule = try Self.schedule(entries, member: "sub_schedule")
        }
        if let value = change.preRoll {
            new.recording.preRoll = try Self.seconds(value, 0...30, member: "pre_roll_seconds")
        }
        if let value = change.postRoll {
            new.recording.postRoll = try Self.seconds(value, 0...300, member: "post_roll_seconds")
        }
        if let value = change.longestEvent {
            new.recording.longestEvent = try Self.seconds(value, 10...3600, member: "event_max_seconds")
        }
        if new.recording != old { new.recording = try Self.checked(new.recording) }
    }

    private static func checked(_ recording: CameraRecording) throws(DomainError) -> CameraRecording {
        for (plan, member) in [(recording.main, "schedule"), (recording.sub, "sub_schedule")]
        where plan.mode == .schedule && plan.schedule == nil {
            throw DomainError(
                .invalid,
                "\(member) must say when to record, like \"mon-fri 08:00-18:00 event\", where the mode is \"schedule\".",
                member: member
            )
        }
        return recording
    }

    private static func schedule(_ texts: [String]?, member: String) throws(DomainError) -> RecordingSchedule? {
        guard let texts, !texts.isEmpty else { return nil }
        var entries: [RecordingSchedule.Entry] = []
        for text in texts.prefix(RecordingSchedule.mostEntries + 1) {
            guard let entry = RecordingSchedule.Entry(text) else {
                throw DomainError(
                    .invalid,
                    "An entry of \(member) is made of days, times and a mode, like \"mon-fri 08:00-18:00 event\", "
                        + "\"sat,sun 22:00-06:00 continuous\" or \"daily 00:00-24:00 off\".",
                    member: member
                )
            }
            entries.append(entry)
        }
        guard let schedule = RecordingSchedule(entries: entries) else {
            throw DomainError(
                .invalid,
                "\(member) has \(RecordingSchedule.mostEntries) entries at most.",
                member: member
            )
        }
        return schedule
    }

    private static func seconds(
        _ seconds: Int?,
        _ range: ClosedRange<Int>,
        member: String
    ) throws(DomainError) -> Int? {
        guard let seconds else { return nil }
        guard range.contains(seconds) else {
            throw DomainError(
                .invalid,
                "\(member) is a number from \(range.lowerBound) to \(range.upperBound); null for the recorder's own setting.",
                member: member
            )
        }
        return seconds
    }
}

extension RecordingSchedule {
    /// As requests and answers have them.
    var texts: [String] { entries.map(\.description) }
}
