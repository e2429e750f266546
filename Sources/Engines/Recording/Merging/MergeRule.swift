/// When short recordings of a camera become long ones.
package struct MergeRule: Hashable, Sendable {
    package var isOn: Bool
    /// How long a joined recording gets: those are joined that begin in the same stretch of so long, counted from 1970 on.
    package var window: Duration
    /// Only recordings that ended so long ago.
    package var leastAge: Duration
    /// It takes so many, two at least.
    package var leastMembers: Int
    /// So many recordings at most in one pass.
    package var batch: Int
    /// Whether those are joined, too, between which nothing was recorded. Such are joined once, and no more after that.
    package var joinsAcrossPauses: Bool

    package init(
        isOn: Bool,
        window: Duration,
        leastAge: Duration,
        leastMembers: Int,
        batch: Int,
        joinsAcrossPauses: Bool = false
    ) {
        self.isOn = isOn
        self.joinsAcrossPauses = joinsAcrossPauses
        self.batch = batch
        self.window = window
        self.leastAge = leastAge
        self.leastMembers = leastMembers
    }
}
