import Storage

/// What is said of volumes, to people.
enum VolumeWords {
    static let states = VolumeState.allCases.map(\.rawValue)

    /// Without a word of where it lies: for all who look after the recorder.
    static func sentence(_ name: String, _ state: VolumeState) -> String? {
        let rest = "What should go there goes to the default volume, until it is back."
        return switch state {
        case .ready: nil
        case .returning: "The volume \(name) is back, and is looked through before anything is written to it."
        case .missing: "The volume \(name) is not there: its disk is not mounted. \(rest)"
        case .foreign:
            "In the place of the volume \(name) is another, or something else: nothing is written there. \(rest)"
        case .readOnly: "The volume \(name) may not be written to. \(rest)"
        case .full: "The volume \(name) is full. \(rest)"
        case .failed: "The disk of the volume \(name) reports errors, or does not answer. \(rest)"
        }
    }

    /// Of one that was removed, and on which recordings lie.
    static func sentenceOfRemoved(_ name: String) -> String {
        "Recordings lie on the volume \(name), which was removed, and it is not there: they can be neither played nor deleted."
    }
}
