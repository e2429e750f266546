package import Media

/// Codecs that somebody can play.
package struct CodecSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let h264 = CodecSet(rawValue: 1)
    package static let h265 = CodecSet(rawValue: 2)
    package static let aac = CodecSet(rawValue: 4)
    package static let opus = CodecSet(rawValue: 8)
    /// Of which a player takes the samples as they are, and makes sound of them itself.
    package static let g711 = CodecSet(rawValue: 16)
    /// In raw frames alone: a picture by itself.
    package static let jpeg = CodecSet(rawValue: 32)

    /// What can stand in a fragment for a browser: of G.711 and JPEG no browser takes any there.
    package static let all: CodecSet = [.h264, .h265, .aac, .opus]

    private static let names: [String: CodecSet] = [
        "h264": .h264, "h265": .h265, "aac": .aac, "opus": .opus, "g711": .g711, "jpeg": .jpeg,
    ]

    /// Of names as programs write them: `h264`, `h265`, `aac`, `opus`, `g711`, `jpeg`. Others are of no use here, and passed over.
    package init(names: [String]) {
        self = names.reduce(into: []) { set, name in set.formUnion(Self.names[name.lowercased()] ?? []) }
    }

    /// Whether it is sound that is taken beside the fragments.
    package func takesAside(_ track: TrackFormat) -> Bool {
        if case .g711 = track { contains(.g711) } else { false }
    }

    /// Whether it can be played in a fragment.
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
