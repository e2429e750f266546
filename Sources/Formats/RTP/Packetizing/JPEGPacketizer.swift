package import Media

/// JPEG into RTP (RFC 2435), each picture with its quantisation tables in its first packet.
package struct JPEGPacketizer: Sendable {
    /// Pictures that RTP cannot carry: progressive ones, or larger than 2040 pixels, of samplings other than 4:2:0 and
    /// 4:2:2, or with Huffman tables of their own.
    package private(set) var leftOut = 0

    private let maximumPayload: Int
    private var scratch: [UInt8] = []

    /// - Parameter maximumPayload: bytes; at least 512 are taken, because the tables must go with the first packet.
    package init(format: JPEGFormat, maximumPayload: Int = Packetizer.defaultMaximumPayload) {
        self.maximumPayload = max(maximumPayload, 512)
    }

    /// See ``Packetizer/packetize(_:isKey:emit:)``. A side that is no multiple of 8 is rounded up in the header; the
    /// data are the same.
    package mutating func packetize(_ unit: Span<UInt8>, isKey: Bool, emit: Packetizer.Emit) {
        guard let scan = JPEGScan(unit), !scan.data.isEmpty, scan.data.count <= JPEGPayloadHeader.largestOffset else {
            leftOut += 1
            return
        }
        var header = JPEGPayloadHeader(
            offset: 0,
            type: (scan.hasHalfChromaLines ? 1 : 0) | (scan.restartInterval > 0 ? 64 : 0),
            quality: 255,
            width: UInt8((scan.size.width + 7) / 8),
            height: UInt8((scan.size.height + 7) / 8),
            restartInterval: scan.restartInterval
        )
        while header.offset < scan.data.count {
            scratch.removeAll(keepingCapacity: true)
            header.append(to: &scratch)
            if header.hasTablesHeader { append(scan.quantization) }
            let end = min(header.offset + maximumPayload - scratch.count, scan.data.count)
            scratch.append(unit.extracting(scan.data).extracting(header.offset..<end))
            emit(scratch.span, end == scan.data.count, 0)
            header.offset = end
        }
    }

    /// RFC 2435 §3.1.8.
    private mutating func append(_ quantization: JPEGQuantization) {
        let tables = quantization.luma + quantization.chroma
        scratch += [0, quantization.precision]
        scratch.appendBigEndian(UInt16(tables.count))
        scratch += tables
    }
}
