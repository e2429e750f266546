/// The threads of one volume: those that write, and those that read for people, who hold up no recorder.
package struct DiskLane: Sendable {
    /// The volume's.
    package let name: String
    package let writers: DiskThreads
    package let readers: DiskThreads

    package init(name: String, writers: DiskThreads, readers: DiskThreads) {
        self.name = name
        self.writers = writers
        self.readers = readers
    }
}
