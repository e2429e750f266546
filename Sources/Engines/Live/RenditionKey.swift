/// Which rendition it is: there is one of each key, however many watch.
package struct RenditionKey: Hashable, Sendable {
    /// A camera's id.
    package var camera: String
    /// "main" or "sub".
    package var stream: String
    package var kind: RenditionKind
    /// With the camera's privacy masks over it.
    package var isMasked: Bool

    package init(camera: String, stream: String, kind: RenditionKind, isMasked: Bool = false) {
        self.camera = camera
        self.stream = stream
        self.kind = kind
        self.isMasked = isMasked
    }
}

/// The form that a rendition brings a stream into. Another way out adds a name of its own.
package struct RenditionKind: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }

    /// Frames with a header of ten bytes.
    package static let rawFrames = RenditionKind("raw-frames")
    /// The same with what is carried for those alone who ask for it.
    package static func rawFrames(with extra: CodecSet) -> RenditionKind {
        extra.isEmpty ? rawFrames : RenditionKind("raw-frames-\(extra.rawValue)")
    }
    /// Parts of `multipart/x-mixed-replace`.
    package static let pictureParts = RenditionKind("picture-parts")
    /// Fragmented MP4, an access unit each, of those codecs that the player has.
    package static func fragments(_ codecs: CodecSet) -> RenditionKind { RenditionKind("fragments-\(codecs.rawValue)") }
}
