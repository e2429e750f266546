import Catalog
import Ingest
import Media
import RTSP
import Stream

extension Cameras {
    /// So many tests run at once; each is a session with a camera.
    private static let mostTests = 4

    /// Tries a camera that is not added yet: really pulls pictures, for up to 15 s.
    ///
    /// - Throws: `busy` where too many tests run already; `CancellationError`.
    package func test(as principal: Principal, _ draft: CameraTestDraft) async throws -> CameraTestReport {
        try Policy.require(principal, .addCameras)
        let wanted = try rules.testSource(draft, of: nil, .main)
        let report = try await limited { await tester.test(wanted) }
        try await note(report, wanted.source.url.host, by: principal)
        return report
    }

    /// Tries a camera that exists, with changes or without.
    ///
    /// Where its stream comes in just as it would here, that is looked at, since some cameras allow few sessions; else
    /// there is one more session for a while.
    package func test(as principal: Principal, _ id: String, _ draft: CameraTestDraft) async throws -> CameraTestReport
    {
        try Policy.require(principal, .manageCamera, .camera(id))
        guard let kind = StreamKind(rawValue: draft.stream) else {
            throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "stream")
        }
        let record = try await record(id)
        let wanted = try rules.testSource(draft, of: record, kind)
        let running = draft.isChange ? nil : work(of: record.id, kind)
        let report = try await limited {
            guard let running, running.ingest.status.state == .streaming else { return await tester.test(wanted) }
            return await tester.test(running.ring, running.ingest)
        }
        try await note(report, record.target, by: principal)
        return report
    }

    private func limited(_ test: () async -> CameraTestReport) async throws -> CameraTestReport {
        guard tests < Self.mostTests else {
            throw DomainError(.busy, "\(Self.mostTests) cameras are being tested already: try again in a moment.")
        }
        tests += 1
        defer { tests -= 1 }
        let report = await test()
        try Task.checkCancellation()
        return report
    }

    private func note(_ report: CameraTestReport, _ target: String, by principal: Principal) async throws {
        let result = report.fault?.code ?? "good"
        await services.audit.note("camera.test", target, by: principal, .done, ["result": result])
    }
}
