/// One coded picture, or one block of audio, whole: what everything above the depacketiser deals in.
///
/// A value of this type is immutable in effect and may be passed to any thread. Video of H.264 and H.265 is stored as
/// NAL units, each after its length in four bytes, in network order (ISO/IEC 14496-15 §5.3), ready for an MP4 sample.
/// Parameter sets that stand in the stream are not part of the payload: they are in the track's format.
package struct AccessUnit: Sendable {
    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A decoder can start here: an IDR picture, of H.265 also a CRA or BLA picture; or any block of audio.
        package static let key = Flags(rawValue: 1)
        /// Something before this unit was lost on the way to us.
        package static let afterLoss = Flags(rawValue: 2)
        /// No other picture refers to this one (H.264: `nal_ref_idc` 0; H.265: a non-reference picture of the highest
        /// sub-layer): it may be dropped for a slow viewer.
        package static let disposable = Flags(rawValue: 4)
    }

    /// Index of the track in the stream's format.
    package var track: Int
    package var payload: Bytes
    /// When it is decoded, on the track's time line; never falls within an epoch.
    package var decodeTime: MediaTicks
    /// Presentation minus decoding time, in ticks; 0 where pictures are not reordered.
    package var presentationOffset: Int32
    /// When its last packet reached us.
    package var arrival: MonotonicTime
    /// Our estimate of the time of day of its first sample.
    package var wall: WallTime
    package var flags: Flags

    package init(
        track: Int,
        payload: Bytes,
        decodeTime: MediaTicks,
        presentationOffset: Int32 = 0,
        arrival: MonotonicTime,
        wall: WallTime,
        flags: Flags
    ) {
        self.track = track
        self.payload = payload
        self.decodeTime = decodeTime
        self.presentationOffset = presentationOffset
        self.arrival = arrival
        self.wall = wall
        self.flags = flags
    }

    package var isKey: Bool { flags.contains(.key) }
}
