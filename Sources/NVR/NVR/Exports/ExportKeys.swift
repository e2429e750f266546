import Cryptography
import Glibc

/// The key that exports are signed with: `keys/signing.key` in the data folder, PKCS #8 as PEM, mode 0600, made when it is
/// first needed. Whoever has it can sign as this recorder.
enum ExportKeys {
    /// Longer than any such file.
    private static let longest = 1024

    static func open(inDataDirectory directory: String) throws(StartError) -> SigningKey {
        let folder = directory + "/keys"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw StartError("The folder \(folder) cannot be made: \(systemError()).")
        }
        let path = folder + "/signing.key"
        if let kept = try PrivateKeyFile.read(path, most: longest + 1) {
            guard let key = SigningKey(pem: kept) else {
                throw StartError(
                    "\(path) is no Ed25519 key as Nightjar writes it. Restore it from a copy; or move it away, and a new one is "
                        + "made: exports are signed with another key from then on."
                )
            }
            return key
        }
        let fresh = SigningKey.random()
        try PrivateKeyFile.write(fresh.pem, to: path)
        return fresh
    }
}
