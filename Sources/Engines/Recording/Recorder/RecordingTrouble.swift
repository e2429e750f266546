/// Why a stream that should be recorded cannot be written. It is tried again every second. The raw values are told to
/// clients: they never change.
package enum RecordingTrouble: String, Hashable, Sendable, CaseIterable {
    case diskFull = "disk-full"
    /// The disk reports an error, or is not there.
    case diskError = "disk-error"
}
