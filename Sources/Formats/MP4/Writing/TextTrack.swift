/// Text that goes with an ordinary film: a track of timed text (3GPP TS 26.245 §5, `tx3g`), which players show as subtitles.
/// Its lines follow each other from the film's beginning on.
package struct TextTrack: Sendable {
    /// Ticks per second.
    package static let timescale: UInt32 = 1000
    /// Bytes of the longest line.
    private static let longestLine = 1000

    /// The lines as they lie in the film.
    private(set) var samples: [UInt8] = []
    private var sizes: [UInt32] = []
    private var durations: [UInt32] = []

    package init() {}

    package var isEmpty: Bool { sizes.isEmpty }
    package var count: Int { sizes.count }

    /// Adds a line that is to be seen for some milliseconds; an empty one for none.
    package mutating func append(_ line: String, for duration: UInt32) {
        let text = Array(line.utf8.prefix(Self.longestLine))
        samples += [UInt8(text.count >> 8), UInt8(text.count & 0xFF)] + text
        sizes.append(UInt32(text.count + 2))
        durations.append(duration)
    }

    private var duration: UInt32 {
        UInt32(clamping: durations.reduce(UInt64(0)) { $0 + UInt64($1) })
    }

    /// Writes its `trak` box.
    ///
    /// - Parameters:
    ///   - offset: where its lines begin in the film.
    ///   - filmTimescale: ticks per second of the film's own times.
    func write(id: UInt32, offset: Int64, filmTimescale: UInt32, to writer: inout BoxWriter) {
        let shown = UInt32(clamping: UInt64(duration) * UInt64(filmTimescale) / UInt64(Self.timescale))
        writer.box(.trak) { writer in
            writer.fullBox(.tkhd, flags: 3) { writer in  // enabled, and used in the film
                writer.zeros(8)
                writer.uint32(id)
                writer.zeros(4)
                writer.uint32(shown)
                writer.zeros(16)
                InitialisationSegment.writeUnityMatrix(to: &writer)
                writer.zeros(8)  // as large as what it is shown on
            }
            writer.box(.mdia) { writer in
                writer.fullBox(.mdhd) { writer in
                    writer.zeros(8)
                    writer.uint32(Self.timescale)
                    writer.uint32(duration)
                    writer.uint16(0x55C4)  // language: "und"
                    writer.uint16(0)
                }
                writer.fullBox(.hdlr) { writer in
                    writer.uint32(0)
                    writer.append("sbtl")
                    writer.zeros(12)
                    writer.append("Time\0")
                }
                writer.box(.minf) { writer in
                    writer.fullBox(BoxType("nmhd")) { _ in }
                    writer.box(.dinf) { writer in
                        writer.fullBox(.dref) { writer in
                            writer.uint32(1)
                            writer.fullBox(.url, flags: 1) { _ in }  // the media is in this file
                        }
                    }
                    writer.box(.stbl) { writeTables(offset: offset, to: &$0) }
                }
            }
        }
    }

    private func writeTables(offset: Int64, to writer: inout BoxWriter) {
        writer.fullBox(.stsd) { writer in
            writer.uint32(1)
            Self.writeSampleEntry(to: &writer)
        }
        writer.fullBox(.stts) { writer in
            writer.uint32(UInt32(clamping: durations.count))
            for duration in durations {
                writer.uint32(1)
                writer.uint32(duration)
            }
        }
        // All lines lie together, in one chunk.
        writer.fullBox(.stsc) { writer in
            writer.uint32(1)
            for value in [1, UInt32(clamping: sizes.count), 1] { writer.uint32(value) }
        }
        writer.fullBox(.stsz) { writer in
            writer.uint32(0)
            writer.uint32(UInt32(clamping: sizes.count))
            for size in sizes { writer.uint32(size) }
        }
        writer.fullBox(.co64) { writer in
            writer.uint32(1)
            writer.uint64(UInt64(clamping: offset))
        }
    }

    /// White on half a shadow, at the bottom (3GPP TS 26.245 §5.16).
    private static func writeSampleEntry(to writer: inout BoxWriter) {
        writer.box(BoxType("tx3g")) { writer in
            writer.zeros(6)
            writer.uint16(1)  // the media is in this file
            writer.uint32(0)  // display flags
            for byte: UInt8 in [1, 0xFF, 0, 0, 0, 0x80] { writer.uint8(byte) }  // centred, at the bottom, background
            writer.zeros(8)  // the box for text: all
            writer.zeros(4)  // of all characters
            writer.uint16(1)  // font
            for byte: UInt8 in [0, 18, 0xFF, 0xFF, 0xFF, 0xFF] { writer.uint8(byte) }  // plain, size, colour
            writer.box(BoxType("ftab")) { writer in
                writer.uint16(1)
                writer.uint16(1)
                writer.uint8(10)
                writer.append("Sans-Serif")
            }
        }
    }
}
