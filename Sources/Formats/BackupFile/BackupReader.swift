package import Cryptography

/// Reads a backup as it comes, in pieces of any size. Everything that it gives out is as it was written; but only after
/// ``Event/ended`` is it known to be all.
///
/// Feed it, and ask for events until there is none; at ``Event/locked(_:header:)`` make the key and ``unlock(with:)``.
/// After an error it has no more to say.
package struct BackupReader: Sendable {
    package enum Event: Hashable, Sendable {
        /// The beginning was read; the header is not known to be genuine before the file is unlocked.
        case locked(BackupPreamble, header: [UInt8])
        case sectionBegan(String)
        case content([UInt8])
        case sectionEnded
        /// All was read, and all is there.
        case ended
    }

    private enum State: Sendable {
        case preamble
        case header(BackupPreamble)
        /// With all bytes up to the first piece.
        case locked(BackupPreamble, beginning: [UInt8])
        case pieces
        case ended
        case failed(BackupFileError)
    }

    private let limits: BackupLimits
    private var state = State.preamble
    private var input: [UInt8] = []
    /// Bytes of `input` that were read already.
    private var consumed = 0
    private var body: Body?

    package init(limits: BackupLimits = BackupLimits()) { self.limits = limits }

    /// Takes the next bytes of the file; they are kept until events have used them. While the file is locked nothing is
    /// used, so that whoever feeds it then only fills the memory.
    package mutating func feed(_ bytes: Span<UInt8>) {
        if consumed > 0 {
            input.removeFirst(consumed)
            consumed = 0
        }
        input.reserveCapacity(input.count + bytes.count)
        for index in bytes.indices { input.append(bytes[index]) }
    }

    /// What comes next; nil where more bytes, or the key, are needed.
    package mutating func next() throws(BackupFileError) -> Event? {
        do throws(BackupFileError) {
            return try read()
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// To be called when there are no more bytes.
    package func finish() throws(BackupFileError) {
        switch state {
        case .ended: return
        case .failed(let error): throw error
        case .preamble where input.count < BackupPreamble.magic.count: throw .notABackup
        default: throw .truncated
        }
    }

    /// - Parameter key: made from the passphrase with the preamble's salt and cost. Another may be tried after a wrong
    ///   one.
    package mutating func unlock(with key: SymmetricKey) throws(BackupFileError) {
        guard case .locked(let preamble, let beginning) = state else { return }
        let clear = Array(beginning.dropLast(BackupKeys.checkCount))
        let keys = BackupKeys(key, beginning: clear)
        guard constantTimeEqual(keys.check, Array(beginning.suffix(BackupKeys.checkCount))) else {
            throw .wrongPassphrase
        }
        body = Body(file: preamble.file, key: keys.sealing, associated: SHA256.hash(beginning), limits: limits)
        state = .pieces
    }

    private var waiting: Int { input.count - consumed }

    private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        defer { consumed += count }
        return input[consumed..<consumed + count]
    }

    private mutating func read() throws(BackupFileError) -> Event? {
        switch state {
        case .preamble:
            // What is no backup is told at once, however short it is.
            let known = min(waiting, BackupPreamble.magic.count)
            guard input[consumed..<consumed + known].elementsEqual(BackupPreamble.magic[..<known]) else {
                throw .notABackup
            }
            guard waiting >= BackupPreamble.count + 4 else { return nil }
            let preamble = try BackupPreamble(bytes: input[consumed..<consumed + BackupPreamble.count], limits: limits)
            state = .header(preamble)
            return try read()
        case .header(let preamble):
            // Nothing is consumed before all of the beginning is there: the keys are bound to it.
            let lengthEnd = consumed + BackupPreamble.count + 4
            let length = Int(input[lengthEnd - 4..<lengthEnd].bigEndianNumber)
            guard length <= limits.header else { throw .headerTooLarge }
            let count = BackupPreamble.count + 4 + length + BackupKeys.checkCount
            guard waiting >= count else { return nil }
            let beginning = Array(take(count))
            state = .locked(preamble, beginning: beginning)
            return .locked(preamble, header: Array(beginning.dropFirst(BackupPreamble.count + 4).prefix(length)))
        case .locked: return nil
        case .pieces: return try readPiece()
        case .ended:
            guard waiting == 0 else { throw .trailingBytes }
            return nil
        case .failed(let error): throw error
        }
    }

    private mutating func readPiece() throws(BackupFileError) -> Event? {
        guard var body, waiting >= BackupPiece.Head.byteCount else { return nil }
        let head = try body.head(input[consumed..<consumed + BackupPiece.Head.byteCount])
        guard waiting >= BackupPiece.Head.byteCount + head.count else { return nil }
        _ = take(BackupPiece.Head.byteCount)
        let event = try body.read(head, Array(take(head.count)))
        self.body = body
        if event == .ended { state = .ended }
        return event
    }
}
