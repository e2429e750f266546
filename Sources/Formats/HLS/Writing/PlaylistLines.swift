/// Writes the lines of a playlist (RFC 8216 §4.1).
struct PlaylistLines {
    private(set) var text = "#EXTM3U\n"

    /// - Parameter version: the lowest that has all tags that will be written (§7).
    init(version: Int) { tag("EXT-X-VERSION", "\(version)") }

    mutating func tag(_ name: String) { text += "#\(name)\n" }

    /// - Parameter value: without anything that came from outside.
    mutating func tag(_ name: String, _ value: String) { text += "#\(name):\(value)\n" }

    mutating func tag(_ name: String, attributes: AttributeList) { tag(name, attributes.text) }

    /// The blank in front keeps it from being a tag, whatever it says.
    mutating func comment(_ words: String) {
        text += "# " + String(words.map { $0.isNewline ? " " : $0 }) + "\n"
    }

    mutating func uri(_ uri: String) { text += "\(PlaylistText.uri(uri, beginsLine: true))\n" }
}

/// The attributes of a tag (RFC 8216 §4.2).
struct AttributeList {
    private(set) var text = ""

    mutating func add(_ name: String, _ number: Int) { add(name, symbol: "\(number)") }

    mutating func add(_ name: String, seconds: Duration) { add(name, symbol: PlaylistDuration.text(seconds)) }

    /// An enumerated string, or whatever else needs no quotation marks.
    mutating func add(_ name: String, symbol: String) {
        if !text.isEmpty { text += "," }
        text += "\(name)=\(symbol)"
    }

    /// A URI or a list of codecs.
    mutating func add(_ name: String, quoted value: String) { add(name, symbol: "\"\(PlaylistText.uri(value))\"") }
}
