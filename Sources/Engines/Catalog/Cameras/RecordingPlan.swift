/// When a stream is recorded. The raw values are kept in catalogues.
package enum RecordingMode: String, Hashable, Sendable, CaseIterable {
    case continuous
    /// While something happens, some seconds before it and some after.
    case event
    /// As its schedule says.
    case schedule
    /// When somebody asks for it.
    case manual
    /// As `manual`; and the camera need not be connected meanwhile.
    case off
}

/// How one stream of a camera is recorded.
package struct RecordingPlan: Hashable, Sendable {
    package var mode: RecordingMode
    /// Kept also while another mode is chosen.
    package var schedule: RecordingSchedule?

    package init(_ mode: RecordingMode = .continuous, schedule: RecordingSchedule? = nil) {
        self.mode = mode
        self.schedule = schedule
    }

    /// Whether it goes to disk without anybody asking for it.
    package var isRecorded: Bool {
        switch mode {
        case .continuous, .event, .schedule: true
        case .manual, .off: false
        }
    }
}

/// How a camera is recorded.
package struct CameraRecording: Hashable, Sendable {
    package var main: RecordingPlan
    package var sub: RecordingPlan
    /// How many seconds before an event are recorded, and after it; nil for the global settings.
    package var preRoll: Int?
    package var postRoll: Int?
    /// How many seconds of one event are recorded at most; nil for the global setting.
    package var longestEvent: Int?

    package init(
        main: RecordingPlan = RecordingPlan(),
        sub: RecordingPlan = RecordingPlan(),
        preRoll: Int? = nil,
        postRoll: Int? = nil,
        longestEvent: Int? = nil
    ) {
        self.main = main
        self.sub = sub
        self.preRoll = preRoll
        self.postRoll = postRoll
        self.longestEvent = longestEvent
    }

    package subscript(stream: StreamKind) -> RecordingPlan {
        get { stream == .main ? main : sub }
        set { if stream == .main { main = newValue } else { sub = newValue } }
    }

    /// Whether any of its streams goes to disk without anybody asking for it.
    package var isRecorded: Bool { main.isRecorded || sub.isRecorded }

    /// Switches recording on or off as a whole: a camera that is recorded by its mode already stays as it is.
    package mutating func set(isRecorded: Bool) {
        guard isRecorded != self.isRecorded else { return }
        main.mode = isRecorded ? .continuous : .off
        sub.mode = isRecorded ? .continuous : .off
    }
}
