import HTTPServing
import Hummingbird

/// Where the document of another product lets a token stand beside `Authorization`, for players and pages that cannot send that.
/// Only for what reads: a browser sends cookies along of itself, and addresses are written down by many.
package struct TokenPlaces: Hashable, Sendable {
    /// As it stands in the request.
    package var cookie: String?
    /// A parameter of the query; it counts before the cookie.
    package var query: String?

    package init(cookie: String? = nil, query: String? = nil) {
        self.cookie = cookie
        self.query = query
    }

    func token(in request: Request, _ cookies: RequestCookies) -> String? {
        if let query, let token = PresentedCredentials.token(inQueryOf: request, named: query) { return token }
        return cookie.flatMap { cookies[$0] }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
