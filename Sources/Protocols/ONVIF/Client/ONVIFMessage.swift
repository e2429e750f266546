/// A question on its way: a POST.
package struct ONVIFRequest: Hashable, Sendable {
    package var address: ServiceAddress
    /// The value of `Content-Type`.
    package var contentType: String
    /// The value of `Authorization`.
    package var authorization: String?
    package var body: [UInt8]
}

/// What came back, as HTTP has it.
package struct ONVIFResponse: Hashable, Sendable {
    /// Bytes of an answer that are worth taking; whoever reads it stops there.
    package static let longestBody = 1024 * 1024

    package var status: Int
    /// The values of `WWW-Authenticate`.
    package var challenges: [String]
    package var body: [UInt8]

    package init(status: Int, challenges: [String] = [], body: [UInt8]) {
        self.status = status
        self.challenges = challenges
        self.body = body
    }
}
