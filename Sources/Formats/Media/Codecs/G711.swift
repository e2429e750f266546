/// G.711 (ITU-T G.711): one byte per sample and channel. The standard has 8000 samples a second; some cameras have more.
package struct G711Format: CodecFormat {
    package enum Law: String, Hashable, Sendable { case a, mu }

    package let law: Law
    package let channels: Int
    /// Samples per second and channel.
    package let sampleRate: UInt32

    package init(law: Law, channels: Int = 1, sampleRate: UInt32 = 8000) {
        self.law = law
        self.channels = channels
        self.sampleRate = sampleRate
    }

    /// That are taken.
    package static let sampleRates: ClosedRange<UInt32> = 8000...48_000

    package var kind: MediaKind { .audio }
    package var name: String { law == .a ? "G.711 A-law" : "G.711 µ-law" }
    /// RFC 3551 §4.5.14.
    package var timescale: UInt32 { sampleRate }
    package var sound: SoundLayout? { SoundLayout(sampleRate: Int(sampleRate), channels: channels) }
    /// 20 ms, as most send it.
    package var usualDuration: Int64 { Int64(sampleRate) / 50 }
    /// Not registered with RFC 6381; the sample entry's name. No browser plays it in MP4.
    package var codecString: String { law == .a ? "alaw" : "ulaw" }
}
