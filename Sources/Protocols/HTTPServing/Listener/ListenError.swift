import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a listener could not be opened; `description` is one sentence for the person who started the program.
package struct ListenError: Error, Equatable, CustomStringConvertible {
    package enum Reason: Equatable, Sendable {
        /// Another program, or another listener of this one, has the address.
        case addressInUse
        /// The system does not let this user have the address: usually a port below 1024.
        case notPermitted
        /// No interface of this machine has the address.
        case addressNotHere
        /// The host name has no address.
        case unknownHost
        /// The listening socket went away while it was served.
        case lost
        /// There is no certificate that could be used.
        case certificate(CertificateError)
        case other(String)
    }

    package let address: SocketAddressText
    package let reason: Reason
    /// What the person changes to choose another address, for example `--listen`.
    package let setting: String

    package init(address: SocketAddressText, reason: Reason, setting: String) {
        self.address = address
        self.reason = reason
        self.setting = setting
    }

    package var description: String {
        switch reason {
        case .addressInUse:
            "\(address) is in use by another program; choose another address with \(setting)"
        case .notPermitted:
            "this user may not listen on \(address); choose a port above 1023 with \(setting)"
        case .addressNotHere:
            "\(address) is not an address of this machine; choose another address with \(setting)"
        case .unknownHost:
            "the host of \(address) has no address; choose another address with \(setting)"
        case .lost:
            "the system closed the listening socket of \(address)"
        case .certificate(let error):
            "\(address) has no certificate: \(error)"
        case .other(let message):
            "could not listen on \(address) (\(message)); choose another address with \(setting)"
        }
    }
}

extension ListenError.Reason {
    /// What the failure of a bind means.
    init(_ error: any Error) {
        switch error {
        case let error as CertificateError: self = .certificate(error)
        case let error as IOError:
            switch error.errnoCode {
            case EADDRINUSE: self = .addressInUse
            case EACCES, EPERM: self = .notPermitted
            case EADDRNOTAVAIL, EAFNOSUPPORT: self = .addressNotHere
            default: self = .other(error.description)
            }
        case is SocketAddressError, is SocketAddressError.UnknownHost: self = .unknownHost
        default: self = .other(String(describing: error))
        }
    }
}
