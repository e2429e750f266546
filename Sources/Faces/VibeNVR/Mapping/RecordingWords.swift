import NVR

/// The document's words for how a camera is recorded, and for how long.
enum RecordingWords {
    private static let modes: [(word: String, mode: String)] = [
        ("Off", "off"), ("Motion Triggered", "event"), ("Continuous", "continuous"), ("Always", "continuous"),
        // What the document has no words for is shown as the nearest, and stays what it is until another is chosen.
        ("Continuous", "schedule"), ("Off", "manual"),
    ]

    static func word(of camera: CameraView) -> String {
        modes.first { $0.mode == camera.mode }?.word ?? "Off"
    }

    /// - Throws: `Problem`, 422.
    static func mode(_ word: String) throws -> String {
        guard let mode = modes.first(where: { $0.word == word })?.mode else {
            throw VibeErrors.invalid("recording_mode", "It is Off, Motion Triggered or Continuous.")
        }
        return mode
    }

    // MARK: How long it is kept

    private static let times = [
        (1, "For One Day"), (7, "For One Week"), (30, "For One Month"), (365, "For One Year"), (0, "Forever"),
    ]

    /// Days; 0 until the room is needed.
    static func days(_ text: String) throws -> Int {
        if let known = times.first(where: { $0.1 == text }) { return known.0 }
        guard let days = Int(text), days >= 0 else {
            throw VibeErrors.invalid("preserve_movies", "It is For One Day, Week, Month or Year, Forever, or days.")
        }
        return days
    }

    static func time(_ days: Int) -> String { times.first { $0.0 == days }?.1 ?? String(days) }

    /// The document has one to five minutes, and makes these of all others.
    static func movieLength(_ seconds: Int?) -> Int {
        guard let seconds, (1...300).contains(seconds) else { return 300 }
        return max(60, seconds)
    }

    // MARK: Room

    static let gigabyte = 1_073_741_824.0

    /// Nil for any amount.
    static func bytes(_ gigabytes: Double, _ member: String) throws -> Int64? {
        guard gigabytes.isFinite, (0...8_000_000).contains(gigabytes) else {
            throw VibeErrors.invalid(member, "It is a number of gigabytes; 0 for any.")
        }
        return gigabytes == 0 ? nil : max(1, Int64((gigabytes * gigabyte).rounded()))
    }

    /// To the millionth, so that what was said is read back.
    static func gigabytes(_ bytes: Int64) -> Double { (Double(bytes) / gigabyte * 1e6).rounded() / 1e6 }

    static func megabytes(_ bytes: Int64) -> Double { (Double(bytes) / 1_048_576 * 100).rounded() / 100 }
}
