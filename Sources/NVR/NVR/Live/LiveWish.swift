import Catalog
import Live
import Media

/// What a viewer wants to see: which of a camera's streams, how wide, and what it can play.
package struct LiveWish: Sendable {
    package enum Stream: String, CaseIterable, Sendable {
        case main, sub
        /// Whichever suits: by the width that is shown, by what can be played, and smaller where the viewer is too slow.
        case auto
    }

    package var stream: Stream
    /// Pixels that the picture is shown in, across.
    package var width: Int?
    let codecs: CodecSet
    /// Of what raw frames carry only for those who ask for it: what he has asked for.
    let extra: CodecSet
    /// Whether he wants to see it as those do who may not see what masks hide.
    package var isMasked: Bool

    /// - Parameters:
    ///   - stream: "main", "sub" or "auto"; where nothing is said, auto if there is a width, and main otherwise.
    ///   - codecs: names of what can be played (`h264`, `h265`, `aac`, `opus`, `g711`, `jpeg`); nil where nothing is known of that.
    ///   - isMasked: see ``isMasked``.
    package init(
        stream: String? = nil,
        width: Int? = nil,
        codecs: [String]? = nil,
        isMasked: Bool = false
    ) throws(DomainError) {
        if let stream {
            guard let known = Stream(rawValue: stream) else {
                throw DomainError(.invalid, "stream is \"main\", \"sub\" or \"auto\".", member: "stream")
            }
            self.stream = known
        } else {
            self.stream = width == nil ? .main : .auto
        }
        self.width = width
        self.isMasked = isMasked
        self.codecs = codecs.map(CodecSet.init(names:)) ?? .all
        extra = codecs == nil ? [] : self.codecs.intersection(RawFrameBuilder.extras)
    }

    /// How wide a sub stream is of which nothing has come yet.
    private static let usualSubWidth = 640

    /// - Parameter pictures: of each stream that there is; nil where none has come yet.
    func choice(among pictures: [StreamKind: TrackFormat?]) -> StreamKind {
        guard let sub = pictures[.sub] else { return .main }
        guard let main = pictures[.main] else { return .sub }
        switch stream {
        case .main: return .main
        case .sub: return .sub
        case .auto: break
        }
        // Where neither can be played, what is made of them goes by the width as well.
        let canPlaySub = sub.map(codecs.holds) ?? true
        let canPlayMain = main.map(codecs.holds) ?? true
        if canPlaySub != canPlayMain { return canPlayMain ? .main : .sub }
        guard let width else { return .main }
        return width <= sub?.pictureSize?.width ?? Self.usualSubWidth ? .sub : .main
    }
}
