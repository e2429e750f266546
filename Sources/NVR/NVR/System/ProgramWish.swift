/// What somebody wants of the program itself. The recorder cannot do it: its end, and what comes after it, are the
/// program's.
package enum ProgramWish: String, Hashable, Sendable, CaseIterable {
    /// End in good order, then start anew in place.
    case restart
    /// End in good order.
    case shutDown = "shut-down"
}
