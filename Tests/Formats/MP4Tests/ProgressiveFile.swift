import Media
import TestKit

@testable import MP4

/// An ordinary file, not fragmented, with random samples, and where its samples must be found.
struct ProgressiveFile {
    var bytes: [UInt8] = []
    /// Of each track, in decoding order.
    private(set) var samples: [[SampleLocation]] = []
    let formats: [TrackFormat]

    private struct Chunk {
        var track: Int
        var samples: Range<Int>
        var offset = 0
    }

    private var chunks: [Chunk] = []

    init(formats: [TrackFormat], using generator: inout SeededGenerator, moovFirst: Bool, wide: Bool) {
        self.formats = formats
        for track in formats.indices {
            var time: Int64 = 0
            var list: [SampleLocation] = []
            for _ in 0..<generator.integer(1...40) {
                let duration = UInt32(generator.integer(1...2) * 512)
                list.append(
                    SampleLocation(
                        track: track,
                        offset: 0,
                        size: UInt32(generator.integer(0...30)),
                        decodeTime: time,
                        duration: duration,
                        presentationOffset: Int32(generator.integer(0...2) * 512),
                        isKey: formats[track].kind == .audio || generator.integer(0...3) == 0
                    )
                )
                time += Int64(duration)
            }
            samples.append(list)
        }
        layOutChunks(using: &generator)
        let payload = generator.bytes(samples.joined().reduce(0) { $0 + Int($1.size) })
        let moovLength = movie(wide: wide).count
        let fileType: [UInt8] = [0, 0, 0, 16] + Array("ftypisom".utf8) + [0, 0, 2, 0]
        place(from: fileType.count + (moovFirst ? moovLength : 0) + 8)
        var media = BoxWriter()
        media.box(.mdat) { $0.append(payload) }
        bytes = moovFirst ? fileType + movie(wide: wide) + media.bytes : fileType + media.bytes + movie(wide: wide)
    }

    /// Samples of the tracks in turn, a few to a chunk.
    private mutating func layOutChunks(using generator: inout SeededGenerator) {
        var next = formats.map { _ in 0 }
        while formats.indices.contains(where: { next[$0] < samples[$0].count }) {
            for track in formats.indices where next[track] < samples[track].count {
                let count = min(generator.integer(1...4), samples[track].count - next[track])
                chunks.append(Chunk(track: track, samples: next[track]..<next[track] + count))
                next[track] += count
            }
        }
    }

    private mutating func place(from start: Int) {
        var offset = start
        for index in chunks.indices {
            chunks[index].offset = offset
            for sample in chunks[index].samples {
                samples[chunks[index].track][sample].offset = Int64(offset)
                offset += Int(samples[chunks[index].track][sample].size)
            }
        }
    }

    private func movie(wide: Bool) -> [UInt8] {
        var writer = BoxWriter()
        writer.box(.moov) { writer in
            writer.fullBox(.mvhd) { writer in
                writer.zeros(8)
                writer.uint32(1000)
                writer.zeros(84)
            }
            for track in formats.indices { writeTrack(track, wide: wide, to: &writer) }
        }
        return writer.bytes
    }

    private func writeTrack(_ track: Int, wide: Bool, to writer: inout BoxWriter) {
        writer.box(.trak) { writer in
            writer.fullBox(.tkhd) { writer in
                writer.zeros(8)
                writer.uint32(UInt32(track + 1))
                writer.zeros(68)
            }
            writer.box(.mdia) { writer in
                writer.fullBox(.mdhd, version: 1) { writer in
                    writer.zeros(16)
                    writer.uint32(15_360)
                    writer.zeros(12)
                }
                writer.fullBox(.hdlr) { writer in
                    writer.uint32(0)
                    writer.uint32((formats[track].kind == .video ? BoxType.vide : .soun).rawValue)
                    writer.zeros(13)
                }
                writer.box(.minf) { writer in
                    writer.box(.stbl) { writer in writeTables(track, wide: wide, to: &writer) }
                }
            }
        }
    }

    private func writeTables(_ track: Int, wide: Bool, to writer: inout BoxWriter) {
        let list = samples[track]
        let ours = chunks.filter { $0.track == track }
        writer.fullBox(.stsd) { writer in
            writer.uint32(1)
            SampleEntryWriter.write(formats[track], to: &writer)
        }
        writeRuns(.stts, list.map(\.duration), to: &writer)
        writeRuns(.ctts, list.map { UInt32(bitPattern: $0.presentationOffset) }, to: &writer)
        writer.fullBox(.stsc) { writer in
            writer.uint32(UInt32(ours.count))
            for (index, chunk) in ours.enumerated() {
                writer.uint32(UInt32(index + 1))
                writer.uint32(UInt32(chunk.samples.count))
                writer.uint32(1)
            }
        }
        writer.fullBox(.stsz) { writer in
            writer.uint32(0)
            writer.uint32(UInt32(list.count))
            for sample in list { writer.uint32(sample.size) }
        }
        writer.fullBox(wide ? .co64 : .stco) { writer in
            writer.uint32(UInt32(ours.count))
            for chunk in ours {
                if wide { writer.uint64(UInt64(chunk.offset)) } else { writer.uint32(UInt32(chunk.offset)) }
            }
        }
        guard formats[track].kind == .video else { return }
        writer.fullBox(.stss) { writer in
            let keys = list.indices.filter { list[$0].isKey }
            writer.uint32(UInt32(keys.count))
            for key in keys { writer.uint32(UInt32(key + 1)) }
        }
    }

    private func writeRuns(_ type: BoxType, _ values: [UInt32], to writer: inout BoxWriter) {
        var runs: [(count: UInt32, value: UInt32)] = []
        for value in values {
            if runs.last?.value == value { runs[runs.count - 1].count += 1 } else { runs.append((1, value)) }
        }
        writer.fullBox(type) { writer in
            writer.uint32(UInt32(runs.count))
            for run in runs {
                writer.uint32(run.count)
                writer.uint32(run.value)
            }
        }
    }
}
