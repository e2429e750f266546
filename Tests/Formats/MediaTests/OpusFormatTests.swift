import Media
import Testing

struct OpusFormatTests {
    @Test func whatAPlayerIsTold() {
        let format = OpusFormat(channels: 1)
        #expect(format.codecString == "opus" && format.timescale == 48_000 && format.preSkip == 0)
        #expect(format.sound == SoundLayout(sampleRate: 48_000, channels: 1))
        #expect(TrackFormat.opus(format).isAlwaysKey && format.usualDuration == 960)
    }

    /// RFC 6716, table 2: one frame of each configuration, in ticks of 48 kHz.
    @Test(
        arguments: [
            (0, [480, 960, 1920, 2880]), (4, [480, 960, 1920, 2880]), (8, [480, 960, 1920, 2880]),
            (12, [480, 960, 480, 960]),
            (16, [120, 240, 480, 960]), (20, [120, 240, 480, 960]), (24, [120, 240, 480, 960]),
            (28, [120, 240, 480, 960]),
        ] as [(UInt8, [UInt32])]
    )
    func framesLast(first: UInt8, durations: [UInt32]) {
        for (index, duration) in durations.enumerated() {
            let configuration = (first + UInt8(index)) << 3
            for stereo in [0, 4] as [UInt8] {
                let byte = configuration | stereo
                #expect(lasts([byte]) == duration)
                #expect(lasts([byte | 1, 9, 9]) == 2 * duration)
                #expect(lasts([byte | 2, 1, 9, 9]) == 2 * duration)
                #expect(lasts([byte | 3]) == nil)
                for count in 0...63 as ClosedRange<UInt8> {
                    let total = UInt32(count) * duration
                    // 120 ms at most; the upper bits say that there is padding, and that sizes differ.
                    #expect(lasts([byte | 3, count | 0xC0]) == ((1...5760).contains(total) ? total : nil))
                }
            }
        }
        #expect(lasts([]) == nil)
    }

    private func lasts(_ packet: [UInt8]) -> UInt32? { OpusFormat.duration(ofPacket: packet.span) }
}
