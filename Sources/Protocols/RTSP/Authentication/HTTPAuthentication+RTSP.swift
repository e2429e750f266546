// RTSP authenticates as HTTP does (RFC 2326 §14), over its own methods and URLs.

import HTTPAuthentication

extension Authorizer {
    /// Takes the challenges of a 401.
    ///
    /// - Parameter attempts: how often this very request was sent with a signature.
    mutating func refused(_ response: RTSPResponse, attempts: Int) -> Verdict {
        refused(response.headers.values(of: "WWW-Authenticate"), attempts: attempts)
    }

    /// The `Authorization` header for a request; nil before a challenge.
    ///
    /// - Parameter uri: the very bytes of the request line.
    mutating func authorization(method: RTSPMethod, uri: String) -> String? {
        authorization(method: method.rawValue, uri: uri)
    }
}

extension ServerAuthentication {
    /// Who the client of a request says it is; nil where it says nothing that we can check.
    func login(in request: RTSPRequest) -> PresentedLogin? {
        login(authorization: request.headers["Authorization"], method: request.method.rawValue, uri: request.url)
    }
}
