/// How much a file may make its reader hold in memory. Every file of ordinary use is far below the defaults.
package struct ScanLimits: Hashable, Sendable {
    /// Bytes of `moov`.
    package var movieLength: Int64 = 64 << 20
    /// Bytes of one `moof`.
    package var fragmentHeaderLength: Int64 = 4 << 20
    /// Samples of all tracks together; a sample takes 40 bytes of memory.
    package var samples = 2_000_000
    /// Samples of one fragment of a recording.
    package var samplesOfFragment = 200_000
    /// Fragments of one recording.
    package var fragments = 500_000

    package init() {}

    /// Tracks of a film, of any kind.
    static let tracks = 32
    /// Runs of one fragment.
    static let runs = 65_536
    /// Bytes of one piece that a scan asks for.
    static let pieceLength = 1 << 20
    /// No time in ticks may be beyond this, so that sums of a few never overflow: at 10 MHz, 3600 years.
    static let time = Int64(1) << 60
}
