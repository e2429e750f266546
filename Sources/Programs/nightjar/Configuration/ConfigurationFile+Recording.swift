import NVR

/// When a camera is recorded.
extension ConfigurationFile {
    static func readRecording(
        _ section: inout ConfigurationSection,
        into camera: inout CameraDraft
    ) throws(ConfigurationError) {
        camera.mode = try section.string("mode")
        camera.subMode = try section.string("sub_mode")
        let schedule = try section.strings("schedule")
        if !schedule.isEmpty { camera.schedule = schedule }
        let subSchedule = try section.strings("sub_schedule")
        if !subSchedule.isEmpty { camera.subSchedule = subSchedule }
        camera.preRoll = try section.int("pre_roll", within: 0...30)
        camera.postRoll = try section.int("post_roll", within: 0...300)
        camera.longestEvent = try section.int("event_max", within: 10...3600)
    }

    /// What the entry says of these, for its hash.
    static func recordingMembers(of camera: CameraDraft) -> [String?] {
        [
            camera.mode.map { "mode=\($0)" }, camera.subMode.map { "sub_mode=\($0)" },
            camera.schedule.map { "schedule=\($0.joined(separator: ";"))" },
            camera.subSchedule.map { "sub_schedule=\($0.joined(separator: ";"))" },
            camera.preRoll.map { "pre_roll=\($0)" }, camera.postRoll.map { "post_roll=\($0)" },
            camera.longestEvent.map { "event_max=\($0)" },
        ]
    }
}
