/// A file whose recording has been deleted from the catalogue, and which must go from its volume too.
///
/// The catalogue remembers it until it is told that the file is gone: so a recording that someone deleted never comes
/// back after a crash, when files without a row are adopted.
package struct FileRemoval: Hashable, Sendable {
    package let id: RecordingID
    package let node: String
    package let volume: String
    package let key: String

    package init(id: RecordingID, node: String, volume: String, key: String) {
        self.id = id
        self.node = node
        self.volume = volume
        self.key = key
    }
}
