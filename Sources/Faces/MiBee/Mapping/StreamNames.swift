/// The files of a live stream by the document's names: `segment_012.ts` is what the recorder calls `12.ts`.
enum StreamNames {
    private static let prefix = "segment_"
    /// So many digits a number has at least, as the document prints it.
    private static let digits = 3
    private static let attribute = "URI=\""

    static func isPlaylist(_ name: String) -> Bool { name == "stream.m3u8" || name == "index.m3u8" }

    /// Whether a name climbs out of its folder.
    static func climbs(_ path: String) -> Bool {
        path.contains("\\") || path.hasPrefix("/")
            || path.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    }

    /// The recorder's name of a file, and its container; nil for a name of none.
    static func file(_ name: String) -> (name: String, format: String)? {
        let own = name.hasPrefix(prefix) ? withoutZeros(name.dropFirst(prefix.count)) : name
        if own.hasSuffix(".ts") { return (own, "ts") }
        if own.hasSuffix(".m4s") || own.hasSuffix(".mp4") { return (own, "fmp4") }
        return nil
    }

    /// A playlist of the recorder's in the document's names.
    static func playlist(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line -> String in
            guard line.hasPrefix("#") else { return line.isEmpty ? "" : given(line) }
            guard let place = line.firstRange(of: attribute) else { return String(line) }
            return String(line[..<place.upperBound]) + given(line[place.upperBound...])
        }.joined(separator: "\n")
    }

    private static func given(_ name: Substring) -> String {
        guard !name.hasPrefix("init-") else { return String(name) }
        let zeros = String(repeating: "0", count: max(digits - name.prefix(while: \.isNumber).count, 0))
        return "\(prefix)\(zeros)\(name)"
    }

    private static func withoutZeros(_ name: Substring) -> String {
        let rest = name.drop { $0 == "0" }
        guard rest.first?.isNumber != true, rest.startIndex > name.startIndex else { return String(rest) }
        // One of them is the number itself where no other digit follows.
        return "0\(rest)"
    }
}
