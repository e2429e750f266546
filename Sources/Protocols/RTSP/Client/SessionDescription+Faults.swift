import Media
package import SDP

extension SessionDescription {
    /// Whether the camera runs a live555 older than 2017.06.04, which goes on writing a stream into whatever connection
    /// gets the number of one that was closed without TEARDOWN. Wait 65 s before connecting again in that case.
    package var hasStaleSessionFault: Bool {
        guard let tool, let (_, version) = Self.cutVersion(tool) else { return false }
        let parts = version.utf8.prefix {
            $0 == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        let numbers = Substring(parts).fields(separatedBy: ".").compactMap { Int($0) }
        return numbers.count == 3 && numbers.lexicographicallyPrecedes([2017, 6, 4])
    }

    private static func cutVersion(_ tool: String) -> (Substring, Substring)? {
        let marker = "live555 streaming media v"
        let text = tool[...].trimmed
        guard text.hasASCIIPrefix(marker) else { return nil }
        return (text, Substring(text.utf8.dropFirst(marker.utf8.count)))
    }
}
