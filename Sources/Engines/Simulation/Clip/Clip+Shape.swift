import NIOCore
import RTP

/// What is odd about all packets of a camera's clip.
struct PacketShape: Hashable {
    /// The camera never sets the marker.
    var lacksMarkers = false
    /// It sets the marker on parameter sets, as if a picture ended there.
    var marksParameterSets = false
    /// It never sends its parameter sets.
    var lacksParameterSets = false

    init(_ plan: OddityPlan) {
        lacksMarkers = plan.has(.noMarkers)
        marksParameterSets = plan.has(.markerOnParameterSets)
        lacksParameterSets = plan.has(.parameterSetsOnlyInSDP)
    }

    var isUsual: Bool { !lacksMarkers && !marksParameterSets && !lacksParameterSets }
}

extension Clip {
    /// The same clip with its packets made so once, which costs nothing when they are sent.
    func shaped(_ shape: PacketShape) -> Clip {
        guard !shape.isUsual else { return self }
        var packets: [ClipPacket] = []
        var template = ByteBuffer()
        let units = units.map { unit in
            let (firstByte, firstPacket) = (template.writerIndex, packets.count)
            for index in unit.packets {
                let packet = self.packets[index]
                let start = unit.bytes.lowerBound + packet.offset
                if packet.holdsParameterSets, shape.lacksParameterSets { continue }
                guard let length = self.template.getInteger(at: start + 2, as: UInt16.self),
                    var frame = self.template.getSlice(at: start, length: ClipPacket.prefix + Int(length))
                else { continue }
                Self.mark(&frame, packet, shape)
                packets.append(
                    ClipPacket(
                        offset: template.writerIndex - firstByte,
                        ticks: packet.ticks,
                        holdsParameterSets: packet.holdsParameterSets
                    )
                )
                template.writeImmutableBuffer(frame)
            }
            return ClipUnit(
                track: unit.track,
                number: unit.number,
                isStart: unit.isStart,
                time: unit.time,
                ticks: unit.ticks,
                bytes: firstByte..<template.writerIndex,
                packets: firstPacket..<packets.count,
                file: unit.file
            )
        }
        return Clip(
            tracks: tracks,
            loopTicks: loopTicks,
            units: units,
            packets: packets,
            template: template,
            files: files
        )
    }

    private static func mark(_ frame: inout ByteBuffer, _ packet: ClipPacket, _ shape: PacketShape) {
        let place = frame.readerIndex + ClipPacket.prefix + 1
        guard let byte = frame.getInteger(at: place, as: UInt8.self) else { return }
        if shape.lacksMarkers {
            frame.setInteger(byte & 0x7F, at: place)
        } else if shape.marksParameterSets, packet.holdsParameterSets {
            frame.setInteger(byte | 0x80, at: place)
        }
    }
}
