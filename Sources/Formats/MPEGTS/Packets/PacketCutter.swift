/// Cuts one PES packet, in however many pieces it comes, into transport packets of 188 bytes (ISO/IEC 13818-1 §2.4.3).
/// The last is filled by stuffing in its adaptation field, so the number of bytes must be known beforehand.
struct PacketCutter {
    /// Bytes of a transport packet, and of its header.
    static let packetLength = 188
    static let headerLength = 4
    private static let largestPayload = packetLength - headerLength

    private let identifier: UInt16
    private(set) var continuity: ContinuityCounter
    /// Of the first packet.
    private var adaptation: AdaptationField
    private var isFirst = true
    /// Bytes of the PES packet that are still to come.
    private var remaining: Int
    /// Bytes that fit into the packet that was begun last.
    private var room = 0

    /// - Parameters:
    ///   - identifier: the PID.
    ///   - length: bytes of the whole PES packet.
    init(identifier: UInt16, continuity: ContinuityCounter, adaptation: AdaptationField, length: Int) {
        self.identifier = identifier
        self.continuity = continuity
        self.adaptation = adaptation
        remaining = length
    }

    /// Whether all that was announced has been written.
    var isComplete: Bool { remaining == 0 && room == 0 }

    mutating func write(_ piece: Span<UInt8>, to output: inout [UInt8]) {
        var position = 0
        while position < piece.count {
            if room == 0 { beginPacket(in: &output) }
            let end = position + min(room, piece.count - position)
            output.append(piece.extracting(position..<end))
            room -= end - position
            remaining -= end - position
            position = end
        }
    }

    private mutating func beginPacket(in output: inout [UInt8]) {
        let stuffing = max(0, Self.largestPayload - adaptation.length - remaining)
        let fieldLength = adaptation.length + stuffing
        Self.writeHeader(
            identifier: identifier,
            startsUnit: isFirst,
            control: fieldLength > 0 ? 0x30 : 0x10,
            continuity: continuity.advance(),
            to: &output
        )
        if fieldLength > 0 { adaptation.write(total: fieldLength, to: &output) }
        room = Self.largestPayload - fieldLength
        isFirst = false
        adaptation = .none
    }

    /// The first four bytes of a packet (§2.4.3.2).
    ///
    /// - Parameter control: `adaptation_field_control` at its place: 0x10 payload, 0x20 adaptation field, 0x30 both.
    static func writeHeader(
        identifier: UInt16,
        startsUnit: Bool,
        control: UInt8,
        continuity: UInt8,
        to output: inout [UInt8]
    ) {
        output.append(0x47)
        output.append((startsUnit ? 0x40 : 0) | UInt8(truncatingIfNeeded: identifier >> 8))
        output.append(UInt8(truncatingIfNeeded: identifier))
        output.append(control | continuity)
    }

    /// A packet with a clock reference and nothing else.
    static func writeClock(
        _ clock: Int64,
        identifier: UInt16,
        continuity: ContinuityCounter,
        to output: inout [UInt8]
    ) {
        writeHeader(
            identifier: identifier,
            startsUnit: false,
            control: 0x20,
            continuity: continuity.last,
            to: &output
        )
        AdaptationField(clock: clock).write(total: largestPayload, to: &output)
    }
}
