import Media

extension SessionDescription {
    /// The text of this description, with CRLF, as our own server sends it. What it says is what parsing it gives, as
    /// far as the values can stand in SDP at all: a line end in one becomes a blank.
    ///
    /// - Parameters:
    ///   - identifier: a number that changes with the session, for `o=`.
    ///   - address: of the server, for `o=`.
    package func serialized(identifier: UInt64 = 0, address: String = "0.0.0.0") -> String {
        var writer = Writer()
        let family = address.utf8.contains(UInt8(ascii: ":")) ? "IP6" : "IP4"
        writer.line("v", "0")
        writer.line("o", "- \(identifier) 1 IN \(family) \(address)")
        writer.line("s", name.isEmpty ? " " : name)
        writer.connection(connectionAddress)
        writer.line("t", "0 0")
        if let tool { writer.line("a", "tool:\(tool)") }
        if let control { writer.line("a", "control:\(control)") }
        if let direction { writer.line("a", direction.rawValue) }
        for section in media { writer.section(section) }
        return writer.text
    }
}

private struct Writer {
    var text = ""

    mutating func line(_ type: String, _ value: String) {
        text += type + "="
        text.unicodeScalars.append(contentsOf: value.unicodeScalars.map { $0.value < 0x20 ? " " : $0 })
        text += "\r\n"
    }

    mutating func connection(_ address: String?) {
        guard let address else { return }
        let family = address.utf8.contains(UInt8(ascii: ":")) ? "IP6" : "IP4"
        line("c", "IN \(family) \(address)")
    }

    mutating func section(_ media: MediaDescription) {
        let types = media.payloadTypes.map { " \($0)" }.joined()
        line("m", "\(media.kind) \(media.port) \(media.protocol)\(types)")
        connection(media.connectionAddress)
        if let bandwidth = media.bandwidth { line("b", "AS:\(bandwidth)") }
        for (type, map) in media.rtpMaps.sorted(by: { $0.key < $1.key }) {
            let channels = map.channels > 1 ? "/\(map.channels)" : ""
            line("a", "rtpmap:\(type) \(map.encoding)/\(map.clockRate)\(channels)")
        }
        for (type, parameters) in media.parameters.sorted(by: { $0.key < $1.key }) where !parameters.isEmpty {
            let list = parameters.sorted { $0.key < $1.key }.map { $0.value.isEmpty ? $0.key : "\($0.key)=\($0.value)" }
            line("a", "fmtp:\(type) \(list.joined(separator: ";"))")
        }
        if let control = media.control { line("a", "control:\(control)") }
        if let rate = media.frameRate { line("a", "framerate:\(rate)") }
        if let size = media.pictureSize { line("a", "x-dimensions:\(size.width),\(size.height)") }
        if let direction = media.direction { line("a", direction.rawValue) }
    }
}
