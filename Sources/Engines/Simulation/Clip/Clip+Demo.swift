import Foundation

extension Clip {
    /// The clips that stand in for cameras where none are given: the same scene of H.264 in two sizes, and a small one
    /// each of H.265 and of Motion JPEG; without a seam.
    ///
    /// - Parameter orderDifference: see ``load(_:orderDifference:)``.
    package static func demo(orderDifference: UInt16 = 0) throws(ClipError) -> [NamedClip] {
        var clips: [NamedClip] = []
        for name in ["main", "sub", "h265", "mjpeg"] {
            guard let url = Bundle.module.url(forResource: name, withExtension: "mp4", subdirectory: "Clips") else {
                throw ClipError(path: "\(name).mp4", reason: .unreadable("it is missing from Nightjar's own resources"))
            }
            clips.append(NamedClip(name: name, clip: try load(url.path, orderDifference: orderDifference)))
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
