import Media

extension MediaPlaylist {
    /// What a client gets.
    ///
    /// - Parameter skippingOlder: as a delta update (RFC 8216bis §6.2.5.1), for a client that has a playlist of late: in
    ///   place of segments that it knows there is EXT-X-SKIP. Ignored where it was not offered.
    package func text(skippingOlder: Bool = false) -> String {
        let skipped = skippingOlder ? skippableSegments : 0
        var lines = PlaylistLines(version: version(skipping: skipped))
        lines.tag("EXT-X-TARGETDURATION", "\(targetDuration)")
        if let lowLatency, !hasEnded { write(lowLatency, to: &lines) }
        lines.tag("EXT-X-MEDIA-SEQUENCE", "\(mediaSequence)")
        switch kind {
        // It must be there before the first discontinuity is taken out.
        case .live: lines.tag("EXT-X-DISCONTINUITY-SEQUENCE", "\(discontinuitySequence)")
        case .event: lines.tag("EXT-X-PLAYLIST-TYPE", "EVENT")
        case .recorded: lines.tag("EXT-X-PLAYLIST-TYPE", "VOD")
        }
        if areIndependent { lines.tag("EXT-X-INDEPENDENT-SEGMENTS") }
        if let startOffset {
            var start = AttributeList()
            start.add("TIME-OFFSET", seconds: startOffset)
            start.add("PRECISE", symbol: "YES")
            lines.tag("EXT-X-START", attributes: start)
        }
        if skipped > 0 {
            var list = AttributeList()
            list.add("SKIPPED-SEGMENTS", skipped)
            lines.tag("EXT-X-SKIP", attributes: list)
        }
        writeSegments(from: skipped, to: &lines)
        if hasEnded {
            lines.tag("EXT-X-ENDLIST")
        } else if lowLatency != nil {
            writeEdge(to: &lines)
        }
        return lines.text
    }

    /// The lowest with all tags that are there (RFC 8216bis §8).
    private func version(skipping skipped: Int) -> Int {
        if skipped > 0 { return 9 }
        let hasMap = segments.contains { $0.start.initialisation != nil } || open?.start.initialisation != nil
        return hasMap ? 6 : 3
    }

    /// Segments further from the end than this need not be told again: six target durations, the least that is allowed.
    private var skipBoundary: Duration { .seconds(6 * targetDuration) }

    private var skippableSegments: Int {
        guard lowLatency != nil, !hasEnded else { return 0 }
        var distance = Duration.zero
        var count = segments.count
        while count > 0, distance <= skipBoundary {
            count -= 1
            distance += segments[count].duration
        }
        return count
    }

    private func write(_ lowLatency: LowLatency, to lines: inout PlaylistLines) {
        var control = AttributeList()
        control.add("CAN-BLOCK-RELOAD", symbol: "YES")
        control.add("CAN-SKIP-UNTIL", seconds: skipBoundary)
        control.add("HOLD-BACK", seconds: .seconds(3 * targetDuration))
        control.add("PART-HOLD-BACK", seconds: lowLatency.partHoldBack)
        lines.tag("EXT-X-SERVER-CONTROL", attributes: control)
        var parts = AttributeList()
        parts.add("PART-TARGET", seconds: lowLatency.partTarget)
        lines.tag("EXT-X-PART-INF", attributes: parts)
    }

    private func writeSegments(from first: Int, to lines: inout PlaylistLines) {
        // A client of a delta update has the map of the segments that it is not told again.
        var initialisation = first > 0 ? segments[first - 1].start.initialisation : nil
        let firstWithParts = firstSegmentWithParts
        for (index, segment) in segments.enumerated().dropFirst(first) {
            write(segment.start, after: &initialisation, to: &lines)
            if index >= firstWithParts { write(segment.parts, to: &lines) }
            // What follows the comma is a title, for which nobody asks.
            lines.tag("EXTINF", "\(PlaylistDuration.text(segment.duration)),")
            lines.uri(segment.uri)
        }
        // Tags without anything that they apply to would be read as the next segment's all the same.
        if let open, !open.parts.isEmpty {
            write(open.start, after: &initialisation, to: &lines)
            write(open.parts, to: &lines)
        }
    }

    /// Parts are told near the end only: within three target durations of it (RFC 8216bis §6.2.2).
    private var firstSegmentWithParts: Int {
        guard lowLatency != nil, !hasEnded else { return segments.count }
        var distance = open?.parts.reduce(Duration.zero) { $0 + $1.duration } ?? .zero
        var index = segments.count
        while index > 0, distance < .seconds(3 * targetDuration) {
            index -= 1
            distance += segments[index].duration
        }
        return index
    }

    private func write(_ start: SegmentStart, after initialisation: inout String?, to lines: inout PlaylistLines) {
        if start.isDiscontinuous { lines.tag("EXT-X-DISCONTINUITY") }
        if let uri = start.initialisation, uri != initialisation || start.isDiscontinuous {
            var map = AttributeList()
            map.add("URI", quoted: uri)
            lines.tag("EXT-X-MAP", attributes: map)
        }
        initialisation = start.initialisation
        if let wall = start.wall { lines.tag("EXT-X-PROGRAM-DATE-TIME", PlaylistDate.text(wall)) }
    }

    private func write(_ parts: [PartialSegment], to lines: inout PlaylistLines) {
        for part in parts {
            var list = AttributeList()
            list.add("DURATION", seconds: part.duration)
            list.add("URI", quoted: part.uri)
            if part.isIndependent { list.add("INDEPENDENT", symbol: "YES") }
            lines.tag("EXT-X-PART", attributes: list)
        }
    }

    private func writeEdge(to lines: inout PlaylistLines) {
        if let preloadHint {
            var hint = AttributeList()
            hint.add("TYPE", symbol: "PART")
            hint.add("URI", quoted: preloadHint)
            lines.tag("EXT-X-PRELOAD-HINT", attributes: hint)
        }
        for report in renditionReports {
            var list = AttributeList()
            list.add("URI", quoted: report.uri)
            list.add("LAST-MSN", report.lastSequence)
            if let part = report.lastPart { list.add("LAST-PART", part) }
            lines.tag("EXT-X-RENDITION-REPORT", attributes: list)
        }
    }
}
