import Media

/// Writes the `trak` box of one track, without samples: those come in fragments.
struct TrackWriter {
    let format: TrackFormat
    let id: UInt32
    /// More parameter sets of the same codec: sample entries 2 and so on.
    var others: [TrackFormat] = []
    /// In the film's ticks; 0 where it is not known.
    var duration: UInt32 = 0
    /// The media time, in ticks of the track, that the film begins with; nil for an ordinary beginning.
    var mediaStart: Int64?
    /// How much later than the film it begins, in the film's ticks.
    var delay: UInt32 = 0
    /// Of a film without fragments.
    var tables: TrackTables?

    func write(to writer: inout BoxWriter) {
        writer.box(.trak) { writer in
            writeTrackHeader(to: &writer)
            if let mediaStart { writeEdit(from: mediaStart, to: &writer) }
            writer.box(.mdia) { writer in
                writer.fullBox(.mdhd) { writer in
                    writer.zeros(8)
                    writer.uint32(format.timescale)
                    writer.uint32(UInt32(clamping: tables?.duration ?? 0))
                    writer.uint16(0x55C4)  // language: "und"
                    writer.uint16(0)
                }
                writer.fullBox(.hdlr) { writer in
                    writer.uint32(0)
                    writer.uint32((format.kind == .video ? BoxType.vide : .soun).rawValue)
                    writer.zeros(12)
                    writer.append(format.kind == .video ? "Video\0" : "Audio\0")
                }
                writeMediaInformation(to: &writer)
            }
        }
    }

    private func writeTrackHeader(to writer: inout BoxWriter) {
        writer.fullBox(.tkhd, flags: 3) { writer in  // enabled, and used in the film
            writer.zeros(8)
            writer.uint32(id)
            writer.zeros(4)
            writer.uint32(duration)
            writer.zeros(8)
            writer.zeros(4)  // layer, alternate group
            writer.uint16(format.kind == .audio ? 0x100 : 0)  // volume
            writer.uint16(0)
            InitialisationSegment.writeUnityMatrix(to: &writer)
            let (width, height) = presentationSize
            writer.uint32(width)
            writer.uint32(height)
        }
    }

    /// One edit: the film begins at a media time, and goes on for as long as it lasts; one of fragments for as long as there
    /// are samples (ISO/IEC 14496-12 §8.6.6.1 says this of a length of 0).
    private func writeEdit(from mediaStart: Int64, to writer: inout BoxWriter) {
        writer.box(.edts) { writer in
            writer.fullBox(.elst, version: 1) { writer in
                writer.uint32(delay > 0 ? 2 : 1)
                if delay > 0 {
                    writer.uint64(UInt64(delay))
                    writer.uint64(.max)  // nothing
                    writer.uint32(0x1_0000)
                }
                writer.uint64(tables == nil ? 0 : UInt64(duration - min(delay, duration)))
                writer.uint64(UInt64(bitPattern: mediaStart))
                writer.uint32(0x1_0000)  // at the ordinary rate
            }
        }
    }

    /// Width and height as shown, 16.16 fixed point: a picture whose samples are not square is stretched in width.
    private var presentationSize: (UInt32, UInt32) {
        guard let size = format.pictureSize else { return (0, 0) }
        var width = UInt64(size.width) << 16
        if let ratio = format.sampleAspectRatio, ratio.width > 0, ratio.height > 0 {
            width = width * UInt64(ratio.width) / UInt64(ratio.height)
        }
        return (UInt32(clamping: width), UInt32(clamping: UInt64(size.height) << 16))
    }

    private func writeMediaInformation(to writer: inout BoxWriter) {
        writer.box(.minf) { writer in
            if format.kind == .video {
                writer.fullBox(.vmhd, flags: 1) { $0.zeros(8) }
            } else {
                writer.fullBox(.smhd) { $0.zeros(4) }
            }
            writer.box(.dinf) { writer in
                writer.fullBox(.dref) { writer in
                    writer.uint32(1)
                    writer.fullBox(.url, flags: 1) { _ in }  // the media is in this file
                }
            }
            writer.box(.stbl) { writer in
                writer.fullBox(.stsd) { writer in
                    writer.uint32(UInt32(1 + others.count))
                    for entry in [format] + others { SampleEntryWriter.write(entry, to: &writer) }
                }
                if let tables { return tables.write(to: &writer) }
                for table: BoxType in [.stts, .stsc, .stco] { writer.fullBox(table) { $0.uint32(0) } }
                writer.fullBox(.stsz) { $0.zeros(8) }
            }
        }
    }
}
