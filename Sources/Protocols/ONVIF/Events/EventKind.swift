import Media

/// What an event of a device is about, whatever the device calls it.
package enum EventKind: Hashable, Sendable {
    case motion
    /// Somebody covers, turns or blinds the camera.
    case tamper
    case sound
    case digitalInput
    case relay
    /// Something of a class: "person", "vehicle", "animal", "face", "package", "visitor" (somebody rings); nil where the
    /// device does not say.
    case object(String?)
    /// The camera has lost its picture.
    case videoLoss
    /// Its disk or card is full or broken.
    case storageFailure

    /// The kind of a topic; nil of one that is of no use here.
    ///
    /// - Parameter topic: as a device writes it, with any prefixes: "tns1:RuleEngine/CellMotionDetector/Motion".
    package init?(topic: String) {
        let steps = topic[...].trimmed.utf8.split(separator: UInt8(ascii: "/")).prefix(12).map { step in
            let name = step.lastIndex(of: UInt8(ascii: ":")).map { step[step.index(after: $0)...] } ?? step
            return Substring(name).lowercased()
        }
        guard let kind = Self.exact(steps) ?? Self.guessed(steps) else { return nil }
        self = kind
    }

    /// The topics of the standard (Core §9, Imaging §6, Analytics annex A, Device IO §6).
    private static func exact(_ steps: [String]) -> EventKind? {
        switch steps.prefix(2).joined(separator: "/") {
        case "videosource/motionalarm", "ruleengine/cellmotiondetector", "ruleengine/motionregiondetector":
            steps.count > 2 && steps[2] != "motion" ? nil : .motion
        case "videosource/globalscenechange", "videosource/imagetoodark", "videosource/imagetoobright",
            "videosource/imagetooblurry", "ruleengine/tamperdetector":
            .tamper
        case "videosource/signalloss": .videoLoss
        case "audioanalytics/audio": .sound
        case "device/trigger":
            steps.count > 2 && steps[2] == "digitalinput" ? .digitalInput : steps.last == "relay" ? .relay : nil
        case "device/hardwarefailure": steps.last == "storagefailure" ? .storageFailure : nil
        case "ruleengine/fielddetector", "ruleengine/linedetector": .object(nil)
        default: nil
        }
    }

    /// Words that devices put into topics of their own: Reolink, Tapo, Axis, Hikvision, Dahua.
    private static func guessed(_ steps: [String]) -> EventKind? {
        guard let first = steps.first else { return nil }
        // What it records itself, who logs in, how busy it is: no event here.
        guard !["recordingconfig", "monitoring", "configuration", "media", "recordinghistory"].contains(first) else {
            return nil
        }
        let words: [(String, EventKind)] = [
            ("peopledetect", .object("person")), ("people", .object("person")), ("humanshape", .object("person")),
            ("human", .object("person")), ("person", .object("person")), ("vehicle", .object("vehicle")),
            ("dogcat", .object("animal")), ("animal", .object("animal")), ("pet", .object("animal")),
            ("face", .object("face")), ("package", .object("package")), ("visitor", .object("visitor")),
            ("tamper", .tamper), ("scenechange", .tamper), ("audio", .sound), ("sound", .sound),
            ("digitalinput", .digitalInput), ("virtualinput", .digitalInput), ("relay", .relay),
            ("smartevent", .object(nil)), ("linecross", .object(nil)), ("intrusion", .object(nil)),
            ("objectsinside", .object(nil)), ("motion", .motion), ("vmd", .motion),
        ]
        // The last step says most.
        for step in steps.reversed() {
            if let found = words.first(where: { step.contains($0.0) }) { return found.1 }
        }
        return nil
    }
}
