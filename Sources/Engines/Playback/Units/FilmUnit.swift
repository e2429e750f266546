package import Media

/// An access unit on the time line of a film.
package struct FilmUnit: Sendable {
    /// `track` is the film's; `decodeTime` is in its ticks since the film's zero.
    package var unit: AccessUnit
    /// In ticks of its track.
    package var duration: UInt32
    /// Which of its track's sample entries it is of, from 1.
    package var sampleEntry: Int

    package init(unit: AccessUnit, duration: UInt32, sampleEntry: Int = 1) {
        self.unit = unit
        self.duration = duration
        self.sampleEntry = sampleEntry
    }

    /// When it is presented, in ticks of its track since the film's zero.
    package var shownAt: Int64 { unit.decodeTime.count.saturatingAdding(Int64(unit.presentationOffset)) }
}
