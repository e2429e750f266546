import Media

/// Writes the sample entry of a codec: what a decoder must know (ISO/IEC 14496-12 §8.5.2).
enum SampleEntryWriter {
    static func write(_ format: TrackFormat, to writer: inout BoxWriter) {
        switch format {
        case .h264(let h264):
            writePicture(.avc1, format, to: &writer) { writer in
                writer.box(.avcC) { AVCConfiguration(h264).write(to: &$0) }
            }
        case .h265(let h265):
            writePicture(.hvc1, format, to: &writer) { writer in
                writer.box(.hvcC) { HEVCConfiguration(h265).write(to: &$0) }
            }
        case .jpeg:
            writePicture(.mp4v, format, to: &writer) { writer in
                ElementaryStream(
                    objectType: ElementaryStream.ObjectType.jpeg,
                    streamType: ElementaryStream.StreamType.picture
                )
                .write(to: &writer)
            }
        case .aac(let aac):
            writer.box(.mp4a) { writer in
                writeAudio(channels: aac.channels, sampleRate: aac.sampleRate, to: &writer)
                ElementaryStream(
                    objectType: ElementaryStream.ObjectType.aac,
                    streamType: ElementaryStream.StreamType.sound,
                    specific: aac.configuration
                ).write(to: &writer)
            }
        case .opus(let opus):
            writer.box(.opus) { writer in
                writeAudio(channels: opus.channels, sampleRate: opus.timescale, to: &writer)
                writer.box(.dOps) { OpusConfiguration(opus).write(to: &$0) }
            }
        case .g711(let g711):
            writer.box(g711.law == .a ? .alaw : .ulaw) { writer in
                writeAudio(channels: g711.channels, sampleRate: g711.timescale, to: &writer)
            }
        }
    }

    /// The fields that all pictures have (ISO/IEC 14496-12 §12.1.3), the codec's own box, and the shape of a sample.
    private static func writePicture(
        _ type: BoxType,
        _ format: TrackFormat,
        to writer: inout BoxWriter,
        configuration: (inout BoxWriter) -> Void
    ) {
        writer.box(type) { writer in
            writer.zeros(6)
            writer.uint16(1)  // data reference
            writer.zeros(16)
            writer.uint16(UInt16(clamping: format.pictureSize?.width ?? 0))
            writer.uint16(UInt16(clamping: format.pictureSize?.height ?? 0))
            writer.uint32(0x48_0000)  // 72 dpi, twice, as everyone writes
            writer.uint32(0x48_0000)
            writer.zeros(4)
            writer.uint16(1)  // one picture per sample
            writer.zeros(32)  // the compressor's name
            writer.uint16(0x18)  // colour, no alpha
            writer.uint16(0xFFFF)
            configuration(&writer)
            if let ratio = format.sampleAspectRatio {
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
}
