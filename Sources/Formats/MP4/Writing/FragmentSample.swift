/// What a fragment's head says of one sample, which is one access unit.
package struct FragmentSample: Hashable, Sendable {
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A decoder can start here.
        package static let key = Flags(rawValue: 1)
        /// No other sample refers to this one.
        package static let disposable = Flags(rawValue: 2)
    }

    /// Bytes.
    package var size: UInt32
    /// In ticks of its track.
    package var duration: UInt32
    /// Presentation minus decoding time, in ticks.
    package var presentationOffset: Int32
    package var flags: Flags

    package init(size: UInt32, duration: UInt32, presentationOffset: Int32 = 0, flags: Flags) {
        self.size = size
        self.duration = duration
        self.presentationOffset = presentationOffset
        self.flags = flags
    }

    package var isKey: Bool { flags.contains(.key) }
}

extension FragmentSample.Flags {
    /// The 32 bits that fragments use (ISO/IEC 14496-12 §8.8.3.1).
    var sampleFlags: UInt32 {
        // sample_depends_on: 2, on no other; 1, on others. sample_is_non_sync_sample is bit 16.
        let dependence: UInt32 = contains(.key) ? 2 << 24 : 1 << 24 | 1 << 16
        // sample_is_depended_on: 2, no other depends on it.
        return contains(.disposable) ? dependence | 2 << 22 : dependence
    }

    init(sampleFlags: UInt32) {
        self = sampleFlags & 1 << 16 == 0 ? .key : []
        if sampleFlags >> 22 & 3 == 2 { insert(.disposable) }
    }
}
