import Media
import Testing

@testable import MPEGTS

/// What stands in the tables, byte for byte.
struct TablesTests {
    private func tables(_ tracks: [TrackFormat]) throws -> (association: [UInt8], map: [UInt8]) {
        var muxer = try TransportMuxer(StreamFormat(tracks: tracks))
        var output: [UInt8] = []
        let unit = AccessUnit(track: muxer.leadingTrack, units: [[0x65, 0x88, 0x80]])
        try muxer.beginSegment(with: unit, to: &output)
        let (association, map) = (Array(output[..<188]), Array(output[188..<376]))
        for packet in [association, map] { #expect(packet[3...4] == [0x10, 0]) }
        return (Array(association.dropFirst(5)), Array(map.dropFirst(5)))
    }

    @Test func theChecksumIsTheStandards() {
        #expect(CRC32MPEG.checksum(of: Array("123456789".utf8)) == 0x0376_E6E7)
        #expect(CRC32MPEG.checksum(of: []) == .max)
    }

    @Test func theProgramAssociationTableNamesOneProgramme() throws {
        let (association, _) = try tables([TestFormats.h264])
        let section: [UInt8] = [
            0x00, 0xB0, 0x0D, 0x00, 0x01, 0xC1, 0x00, 0x00, 0x00, 0x01, 0xF0, 0x00, 0x2A, 0xB1, 0x04, 0xB2,
        ]
        #expect(association == section + [UInt8](repeating: 0xFF, count: 183 - section.count))
    }

    @Test func theProgramMapTableOfH264AndAAC() throws {
        let (_, map) = try tables([TestFormats.h264, TestFormats.aac])
        let section: [UInt8] = [
            0x02, 0xB0, 0x17, 0x00, 0x01, 0xC1, 0x00, 0x00, 0xE1, 0x00, 0xF0, 0x00, 0x1B, 0xE1, 0x00, 0xF0, 0x00, 0x0F,
            0xE1, 0x01, 0xF0, 0x00, 0x2F, 0x44, 0xB9, 0x9B,
        ]
        #expect(map == section + [UInt8](repeating: 0xFF, count: 183 - section.count))
    }

    @Test func theProgramMapTableOfH265AndOpus() throws {
        let (_, map) = try tables([TestFormats.h265, TestFormats.opus])
        let section: [UInt8] = [
            0x02, 0xB0, 0x21, 0x00, 0x01, 0xC1, 0x00, 0x00, 0xE1, 0x00, 0xF0, 0x00, 0x24, 0xE1, 0x00, 0xF0, 0x00, 0x06,
            0xE1, 0x01, 0xF0, 0x0A, 0x05, 0x04, 0x4F, 0x70, 0x75, 0x73, 0x7F, 0x02, 0x80, 0x02,
        ]
        #expect(Array(map[..<section.count]) == section)
    }

    @Test func ofSoundAloneTheSoundHasTheClock() throws {
        let muxer = try TransportMuxer(StreamFormat(tracks: [TestFormats.jpeg, TestFormats.aac]))
        #expect(muxer.leadingTrack == 1)
        let (_, map) = try tables([TestFormats.aac])
        #expect(map[8...9] == [0xE1, 0x01] && map[12...14] == [0x0F, 0xE1, 0x01])
    }

    @Test func whatCannotBeCarriedIsSaid() throws {
        #expect(try TransportMuxer.carries(TestFormats.h264) && TransportMuxer.carries(TestFormats.aac))
        #expect(!TransportMuxer.carries(TestFormats.muLaw) && !TransportMuxer.carries(TestFormats.jpeg))
        #expect(throws: MPEGTSError.nothingToCarry(["MJPEG", "G.711 µ-law"])) {
            try TransportMuxer(StreamFormat(tracks: [TestFormats.jpeg, TestFormats.muLaw]))
        }
        #expect(throws: MPEGTSError.nothingToCarry([])) { try TransportMuxer(StreamFormat(tracks: [])) }
        #expect(
            MPEGTSError.nothingToCarry(["MJPEG", "G.711 µ-law"]).description
                == "An MPEG transport stream cannot carry MJPEG and G.711 µ-law."
        )
    }
}
