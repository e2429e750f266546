import Media
import WorkerChannel
import Workers

/// A worker's session, as a derived stream sees it.
protocol DerivedSession: Sendable {
    /// What has happened since it was asked last, in order.
    func take() -> [WorkerSession.Event]
    /// Gives it a unit of a track that is open.
    func feed(_ feed: DecodeFeed, track: Int)
}

extension WorkerSession: DerivedSession {}

extension EncodedFormat {
    /// As a track of a stream; nil where it is none, or not what was asked for.
    ///
    /// - Parameter setup: of the session's track that it is of.
    func track(of setup: SessionTrack) -> TrackFormat? {
        switch setup {
        case .pictures:
            func sets(_ type: UInt8) -> [[UInt8]] { parameterSets.filter { $0.first.map { $0 & 0x1F } == type } }
            return try? .h264(
                H264Format(
                    sequenceParameterSets: sets(H264UnitType.sequenceParameterSet),
                    pictureParameterSets: sets(H264UnitType.pictureParameterSet)
                )
            )
        case .sound(let setup):
            guard parameterSets.count == 1, let format = try? AACFormat(configuration: parameterSets[0]),
                format.sampleRate == setup.output.sampleRate, format.channels == Int(setup.output.channels)
            else { return nil }
            return .aac(format)
        }
    }
}
