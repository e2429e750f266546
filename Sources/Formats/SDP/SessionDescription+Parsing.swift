extension SessionDescription {
    /// Bytes of the longest description that is read.
    package static let maximumSize = 64 * 1024
    /// Sections beyond these are not read.
    package static let maximumMedia = 64

    /// Reads what cameras call SDP: lines in any order, ended by LF or CRLF or not at all, with blanks in odd places.
    /// Only `s=`, `c=`, `b=`, `m=` and `a=` are read, and what is malformed is passed over.
    package init(parsing bytes: Span<UInt8>) throws(SDPError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(bytes.count) }
        var parser = Parser()
        var line: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                parser.read(line)
                line.removeAll(keepingCapacity: true)
            } else {
                line.append(byte)
            }
        }
        parser.read(line)
        guard parser.hasVersion || !parser.description.media.isEmpty else { throw .notADescription }
        self = parser.description
    }

    package init(parsing text: String) throws(SDPError) {
        try self.init(parsing: Array(text.utf8).span)
    }
}

private struct Parser {
    var description = SessionDescription(name: "", media: [])
    var hasVersion = false
    /// Lines of a section that is not kept are not read either.
    private var isPastLastMedia = false

    mutating func read(_ bytes: [UInt8]) {
        let line = String(decoding: bytes, as: UTF8.self)[...].trimmed
        let (type, value) = line.cut(at: "=")
        guard let value, !isPastLastMedia else { return }
        switch type {
        case "v": hasVersion = true
        case "s": if description.name.isEmpty { description.name = String(value) }
        case "c": readConnection(value)
        case "b": readBandwidth(value)
        case "m": readMedia(value)
        case "a": readAttribute(value)
        default: break
        }
    }

    private mutating func changeMedia(_ change: (inout MediaDescription) -> Void) {
        let last = description.media.count - 1
        if last >= 0 { change(&description.media[last]) }
    }

    /// `IN IP4 192.168.1.2/127`, or what cameras make of it: the last word is the address.
    private mutating func readConnection(_ value: Substring) {
        guard let word = value.words.last else { return }
        let address = word.cut(at: "/").before
        guard !address.isEmpty, !address.isASCII("in"), !address.hasASCIIPrefix("ip") else { return }
        if description.media.isEmpty {
            description.connectionAddress = String(address)
        } else {
            changeMedia { $0.connectionAddress = String(address) }
        }
    }

    private mutating func readBandwidth(_ value: Substring) {
        let (type, amount) = value.cut(at: ":")
        guard type.isASCII("as"), let amount, let kilobits = Int(amount), kilobits >= 0 else { return }
        changeMedia { $0.bandwidth = kilobits }
    }

    private mutating func readMedia(_ value: Substring) {
        guard description.media.count < SessionDescription.maximumMedia else {
            isPastLastMedia = true
            return
        }
        let words = value.words
        guard let kind = words.first else { return }
        let port = words.count > 1 ? Int(words[1].cut(at: "/").before) : nil
        var seen: Set<UInt8> = []
        let types = words.dropFirst(3).compactMap { UInt8($0) }.filter { $0 < 128 && seen.insert($0).inserted }
        description.media.append(
            MediaDescription(
                kind: kind.lowercased(),
                port: port.map { (0...65535).contains($0) ? $0 : 0 } ?? 0,
                protocol: words.count > 2 ? String(words[2]) : "",
                payloadTypes: types
            )
        )
    }

    private mutating func readAttribute(_ line: Substring) {
        let (name, value) = line.cut(at: ":")
        if value == nil, let direction = MediaDescription.Direction(rawValue: name.lowercased()) {
            if description.media.isEmpty {
                description.direction = direction
            } else {
                changeMedia { $0.direction = direction }
            }
        }
        guard let value, !value.isEmpty else { return }
        switch name.lowercased() {
        case "tool": description.tool = String(value)
        case "control": readControl(value)
        case "framerate", "x-framerate": readFrameRate(value)
        case "rtpmap": readMap(value)
        case "fmtp": readParameters(value)
        default: break
        }
    }

    private mutating func readControl(_ value: Substring) {
        if description.media.isEmpty {
            description.control = String(value)
        } else {
            changeMedia { $0.control = String(value) }
        }
    }

    private mutating func readFrameRate(_ value: Substring) {
        guard let rate = Double(value), rate.isFinite, rate > 0 else { return }
        changeMedia { $0.frameRate = rate }
    }

    /// `96 H264/90000`, `97 MPEG4-GENERIC/16000/2`.
    private mutating func readMap(_ value: Substring) {
        let words = value.words
        guard words.count > 1, let type = UInt8(words[0]), type < 128 else { return }
        let parts = words[1].utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard parts.count > 1, let rate = UInt32(parts[1]), rate > 0 else { return }
        let channels = parts.count > 2 ? Int(parts[2]) : nil
        let map = RTPMap(
            encoding: String(parts[0]),
            clockRate: rate,
            channels: channels.map { (1...255).contains($0) ? $0 : 1 } ?? 1
        )
        changeMedia { $0.rtpMaps[type] = map }
    }

    /// `96 packetization-mode=1; sprop-parameter-sets=Z2QA…==,aO4=`. A value goes on to the next semicolon, because
    /// base 64 has equals signs of its own.
    private mutating func readParameters(_ value: Substring) {
        guard let blank = value.utf8.firstIndex(where: { $0 <= UInt8(ascii: " ") }) else { return }
        guard let type = UInt8(value[..<blank]), type < 128 else { return }
        var parameters: [String: String] = [:]
        for field in value[blank...].fields(separatedBy: ";") {
            let (key, setting) = field.cut(at: "=")
            guard !key.isEmpty else { continue }
            parameters[key.lowercased()] = String(setting ?? "")
        }
        guard !parameters.isEmpty else { return }
        changeMedia { $0.parameters[type] = parameters }
    }
}
