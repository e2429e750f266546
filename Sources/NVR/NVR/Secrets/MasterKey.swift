import Accounts
import Cryptography
import Glibc
import Media

/// The key under which credentials are sealed at rest: `keys/master.key` in the data folder, 32 bytes, mode 0600; or one that
/// is given from outside, and is then nowhere on this disk.
struct MasterKey: SecretSealing {
    private let key: SymmetricKey

    init(_ key: SymmetricKey) { self.key = key }

    /// Reads the key of this data folder, or makes it where there is none.
    ///
    /// - Parameter text: the key itself, in base 64 or hexadecimal digits, to be used instead of the file. A file that holds
    ///   another one is a mistake: some secrets would be sealed under the one, and some under the other.
    static func open(inDataDirectory directory: String, given text: String? = nil) throws(StartError) -> MasterKey {
        let folder = directory + "/keys"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw StartError("The folder \(folder) cannot be made: \(systemError()).")
        }
        let path = folder + "/master.key"
        // One byte more than a key has, so that a longer file is not taken for one.
        let kept = try PrivateKeyFile.read(path, most: SymmetricKey.byteCount + 1).map { bytes throws(StartError) in
            try key(bytes, path: path)
        }
        if let text {
            let given = try key(written: text)
            guard kept == nil || kept?.key == given.key else {
                throw StartError(
                    """
                    The master key that was given (NIGHTJAR_MASTER_KEY) is not the one in \(path), under which the secrets of \
                    this data folder are sealed. Give that one, or none; or move the file away if the given one is right.
                    """
                )
            }
            return given
        }
        if let kept { return kept }
        let fresh = SymmetricKey.random()
        try PrivateKeyFile.write(fresh.bytes, to: path)
        return MasterKey(fresh)
    }

    /// - Parameter owner: what the secret belongs to, as `camera/front-door`; the same must be said to open it.
    func seal(_ secret: String, for owner: String) -> [UInt8]? {
        try? SealedBox.seal(Array(secret.utf8), key: key, associated: Array(owner.utf8)).combined
    }

    /// Nil where the box was sealed under another key or for another owner.
    func open(_ sealed: [UInt8], for owner: String) -> String? {
        guard let box = try? SealedBox(combined: sealed),
            let plain = try? box.open(key: key, associated: Array(owner.utf8))
        else { return nil }
        return String(validating: plain, as: UTF8.self)
    }

    /// A secret that only a holder of the key can make, for one purpose.
    func secret(for purpose: String) -> String {
        Hexadecimal.encode(HMACSHA256.code(for: Array(purpose.utf8), key: key.bytes))
    }

    /// The text is never part of an error: it may be all but right.
    private static func key(written text: String) throws(StartError) -> MasterKey {
        let bytes = text.utf8.count == 2 * SymmetricKey.byteCount ? Hexadecimal.decode(text) : Base64.decode(text)
        guard let bytes, let key = try? SymmetricKey(bytes) else {
            throw StartError(
                """
                The master key that was given (NIGHTJAR_MASTER_KEY) is not 32 bytes in base 64 or in hexadecimal digits. \
                `openssl rand -base64 32` makes one.
                """
            )
        }
        return MasterKey(key)
    }

    private static func key(_ bytes: [UInt8], path: String) throws(StartError) -> MasterKey {
        do {
            return MasterKey(try SymmetricKey(bytes))
        } catch {
            throw StartError(
                "\(path) is not a key of 32 bytes; restore it from a backup. Without it no camera password can be read."
            )
        }
    }
}

/// Why the recorder cannot start: one sentence, for the console.
package struct StartError: Error, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ sentence: String) { description = sentence }
}

/// What the last system call complained of: "No space left on device".
func systemError() -> String { String(cString: strerror(errno)) }
