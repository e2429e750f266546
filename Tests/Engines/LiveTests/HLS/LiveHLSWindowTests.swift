import HLS
import Media
import Stream
import Testing

@testable import Live

/// The playlist keeps the rules, and all that it names is there.
struct LiveHLSWindowTests {
    /// The lines of a playlist that clients act on.
    private struct Reading {
        var target = 0
        var sequence = 0
        var discontinuities = 0
        var durations: [Double] = []
        var dates: [String] = []
        var uris: [String] = []
        var hint: String?
        var isIndependent = false

        init(_ text: String) {
            for line in text.split(separator: "\n").map(String.init) {
                let value = String(line.drop { $0 != ":" }.dropFirst())
                if line.hasPrefix("#EXT-X-TARGETDURATION:") { target = Int(value) ?? -1 }
                if line.hasPrefix("#EXT-X-MEDIA-SEQUENCE:") { sequence = Int(value) ?? -1 }
                if line.hasPrefix("#EXT-X-DISCONTINUITY-SEQUENCE:") { discontinuities += Int(value) ?? -1 }
                if line == "#EXT-X-INDEPENDENT-SEGMENTS" { isIndependent = true }
                if line.hasPrefix("#EXTINF:") { durations.append(Double(value.dropLast()) ?? -1) }
                if line.hasPrefix("#EXT-X-PROGRAM-DATE-TIME:") { dates.append(value) }
                if line.hasPrefix("#EXT-X-PRELOAD-HINT:") { hint = Self.uri(line) }
                if line.hasPrefix("#EXT-X-PART:") || line.hasPrefix("#EXT-X-MAP:") { uris.append(Self.uri(line) ?? "") }
                if !line.hasPrefix("#") { uris.append(line) }
            }
        }

        private static func uri(_ line: String) -> String? {
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard let name = parts.firstIndex(where: { $0.hasSuffix("URI=") }) else { return nil }
            return String(parts[name + 1])
        }
    }

    private func actions(
        _ flavour: LiveHLSFlavour,
        isQuick: Bool,
        _ items: [StreamItem],
        limits: LiveHLSLimits = .init()
    ) -> [LiveHLSAction] {
        var maker = LiveHLSMaker(flavour, isQuick: isQuick, limits, rhythm: nil)
        var actions: [LiveHLSAction] = []
        for item in items { maker.take(item, into: &actions) }
        return actions
    }

    private func film(_ seconds: Double, from start: Double = 0, group: Int = 50, size: Int = 64) throws -> [StreamItem]
    {
        [.format(try HLSFilm.format)] + HLSFilm.units(seconds, from: start, group: group, size: size).map { .unit($0) }
    }

