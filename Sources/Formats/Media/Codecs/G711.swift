/// G.711 (ITU-T G.711): one byte per sample and channel, 8000 samples a second.
package struct G711Format: CodecFormat {
    package enum Law: String, Hashable, Sendable { case a, mu }

    package let law: Law
    package let channels: Int

    package init(law: Law, channels: Int = 1) {
        self.law = law
        self.channels = channels
    }

    package var kind: MediaKind { .audio }
    package var name: String { law == .a ? "G.711 A-law" : "G.711 µ-law" }
    /// RFC 3551 §4.5.14.
    package var timescale: UInt32 { 8000 }
    package var sound: SoundLayout? { SoundLayout(sampleRate: 8000, channels: channels) }
    /// 20 ms, as most send it.
    package var usualDuration: Int64 { 160 }
    /// Not registered with RFC 6381; the sample entry's name. No browser plays it in MP4.
    package var codecString: String { law == .a ? "alaw" : "ulaw" }
}
