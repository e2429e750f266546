// What HTTP makes of an address.

extension CameraURL {
    /// As it stands in a request line (RFC 9112 §3.2.1).
    package var requestTarget: String { target.utf8.first == UInt8(ascii: "/") ? target : "/" + target }

    /// The value of the `Host` header (RFC 9110 §7.2).
    package var authority: String {
        let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return explicitPort.map { "\(host):\($0)" } ?? host
    }

    /// Where a `Location` header leads, with this one as the request's; nil where that is no place for pictures, or would
    /// give up encryption.
    package func redirected(to location: String) -> CameraURL? {
        if location.utf8.first == UInt8(ascii: "/"), location.utf8.dropFirst().first != UInt8(ascii: "/") {
            return resolving(contentBase: location)
        }
        guard let target = try? CameraURL(location), target.scheme.isHTTP == scheme.isHTTP,
            target.scheme.isSecure || !scheme.isSecure
        else { return nil }
        return target
    }
}
