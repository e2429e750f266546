/// The program that workers are, and how it is started.
package struct WorkerProgram: Hashable, Sendable {
    /// The file.
    package var path: String
    /// How far it stands back behind recording: 0 to 19.
    package var niceness: Int32 = 10
    /// Bytes that it may take beside its own code: enough for the largest picture that it decodes.
    package var memory: UInt64 = 1 << 30
    /// Where its libraries are looked for beside the usual places, in the form of LD_LIBRARY_PATH.
    package var libraryPath: String?

    package init(path: String) { self.path = path }
}
