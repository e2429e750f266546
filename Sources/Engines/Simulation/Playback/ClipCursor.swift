/// A place in a clip that is played for ever: which unit comes next, and when.
struct ClipCursor {
    let clip: Clip
    /// Whether nothing is wanted: then it stays where it is.
    let isEmpty: Bool
    private(set) var loop: Int64
    /// When the pass at hand begins, in nanoseconds of the camera's clock.
    private(set) var loopStart: Int64
    private var position: Int
    /// By the clip's tracks.
    private let wanted: [Bool]

    /// Begins with the first key frame that is not before `time`, or with a unit of sound near it where no picture is
    /// wanted.
    ///
    /// - Parameter wanted: by the clip's tracks.
    init(_ clip: Clip, wanted: [Bool], from time: Int64) {
        isEmpty = !clip.units.contains { wanted[$0.track] }
        self.clip = clip
        self.wanted = wanted
        let loop = clip.loop(at: time)
        let start = clip.start(ofLoop: loop)
        let later = clip.units.firstIndex { $0.isStart && start + $0.time >= time }
        self.loop = later == nil ? loop + 1 : loop
        position = later ?? clip.units.firstIndex(where: \.isStart) ?? 0
        loopStart = clip.start(ofLoop: self.loop)
        skipUnwanted()
    }

    var unit: ClipUnit { clip.units[position] }

    /// When the unit is to be sent, in the camera's time.
    var time: Int64 { loopStart + unit.time }

    /// The unit's number among those of its track since the clip was first begun.
    var index: Int64 { loop * Int64(clip.unitCounts[unit.track]) + Int64(unit.number) }

    /// Goes on to the next unit that is wanted.
    mutating func advance() {
        if !isEmpty { position += 1 }
        skipUnwanted()
    }

    private mutating func skipUnwanted() {
        guard !isEmpty else { return }
        while true {
            if position == clip.units.count {
                position = 0
                loop += 1
                loopStart = clip.start(ofLoop: loop)
            }
            if wanted[clip.units[position].track] { return }
            position += 1
        }
    }
}
