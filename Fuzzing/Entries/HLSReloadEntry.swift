import HLS
import Media

extension FuzzEntry {
    /// The query of a playlist's URI, and text that gets into a playlist: a line of each.
    static let hlsReload = FuzzEntry(
        "hls-reload",
        longestInput: 5000,
        words: ["_HLS_msn=", "_HLS_part=", "_HLS_skip=YES", "_HLS_skip=v2", "&", "#EXT-X-ENDLIST\n", "\"", "%22"],
        seeds: { hlsSeeds }
    ) { bytes throws(BrokenPromise) in
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let text = lines.count > 1 && !lines[1].isEmpty ? lines[1] : "x"
        let playlist = try playlist(naming: text)
        try checkLines(of: playlist.text(), text: text)
        try checkLines(of: playlist.text(skippingOlder: true), text: text)
        guard let request = try? ReloadRequest(query: lines[0][...]) else { return }
        try expect((request.position?.sequence ?? 0) >= 0, "a segment before the first")
        try expect((request.position?.part ?? 0) >= 0, "a part before the first")
        guard playlist.answer(to: request) == .now else { return }
        // What is there stays there, and so does what comes after it.
        var later = playlist
        try later.addSegment(text)
        try expect(later.answer(to: request) == .now, "what was there is awaited")
    }

    /// Of ten segments with two parts each, whose names and maps are this text.
    private static func playlist(naming text: String) throws(BrokenPromise) -> MediaPlaylist {
        var playlist = MediaPlaylist(.live, targetDuration: 1, lowLatency: LowLatency(partTarget: .milliseconds(500)))
        for _ in 0..<10 { try playlist.addSegment(text) }
        playlist.preloadHint = text
        playlist.renditionReports = [RenditionReport(uri: text, lastSequence: 9, lastPart: 1)]
        return playlist
    }

    /// Whatever a name is, it is no line, no tag and no attribute of its own.
    private static func checkLines(of playlist: String, text: String) throws(BrokenPromise) {
        let lines = playlist.utf8.split(separator: UInt8(ascii: "\n"))
        let isPlain = playlist.utf8.allSatisfy { (0x21...0x7E).contains($0) || $0 == UInt8(ascii: "\n") }
        try expect(isPlain, "something that is no text in \(playlist)")
        let names = lines.count { $0.first != UInt8(ascii: "#") }
        let isDelta = lines.contains { $0.starts(with: "#EXT-X-SKIP".utf8) }
        try expect(names == (isDelta ? 7 : 10), "\(names) segments because of \(text)")
        try expect(!lines.contains { Array($0) == Array("#EXT-X-ENDLIST".utf8) }, "an end because of \(text)")
        let hasQuotes = lines.allSatisfy { line in
            [0, 2].contains(line.count { $0 == UInt8(ascii: "\"") })
        }
        try expect(hasQuotes, "a quotation mark because of \(text)")
    }

    private static var hlsSeeds: [[UInt8]] {
        [
            "_HLS_msn=10&_HLS_part=1&_HLS_skip=YES\nsegment-1.m4s", "token=abc&_HLS_msn=3\na \"b\",URI=\"c",
            "_HLS_msn=9&_HLS_part=2\n#EXT-X-ENDLIST", "_HLS_part=1", "_HLS_skip=v2&_HLS_skip=v2\n%0A\r\n#EXTINF:1,",
            "_HLS_msn=999999999999999\n\u{E4}\u{0}",
        ].map { Array($0.utf8) }
    }
}

extension MediaPlaylist {
    fileprivate mutating func addSegment(_ name: String) throws(BrokenPromise) {
        do {
            try begin(SegmentStart(wall: WallTime(nanoseconds: 0), initialisation: name))
            for part in 0..<2 {
                try append(PartialSegment(name, duration: .milliseconds(500), isIndependent: part == 0))
            }
            try finish(name, duration: .seconds(1))
        } catch {
            throw BrokenPromise(description: error.description)
        }
    }
}
