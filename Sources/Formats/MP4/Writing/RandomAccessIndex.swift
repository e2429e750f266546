/// The `mfra` box at the end of a closed recording (ISO/IEC 14496-12 §8.8.9): where players find the fragments that a
/// decoder can start with.
package enum RandomAccessIndex {
    /// The times are decoding times: where pictures are reordered, they are early by the first one's offset.
    ///
    /// - Parameters:
    ///   - entries: all fragments of the file, in order.
    ///   - track: the track that the times belong to; its run must be the first of its fragments.
    package static func encode(_ entries: [FragmentIndexEntry], track: Int = 0) -> [UInt8] {
        let keys = entries.filter { $0.isKey }
        var writer = BoxWriter(reservingCapacity: 64 + 19 * keys.count)
        writer.box(.mfra) { writer in
            writer.fullBox(.tfra, version: 1) { writer in
                writer.uint32(UInt32(track + 1))
                writer.uint32(0)  // the three numbers below have one byte each
                writer.uint32(UInt32(keys.count))
                for entry in keys {
                    writer.uint64(UInt64(clamping: entry.startTick))
                    writer.uint64(UInt64(clamping: entry.offset))
                    for _ in 0..<3 { writer.uint8(1) }  // first traf, first trun, first sample
                }
            }
            writer.fullBox(.mfro) { writer in
                // The size of the whole box, of which only these four bytes are missing.
                writer.uint32(UInt32(clamping: writer.bytes.count + 4))
            }
        }
        return writer.bytes
    }

    /// Whether these bytes are one whole `mfra` box, as far as can be told from the box alone.
    static func isWhole(_ bytes: Span<UInt8>) -> Bool {
        do throws(MP4Error) {
            guard let box = try BoxHeader.parse(bytes, available: Int64(bytes.count)), box.type == .mfra else {
                return false
            }
            var boxes = BoxSequence(bytes.extracting(box.length..<bytes.count), in: .mfra)
            var statedLength: UInt32?
            while let part = try boxes.next() {
                var reader = ByteReader(boxes.body, of: part.type)
                switch part.type {
                case .tfra:
                    guard statedLength == nil else { return false }
                    try reader.skip(12)
                    guard Int(try reader.uint32()) * 19 == reader.remaining else { return false }
                case .mfro:
                    try reader.skip(4)
                    statedLength = try reader.uint32()
                default: return false
                }
            }
            return statedLength.map { Int($0) == bytes.count } ?? false
        } catch {
            return false
        }
    }
}
