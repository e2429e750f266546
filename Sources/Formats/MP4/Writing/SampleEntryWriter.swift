import Media

/// Writes the sample entry of a codec: what a decoder must know (ISO/IEC 14496-12 §8.5.2).
enum SampleEntryWriter {
    static func write(_ format: TrackFormat, to writer: inout BoxWriter) {
        switch format {
        case .h264(let h264): write(h264, to: &writer)
        case .aac(let aac):
            writer.box(.mp4a) { writer in
                writeAudio(channels: aac.channels, sampleRate: aac.sampleRate, to: &writer)
                writeElementaryStream(aac, to: &writer)
            }
        case .g711(let g711):
            writer.box(g711.law == .a ? .alaw : .ulaw) { writer in
                writeAudio(channels: g711.channels, sampleRate: g711.timescale, to: &writer)
            }
        }
    }

    private static func write(_ h264: H264Format, to writer: inout BoxWriter) {
        writer.box(.avc1) { writer in
            writer.zeros(6)
            writer.uint16(1)  // data reference
            writer.zeros(16)
            writer.uint16(UInt16(clamping: h264.pictureSize.width))
            writer.uint16(UInt16(clamping: h264.pictureSize.height))
            writer.uint32(0x48_0000)  // 72 dpi, twice, as everyone writes
            writer.uint32(0x48_0000)
            writer.zeros(4)
            writer.uint16(1)  // one picture per sample
            writer.zeros(32)  // the compressor's name
            writer.uint16(0x18)  // colour, no alpha
            writer.uint16(0xFFFF)
            writer.box(.avcC) { AVCConfiguration(h264).write(to: &$0) }
            if let ratio = h264.sequence.sampleAspectRatio {
                writer.box(.pasp) { writer in
                    writer.uint32(UInt32(clamping: ratio.width))
                    writer.uint32(UInt32(clamping: ratio.height))
                }
            }
        }
    }

    /// The fields that all sound has (ISO/IEC 14496-12 §12.2.3).
    private static func writeAudio(channels: Int, sampleRate: UInt32, to writer: inout BoxWriter) {
        writer.zeros(6)
        writer.uint16(1)  // data reference
        writer.zeros(8)
        writer.uint16(UInt16(clamping: channels))
        writer.uint16(16)  // bits of a sample, decoded
        writer.zeros(4)
        // 16.16 fixed point; a rate that does not fit is in the configuration.
        writer.uint32(sampleRate <= 0xFFFF ? sampleRate << 16 : 0)
    }

    /// The `esds` box (ISO/IEC 14496-14 §5.6, ISO/IEC 14496-1 §7.2.6).
    private static func writeElementaryStream(_ aac: AACFormat, to writer: inout BoxWriter) {
        let specific = descriptor(5, aac.configuration)
        // Object type 0x40, AAC; stream type 5, sound; buffer and bit rates not told.
        let configuration = descriptor(4, [0x40, 5 << 2 | 1] + [UInt8](repeating: 0, count: 11) + specific)
        let synchronisation = descriptor(6, [2])
        writer.fullBox(.esds) { $0.append(descriptor(3, [0, 0, 0] + configuration + synchronisation)) }
    }

    /// A descriptor with its tag and its length, seven bits a byte (ISO/IEC 14496-1 §8.3.3).
    private static func descriptor(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = [UInt8(content.count & 0x7F)]
        var rest = content.count >> 7
        while rest > 0 {
            length.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return [tag] + length + content
    }
}
