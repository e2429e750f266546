package import Live
import Media
package import SDP
package import Stream
import Synchronization

extension RenditionKind {
    /// RTP packets, an access unit's together.
    package static let packets = RenditionKind("rtp-packets")
}

/// RTP packets as one of the hub's renditions: each unit's detail is its ``RTPBlock``, and each start's a ``PacketStart``.
package struct PacketRendition: RenditionBuilder {
    private var builder = RTPBlockBuilder()
    private let tally: PacketTally

    package init(counting tally: PacketTally = PacketTally()) { self.tally = tally }

    package mutating func build(_ items: [StreamItem], into output: inout [RenditionItem]) {
        let before = (units: builder.units, leftOut: builder.leftOut)
        for item in items {
            switch item {
            case .format(let format): begin(format, into: &output)
            case .unit(let unit): add(unit, into: &output)
            case .skipped, .interrupted, .ended: passOn(item, into: &output)
            }
        }
        tally.add(units: builder.units - before.units, leftOut: max(0, builder.leftOut - before.leftOut))
    }

    private mutating func begin(_ format: StreamFormat, into output: inout [RenditionItem]) {
        _ = builder.begin(format)
        guard let description = builder.description else { return output.append(unsuitable(format.tracks)) }
        let detail = PacketStart(description: description, sources: builder.sources, goodbye: builder.goodbye)
        output.append(.start(RenditionStart(format: format, carried: builder.carried, detail: detail)))
    }

    private mutating func add(_ unit: AccessUnit, into output: inout [RenditionItem]) {
        guard let block = builder.add(unit) else { return }
        var flags: RenditionUnit.Flags = []
        if block.isStart { flags.insert(.entry) }
        if block.isDisposable { flags.insert(.disposable) }
        output.append(
            .unit(
                RenditionUnit(
                    bytes: block.frames,
                    flags: flags,
                    seconds: Double(block.time) / 1_000_000_000,
                    arrival: unit.arrival,
                    wall: unit.wall,
                    detail: block
                )
            )
        )
    }
}

/// What a viewer must know of a stream before its first packet.
package final class PacketStart: RenditionDetail {
    package let description: SessionDescription
    /// The senders of its media.
    let sources: [UInt32]
    /// What everyone is sent at the end.
    let goodbye: RTPBlock

    init(description: SessionDescription, sources: [UInt32], goodbye: RTPBlock) {
        self.description = description
        self.sources = sources
        self.goodbye = goodbye
    }

    /// Whether who watches the one can go on with the other.
    func goesOn(as other: PacketStart) -> Bool { sources == other.sources }
}

/// Counts what is packetised, of all streams.
package final class PacketTally: Sendable {
    private let units = Atomic(0)
    private let leftOut = Atomic(0)

    package init() {}

    func add(units: Int, leftOut: Int) {
        if units != 0 { self.units.add(units, ordering: .relaxed) }
        if leftOut != 0 { self.leftOut.add(leftOut, ordering: .relaxed) }
    }

    /// Access units that were packetised, and those that RTP has no words for.
    var counts: (units: Int, leftOut: Int) { (units.load(ordering: .relaxed), leftOut.load(ordering: .relaxed)) }
}
