package import Logging
package import Media

/// Which lines somebody wants to see. What is nil or empty asks for nothing.
package struct LogQuery: Hashable, Sendable {
    package var minimumLevel: Logger.Level?
    /// In the message or a value of the metadata, whatever the case of ASCII letters.
    package var text = ""
    /// A camera's id.
    package var camera: String?
    /// From this time on, and before that one.
    package var since: WallTime?
    package var until: WallTime?
    /// Lines after this one alone: the oldest of them first, to follow the log.
    package var after: UInt64?
    /// Lines before this one alone, to page back.
    package var before: UInt64?
    /// 1 to ``mostLines``.
    package var limit = 200

    package static let mostLines = 1000

    package init() {}

    func matches(_ line: LogLine) -> Bool {
        if let minimumLevel, line.level < minimumLevel { return false }
        if let since, line.time < since { return false }
        if let until, line.time >= until { return false }
        if let camera, !Self.concerns(line, camera) { return false }
        return text.isEmpty || Self.contains(line, Array(text.utf8))
    }

    /// Lines about a camera carry its id as `camera`, or as the first part of `stream`: "front-door/main".
    private static func concerns(_ line: LogLine, _ camera: String) -> Bool {
        line.metadata.contains { field in
            switch field.name {
            case "camera": field.value == camera
            case "stream": field.value == camera || field.value.utf8.starts(with: "\(camera)/".utf8)
            default: false
            }
        }
    }

    private static func contains(_ line: LogLine, _ text: [UInt8]) -> Bool {
        contains(line.message, text) || line.metadata.contains { contains($0.value, text) }
    }

    static func contains(_ text: String, _ part: [UInt8]) -> Bool {
        let count = text.utf8.count
        guard part.count <= count else { return false }
        var start = text.utf8.startIndex
        for _ in 0...(count - part.count) {
            if zip(text.utf8[start...], part).allSatisfy({ lowercased($0) == lowercased($1) }) { return true }
            start = text.utf8.index(after: start)
        }
        return false
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}

/// What was found.
package struct LogPage: Hashable, Sendable {
    /// The older ones first.
    package var lines: [LogLine] = []
    /// The number of the newest line that was looked at: to ask for what comes after it. 0 where there is none yet.
    package var newest: UInt64 = 0
    /// There are more: after the last line where the query follows the log, else before the first.
    package var hasMore = false
    /// Lines after the one that was asked for are gone, because they were too many or somebody has cleared the log.
    package var hasGap = false

    package init() {}
}
