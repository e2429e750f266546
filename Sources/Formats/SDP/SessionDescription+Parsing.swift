import Media

extension SessionDescription {
    /// Bytes of the longest description that is read.
    package static let maximumSize = 64 * 1024
    /// Sections beyond these are not read.
    package static let maximumMedia = 64

    /// Reads what cameras call SDP: lines in any order, ended by LF or CRLF or not at all, with blanks in odd places.
    /// Only `s=`, `c=`, `b=`, `m=` and `a=` are read, and what is malformed is passed over. Maps and parameters that
    /// stand in a section that does not use their payload type, or before all sections, go to those that do.
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
        parser.settleStrays()
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
    private var strayMaps: [UInt8: RTPMap] = [:]
    private var strayParameters: [UInt8: [String: String]] = [:]

    mutating func read(_ bytes: [UInt8]) {
        let line = String(decoding: bytes, as: UTF8.self)[...].trimmed
        let (type, value) = line.cut(at: "=")
        guard let value, !isPastLastMedia else { return }
        switch type.lowercased() {
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

    /// `video 0 RTP/AVP 96 97`. The protocol is the first word with a slash behind a letter, so that a missing port
    /// takes nothing else along.
    private mutating func readMedia(_ value: Substring) {
        guard description.media.count < SessionDescription.maximumMedia else {
            isPastLastMedia = true
            return
        }
        let words = value.words
        guard let kind = words.first else { return }
        let place = words.indices.dropFirst().first { Self.isProtocol(words[$0]) } ?? 2
        let port = place > 1 && words.count > 1 ? Int(words[1].cut(at: "/").before) : nil
        var seen: Set<UInt8> = []
        let types = words.dropFirst(place + 1).flatMap { $0.fields(separatedBy: ",") }.compactMap { UInt8($0) }
        description.media.append(
            MediaDescription(
                kind: kind.lowercased(),
                port: port.map { (0...65535).contains($0) ? $0 : 0 } ?? 0,
                protocol: words.indices.contains(place) ? String(words[place]) : "",
                payloadTypes: types.filter { $0 < 128 && seen.insert($0).inserted }
            )
        )
    }

    private static func isProtocol(_ word: Substring) -> Bool {
        guard let first = word.utf8.first, word.utf8.contains(UInt8(ascii: "/")) else { return false }
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
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
        case "framesize": readPictureSize(value.cut(at: " ").1 ?? "", separatedBy: "-")
        case "x-dimensions": readPictureSize(value, separatedBy: ",")
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

    private mutating func readPictureSize(_ value: Substring, separatedBy separator: Unicode.Scalar) {
        let (width, height) = value.cut(at: separator)
        guard let width = Int(width.trimmed), let height = height.flatMap({ Int($0.trimmed) }),
            (1...65_535).contains(width), (1...65_535).contains(height)
        else { return }
        changeMedia { $0.pictureSize = PictureSize(width: width, height: height) }
    }

    /// `96 H264/90000`, `97 MPEG4-GENERIC/16000/2`. Video without a clock has the usual one (RFC 6184 §8.1).
    private mutating func readMap(_ value: Substring) {
        guard let (type, rest) = Self.payloadType(of: value) else { return }
        let parts = rest.fields(separatedBy: "/")
        guard let name = parts.first?.words.first else { return }
        let said = parts.count > 1 ? parts[1].words.first.flatMap { UInt32($0) } : nil
        let usual: UInt32? = description.media.last?.kind == "video" ? 90000 : nil
        guard let rate = said.flatMap({ $0 > 0 ? $0 : nil }) ?? usual else { return }
        let channels = parts.count > 2 ? Int(parts[2]) : nil
        let map = RTPMap(
            encoding: String(name),
            clockRate: rate,
            channels: channels.map { (1...255).contains($0) ? $0 : 1 } ?? 1
        )
        if description.media.isEmpty {
            strayMaps[type] = map
        } else {
            changeMedia { $0.rtpMaps[type] = map }
        }
    }

    /// `96 packetization-mode=1; sprop-parameter-sets=Z2QA…==,aO4=`. A value goes on to the next semicolon, because
    /// base 64 has equals signs of its own.
    private mutating func readParameters(_ value: Substring) {
        guard let (type, rest) = Self.payloadType(of: value) else { return }
        var parameters: [String: String] = [:]
        for field in rest.fields(separatedBy: ";") {
            let (key, setting) = field.cut(at: "=")
            guard !key.isEmpty else { continue }
            parameters[key.lowercased()] = String(setting ?? "")
        }
        guard !parameters.isEmpty else { return }
        if description.media.isEmpty {
            strayParameters[type] = parameters
        } else {
            changeMedia { $0.parameters[type] = parameters }
        }
    }

    /// The number that a value begins with, and what is behind the blank.
    private static func payloadType(of value: Substring) -> (type: UInt8, rest: Substring)? {
        guard let blank = value.utf8.firstIndex(where: { $0 <= UInt8(ascii: " ") }),
            let type = UInt8(value[..<blank]), type < 128
        else { return nil }
        return (type, value[blank...].trimmed)
    }

    /// Gives maps and parameters to the sections that use their payload type and have none of their own.
    mutating func settleStrays() {
        for media in description.media.indices where description.media[media].payloadTypes.isEmpty {
            description.media[media].payloadTypes = description.media[media].rtpMaps.keys.sorted()
        }
        for media in description.media {
            let used = Set(media.payloadTypes)
            for (type, map) in media.rtpMaps where !used.contains(type) { strayMaps[type] = strayMaps[type] ?? map }
            for (type, parameters) in media.parameters where !used.contains(type) {
                strayParameters[type] = strayParameters[type] ?? parameters
            }
        }
        for index in description.media.indices {
            for type in description.media[index].payloadTypes {
                if let map = strayMaps[type], description.media[index].rtpMaps[type] == nil {
                    description.media[index].rtpMaps[type] = map
                }
                if let parameters = strayParameters[type], description.media[index].parameters[type] == nil {
                    description.media[index].parameters[type] = parameters
                }
            }
        }
    }
}
