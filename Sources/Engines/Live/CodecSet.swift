package import Media

/// Codecs that somebody can play.
package struct CodecSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let h264 = CodecSet(rawValue: 1)
    package static let h265 = CodecSet(rawValue: 2)
    package static let aac = CodecSet(rawValue: 4)
    package static let opus = CodecSet(rawValue: 8)

    /// What can stand in a fragment for a browser: of G.711 and JPEG no browser takes any there.
    package static let all: CodecSet = [.h264, .h265, .aac, .opus]

    private static let names: [String: CodecSet] = ["h264": .h264, "h265": .h265, "aac": .aac, "opus": .opus]

    /// Of names as programs write them: `h264`, `h265`, `aac`, `opus`. Others are of no use here, and passed over.
    package init(names: [String]) {
        self = names.reduce(into: []) { set, name in set.formUnion(Self.names[name.lowercased()] ?? []) }
    }

    package func holds(_ track: TrackFormat) -> Bool {
        switch track {
        case .h264: contains(.h264)
        case .h265: contains(.h265)
        case .aac: contains(.aac)
        case .opus: contains(.opus)
        case .jpeg, .g711: false
        }
    }
}
