import Media
import SDP

extension FuzzEntry {
    /// A description of any values that can stand in one: what is written is what is read.
    static let sdpRoundTrip = FuzzEntry("round-trip-sdp", longestInput: 1024, seeds: { sdpRoundTripSeeds }) {
        bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        var description = SessionDescription(name: input.word(), media: [])
        if input.byte() & 1 == 1 { description.tool = input.word() + " " + input.word() }
        if input.byte() & 1 == 1 { description.control = input.word() }
        if input.byte() & 1 == 1 { description.connectionAddress = "192.0.2.7" }
        description.direction = direction(&input)
        while !input.isEmpty, description.media.count < 8 { description.media.append(section(&input)) }
        let text = description.serialized(identifier: UInt64(input.number()), address: "2001:db8::1")
        try expect((try? SessionDescription(parsing: text)) == description, "\(description) as\n\(text)")
    }

    private static func direction(_ input: inout FuzzInput) -> MediaDescription.Direction? {
        input.choice(of: MediaDescription.Direction.allCases + [nil])
    }

    private static func section(_ input: inout FuzzInput) -> MediaDescription {
        var seen: Set<UInt8> = []
        let types = (0..<input.byte() % 5).map { _ in input.byte() % 128 }.filter { seen.insert($0).inserted }
        var media = MediaDescription(
            kind: input.choice(of: ["video", "audio", "application"]),
            port: input.number(in: 0...65_535),
            protocol: input.choice(of: ["RTP/AVP", "RTP/SAVPF", "TCP/RTP/AVP"]),
            payloadTypes: types
        )
        for type in types where input.byte() & 1 == 1 {
            media.rtpMaps[type] = RTPMap(
                encoding: input.word(),
                clockRate: max(1, input.number()),
                channels: input.number(in: 1...255)
            )
            // A key may have any value, an equals sign in it included; but not a semicolon.
            let values = ["", "Zg==,aO4=", "a b=c", input.word()]
            media.parameters[type] = [input.word().lowercased(): input.choice(of: values)]
        }
        if input.byte() & 1 == 1 { media.control = "rtsp://192.0.2.1/x?y=\(input.word())" }
        if input.byte() & 1 == 1 {
            media.pictureSize = PictureSize(width: input.number(in: 1...65_535), height: input.number(in: 1...65_535))
        }
        if input.byte() & 1 == 1 { media.frameRate = Double(input.number(in: 1...100_000)) / 100 }
        if input.byte() & 1 == 1 { media.bandwidth = input.number(in: 0...1_000_000) }
        if input.byte() & 1 == 1 { media.connectionAddress = "ff02::1" }
        media.direction = direction(&input)
        return media
    }

    private static var sdpRoundTripSeeds: [[UInt8]] {
        [(0..<200).map { UInt8($0 % 67) }, [UInt8](repeating: 1, count: 120), (0..<150).map { UInt8($0 * 7 % 256) }]
    }
}
