import Foundation

extension Clip {
    /// The clips that stand in for a camera where none are given: the same scene in two sizes, 8 s without a seam.
    package static func demo() throws(ClipError) -> [NamedClip] {
        var clips: [NamedClip] = []
        for name in ["main", "sub"] {
            guard let url = Bundle.module.url(forResource: name, withExtension: "mp4", subdirectory: "Clips") else {
                throw ClipError(path: "\(name).mp4", reason: .unreadable("it is missing from Nightjar's own resources"))
            }
            clips.append(NamedClip(name: name, clip: try load(url.path)))
        }
        return clips
    }
}

/// A clip and the name under which cameras play it.
package struct NamedClip: Sendable {
    package var name: String
    package var clip: Clip

    package init(name: String, clip: Clip) {
        self.name = name
        self.clip = clip
    }
}
