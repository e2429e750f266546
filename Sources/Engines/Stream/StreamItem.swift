package import Media

/// What a reader of a stream gets, in order.
package enum StreamItem: Sendable {
    /// The tracks from here on. Comes before the first unit, and again with a new time line (epoch) when the camera's
    /// format changed or it was connected anew.
    case format(StreamFormat)
    case unit(AccessUnit)
    /// Units that this reader will not see, because it was too slow. The next unit is a key frame.
    case skipped(SkippedUnits)
    /// The camera is gone for now; a new `format` follows when it is back.
    case interrupted(Interruption)
    /// Nothing more will come.
    case ended
}

/// Units that were taken out of the ring before a reader saw them.
package struct SkippedUnits: Hashable, Sendable {
    package var units: Int
    package var bytes: Int
    /// Time of day of the first and the last of them.
    package var first: WallTime
    package var last: WallTime

    package init(units: Int, bytes: Int, first: WallTime, last: WallTime) {
        self.units = units
        self.bytes = bytes
        self.first = first
        self.last = last
    }

    /// Adds a unit to those that were skipped so far, if any.
    ///
    /// - Parameter bytes: of its payload, wherever that is.
    static func note(_ unit: AccessUnit, bytes: Int, in skipped: inout SkippedUnits?) {
        var all = skipped ?? SkippedUnits(units: 0, bytes: 0, first: unit.wall, last: unit.wall)
        all.units += 1
        all.bytes += bytes
        all.last = max(all.last, unit.wall)
        skipped = all
    }
}

/// Why a stream stopped for a while.
package struct Interruption: Hashable, Sendable {
    /// Short and stable, for programs: "camera-unreachable".
    package var code: String
    /// For people: "The camera refused the password."
    package var sentence: String
    package var at: WallTime

    package init(code: String, sentence: String, at: WallTime) {
        self.code = code
        self.sentence = sentence
        self.at = at
    }
}
