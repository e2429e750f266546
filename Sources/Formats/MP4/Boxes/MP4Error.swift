/// Why an MP4 file, or a part of one, could not be read.
package enum MP4Error: Error, Hashable, CustomStringConvertible {
    /// A box or a field reaches beyond what holds it.
    case truncated(BoxType)
    /// A field has a value that no file can have.
    case malformed(BoxType, String)
    /// Well formed as it may be, reading it would take more memory than the limits allow.
    case tooLarge(BoxType, String)
    /// There is no `moov` box: no MP4 file, or one whose writer never finished it.
    case noMovie
    /// The bytes end before what was announced.
    case endOfFile(at: Int64)

    package var description: String {
        switch self {
        case .truncated(let box): "The box ‘\(box)’ is cut short, or says that it is longer than what holds it."
        case .malformed(let box, let reason): "The box ‘\(box)’ cannot be right: \(reason)."
        case .tooLarge(let box, let reason): "The box ‘\(box)’ is larger than Nightjar reads: \(reason)."
        case .noMovie:
            "There is no ‘moov’ box: this is not an MP4 file, or the program that wrote it did not finish it."
        case .endOfFile(let offset): "The file ends at byte \(offset), before what it announces."
        }
    }
}
