/// Where a volume lies: beneath a folder that whoever runs the server has named.
package struct VolumePlace: Hashable, Sendable, CustomStringConvertible {
    /// A path of the system, which may lead over links: an administrator wrote it.
    package let root: String
    /// From there on no part may be a link. Nil: the root itself.
    package let below: StorageKey?

    package init(root: String, below: StorageKey?) {
        self.root = root
        self.below = below
    }

    package var path: String { below.map { "\(root)/\($0)" } ?? root }

    package var description: String { path }
}
