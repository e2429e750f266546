/// The files of playlists by the document's names: `index12.ts` is what the recorder calls `12.ts`.
enum PlaylistNames {
    private static let prefix = "index"
    private static let attribute = "URI=\""

    /// The recorder's name of a file of a live stream, and its container; nil for a name of none.
    static func live(_ name: String) -> (name: String, format: String)? {
        // Another writer of the product calls them `segment_12.ts`.
        var own = name[...]
        for beginning in [prefix, "segment_"] where own.hasPrefix(beginning) { own.removeFirst(beginning.count) }
        if own.hasSuffix(".ts") { return (String(own), "ts") }
        if own.hasSuffix(".m4s") || own.hasSuffix(".mp4") { return (String(own), "fmp4") }
        return nil
    }

    static func spelledLive(_ name: Substring) -> String { name.hasPrefix("init-") ? String(name) : prefix + name }

    /// A playlist with other names of its files.
    static func respelled(_ text: String, _ spell: (Substring) -> String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line -> String in
            guard line.hasPrefix("#") else { return line.isEmpty ? "" : spell(line) }
            guard let place = line.firstRange(of: attribute) else { return String(line) }
            return String(line[..<place.upperBound]) + spell(line[place.upperBound...])
        }.joined(separator: "\n")
    }
}
