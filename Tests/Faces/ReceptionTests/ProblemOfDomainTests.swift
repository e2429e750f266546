import HTTPServing
import HTTPTypes
import NVR
import Testing

@testable import Reception

struct ProblemOfDomainTests {
    /// Programs compare the types: they are part of the API and stay as they are.
    @Test(arguments: [
        (DomainError.Kind.notFound, 404, "not-found"), (.invalid, 422, "invalid"), (.conflict, 409, "conflict"),
        (.stale, 412, "stale"), (.forbidden, 403, "forbidden"), (.unproven, 401, "unproven"),
        (.locked(.seconds(30)), 429, "locked"), (.busy, 503, "busy"), (.unavailable, 503, "unavailable"),
        (.unsupported, 501, "unsupported"),
    ])
    func eachKindHasAStatusAndATypeThatStays(kind: DomainError.Kind, status: Int, type: String) {
        let problem = Problem(DomainError(kind, "A sentence."))
        #expect(problem.status.code == status)
        #expect(problem.type == "urn:nightjar:problem:\(type)")
        #expect(problem.detail == "A sentence.")
    }

    @Test func allFaultsAreNamedAtOnce() throws {
        let error = try #require(DomainError(invalid: [.init("a", "A is wrong."), .init("b.c", "C is wrong.")]))
        let problem = Problem(error)
        #expect(problem.faults.map(\.member) == ["a", "b.c"])
        #expect(problem.detail == "A is wrong. C is wrong.")
    }

    @Test func whoMustWaitIsToldHowLong() {
        #expect(Problem(DomainError(.locked(.milliseconds(1500)), "Wait.")).headers[.retryAfter] == "2")
    }
}