    @Test(arguments: [(LiveHLSFlavour.transportStream, false), (.fragmentedMP4, false), (.fragmentedMP4, true)])
    func everyPlaylistKeepsTheRules(flavour: LiveHLSFlavour, isQuick: Bool) throws {
        let items = try film(60) + film(40, from: 500, group: 25) + film(60, from: 900, group: 400)
        var window = LiveHLSWindow(flavour, LiveHLSLimits(), base: 1000)
        var last: Reading?
        for action in actions(flavour, isQuick: isQuick, items) {
            window.apply(action)
            #expect(!window.isBroken)
            guard window.told > 0, let playlist = window.playlist else { continue }
            let reading = Reading(playlist.text())
            #expect(reading.target == 2)
            #expect(reading.durations.allSatisfy { $0.rounded() <= 2 })
            #expect(reading.sequence >= last?.sequence ?? 1000 && reading.discontinuities >= last?.discontinuities ?? 0)
            if reading.sequence > 1000 { #expect(reading.durations.reduce(0, +) >= 6) }
            #expect(reading.durations.count <= 20)
            for uri in reading.uris {
                let name = try #require(LiveHLSName(uri, flavour))
                guard case .bytes(let bytes) = window.find(name) else {
                    Issue.record("\(uri) is not there")
                    continue
                }
                #expect(bytes.reduce(0) { $0 + $1.count } > 100)
            }
            if let hint = reading.hint {
                let name = try #require(LiveHLSName(hint, flavour))
                guard case .awaited = window.find(name) else {
                    Issue.record("\(hint) is not awaited")
                    continue
                }
            }
            #expect((reading.hint != nil) == isQuick)
            last = reading
        }
        // The last film's groups are longer than any segment.
        #expect(last?.isIndependent == false && last?.discontinuities ?? 0 >= 1000)
    }

    @Test func theTimeOfDayIsThatOfTheFirstPicture() throws {
        var window = LiveHLSWindow(.transportStream, LiveHLSLimits(), base: 0)
        for action in actions(.transportStream, isQuick: false, try film(5)) { window.apply(action) }
        let reading = Reading(try #require(window.playlist).text())
        #expect(reading.dates == ["2026-11-22T00:00:00.000Z", "2026-11-22T00:00:02.000Z"])
        #expect(reading.isIndependent)
    }

    @Test func aSegmentOutlivesThePlaylistThatHadIt() throws {
        var window = LiveHLSWindow(.transportStream, LiveHLSLimits(), base: 0)
        for action in actions(.transportStream, isQuick: false, try film(61)) { window.apply(action) }
        // 30 segments of 2 s; the playlist lasts 10 s, and what was in it stays for 12 s after.
        let playlist = try #require(window.playlist)
        #expect(playlist.mediaSequence == 25 && playlist.segments.count == 5)
        let there = (0..<30).filter { if case .bytes = window.find(.segment($0)) { true } else { false } }
        #expect(there == Array(19..<30))
        #expect(window.segments == 11)
    }

    @Test func noMoreBytesAreKeptThanMayBe() throws {
        var limits = LiveHLSLimits()
        limits.bytes = 1_000_000
        limits.segmentBytes = 300_000
        var window = LiveHLSWindow(.fragmentedMP4, limits, base: 7)
        for action in actions(.fragmentedMP4, isQuick: true, try film(60, size: 4000), limits: limits) {
            window.apply(action)
            #expect(window.bytes <= limits.bytes && !window.isBroken)
        }
        let playlist = try #require(window.playlist)
        #expect(!playlist.segments.isEmpty)
        let reading = Reading(playlist.text())
        #expect(
            reading.uris.allSatisfy { uri in
                guard let name = LiveHLSName(uri, .fragmentedMP4), case .bytes = window.find(name) else { return false }
                return true
            }
        )
    }

    @Test func aFloodOfTimeLinesFillsNothing() throws {
        var items: [StreamItem] = try film(10)
        for number in 0..<500 { items += try film(0.2, from: 100 + Double(number)) }
        var window = LiveHLSWindow(.fragmentedMP4, LiveHLSLimits(), base: 0)
        for action in actions(.fragmentedMP4, isQuick: false, items) { window.apply(action) }
        #expect(!window.isBroken && window.segments <= 202)
        #expect(try #require(window.playlist).segments.count <= 100)
    }

    @Test func strangersNumbersFindNothing() throws {
        var window = LiveHLSWindow(.fragmentedMP4, LiveHLSLimits(), base: 100)
        for name in [LiveHLSName.segment(0), .part(of: 100, 0), .initialisation(100)] {
            guard case .missing = window.find(name) else { Issue.record("found \(name)"); continue }
        }
        for action in actions(.fragmentedMP4, isQuick: true, try film(5)) { window.apply(action) }
        for name in [
            LiveHLSName.segment(99), .segment(999_999_999_999_999), .part(of: 100, 999),
            .part(of: 999_999_999_999_999, 0),
            .initialisation(0),
        ] {
            guard case .missing = window.find(name) else { Issue.record("found \(name)"); continue }
        }
    }
}
