/// The files in which the system says how it is. Behind a protocol, so that tests can tell of other machines.
package protocol SystemFiles: Sendable {
    /// The text of a file, or its beginning where it is very long; nil where it cannot be read.
    func text(of path: String) -> String?
    func exists(_ path: String) -> Bool
    /// The number of things in a folder; nil where it cannot be read.
    func count(in folder: String) -> Int?
}
