import NVR

/// When a stream is recorded, as the product keeps it: a 0 or a 1 for each hour of the week, from Sunday's first on.
enum LightSchedule {
    private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let hours = 24

    /// Makes it the recorder's own, where the stream has one that is switched on.
    static func read(
        _ row: [String: SettingValue],
        into draft: inout CameraDraft,
        _ subject: String,
        _ content: inout ImportContent
    ) {
        guard row["record_on_schedule"]?.count == 1, let text = row["recording_schedule"]?.line, !text.isEmpty else {
            return
        }
        let marks = text.split(separator: ",", omittingEmptySubsequences: false).map { $0 == "1" }
        guard marks.count == days.count * hours else {
            return content.leaveOut(subject, "its recording_schedule: it has no mark for each hour of the week")
        }
        // All of the week is no schedule.
        guard marks.contains(false), draft.mode == "continuous" else { return }
        draft.mode = "schedule"
        draft.schedule = entries(marks)
    }

    /// Days that are alike stand together. Hours that are not named are not recorded.
    static func entries(_ marks: [Bool]) -> [String] {
        var names: [[Range<Int>]: [String]] = [:]
        var order: [[Range<Int>]] = []
        for (day, name) in days.enumerated() {
            let spans = spans(marks[(day * hours)..<((day + 1) * hours)].map(\.self))
            guard !spans.isEmpty else { continue }
            if names[spans] == nil { order.append(spans) }
            names[spans, default: []].append(name)
        }
        let entries = order.flatMap { spans in
            spans.map { span in
                "\((names[spans] ?? []).joined(separator: ",")) \(time(span.lowerBound))-\(time(span.upperBound)) continuous"
            }
        }
        return entries.isEmpty ? ["daily 00:00-24:00 off"] : entries
    }

    private static func spans(_ marks: [Bool]) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        for (hour, isMarked) in marks.enumerated() where isMarked {
            if let last = spans.last, last.upperBound == hour {
                spans[spans.count - 1] = last.lowerBound..<(hour + 1)
            } else {
                spans.append(hour..<(hour + 1))
            }
        }
        return spans
    }

    private static func time(_ hour: Int) -> String { "\(hour < 10 ? "0" : "")\(hour):00" }
}
