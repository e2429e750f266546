package import Catalog
import Cryptography
import Media

/// How the rows of the audit log hang together: each has the SHA-256 hash of the row before and of itself, so that none
/// can be changed, taken away or put in between without all that follow showing it.
///
/// The hash of a row is that of these bytes, one after the other; integers are of 64 bits and big-endian:
///
///     "nightjar audit 1"      the name and the version of this encoding, 16 bytes of ASCII
///     previous hash           of the row before; 32 zeros before the first
///     sequence                of this row
///     at                      nanoseconds since 1970
///     actor kind              text
///     actor id                present, then the integer if it is
///     actor name              text
///     action                  text
///     target                  present, then the text if it is
///     address                 present, then the text if it is
///     outcome                 text
///     detail                  text
///
/// A text is the count of its bytes in UTF-8 as an integer, and the bytes; `present` is one byte, 1 or 0. So no two rows
/// have the same bytes.
package enum AuditChain {
    package static func hash(after previous: AuditLink, _ entry: AuditEntry) -> [UInt8] {
        var bytes = Array("nightjar audit 1".utf8)
        bytes += previous.hash
        append(previous.sequence &+ 1, to: &bytes)
        append(entry.at.nanoseconds, to: &bytes)
        append(entry.actor.kind.rawValue, to: &bytes)
        bytes.append(entry.actor.id == nil ? 0 : 1)
        if let id = entry.actor.id { append(id, to: &bytes) }
        append(entry.actor.name, to: &bytes)
        append(entry.action, to: &bytes)
        appendIfPresent(entry.target, to: &bytes)
        appendIfPresent(entry.address, to: &bytes)
        append(entry.outcome.rawValue, to: &bytes)
        append(entry.detail, to: &bytes)
        return SHA256.hash(bytes)
    }

    private static func append(_ integer: Int64, to bytes: inout [UInt8]) {
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: integer >> (56 - 8 * $0)) }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(Int64(text.utf8.count), to: &bytes)
        bytes += Array(text.utf8)
    }

    private static func appendIfPresent(_ text: String?, to bytes: inout [UInt8]) {
        bytes.append(text == nil ? 0 : 1)
        if let text { append(text, to: &bytes) }
    }
}
