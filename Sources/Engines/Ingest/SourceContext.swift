import Media
import NIOCore
import Stream

/// What a session with a camera needs of the stream that it is for.
struct SourceContext: Sendable {
    let source: StreamSource
    let ring: StreamRing
    let loop: IngestLoop
    let time: any TimeSource
    let hosts: CameraHosts
    /// What came in the sessions before.
    let statistics: IngestStatistics
    let memory: SourceMemory
    /// Told the statistics, and whether pictures reach the ring.
    let report: @Sendable (IngestStatistics, Bool) -> Void
    /// Told when a connection stands.
    let connected: @Sendable (MonotonicTime) -> Void
    /// Told what the session has learnt.
    let learn: @Sendable (SourceMemory) -> Void
    /// Told how long the first request took to be answered, and that the first packet has come.
    let step: @Sendable (_ roundTrip: Duration?, _ firstPacketAt: MonotonicTime?) -> Void
}
