/// What has become of a derived stream so far.
struct DerivedFigures: Hashable, Sendable {
    /// That were made.
    var pictures = 0
    /// Of the camera's, that were not, because there was no time for them or nobody needs so many.
    var leftOut = 0
    /// Units that could not be decoded.
    var undecoded = 0
    /// Workers that were lost.
    var lost = 0
}
