import HTTPAuthentication
import Media
import RTSP
import Testing

@testable import Ingest

/// Which changes of a camera's settings need another session.
struct StreamSourceTests {
    private func source(_ url: String, _ change: (inout StreamSource) -> Void = { _ in }) throws -> StreamSource {
        var source = StreamSource(
            name: "gate/main",
            url: try CameraURL(url),
            credentials: nil,
            takesAudio: true,
            policy: AddressPolicy(allowsLoopback: false)
        )
        change(&source)
        return source
    }

    private func isServed(
        _ url: String,
        over transport: StreamTransport? = .tcp,
        offersSound: Bool? = true,
        was: (inout StreamSource) -> Void = { _ in },
        _ change: (inout StreamSource) -> Void
    ) throws -> Bool {
        let old = try source(url, was)
        var new = old
        change(&new)
        return new.isServed(bySessionFor: old, over: transport, offersSound: offersSound)
    }

    @Test func whatIsOfNoConcernTouchesNothing() throws {
        let (rtsp, http) = ("rtsp://192.0.2.1/main", "http://192.0.2.1/video")
        let elsewhere = try CameraURL("rtsp://192.0.2.2/main")
        for url in [rtsp, http] {
            #expect(try isServed(url) { $0.priority = 9 })
            #expect(try isServed(url) { $0.certificateFingerprint = "00" })
            #expect(try !isServed(url) { $0.credentials = HTTPCredentials(username: "a", password: "b") })
            #expect(try !isServed(url) { $0.policy.allowsLoopback = true })
            #expect(try !isServed(url) { $0.url = elsewhere })
        }
        #expect(try isServed(rtsp) { $0.sampleInterval = 5 })
        #expect(try !isServed(http) { $0.sampleInterval = 5 })
        #expect(try isServed(http) { ($0.takesAudio, $0.transport) = (false, .udp) })
        #expect(try !isServed("rtsps://192.0.2.1/main") { $0.certificateFingerprint = "00" })
    }

    @Test func soundMattersWhereThereIsAny() throws {
        let url = "rtsp://192.0.2.1/main"
        #expect(try !isServed(url) { $0.takesAudio = false })
        #expect(try !isServed(url, offersSound: nil) { $0.takesAudio = false })
        #expect(try isServed(url, offersSound: false) { $0.takesAudio = false })
    }

    @Test func aTransportThatIsInUseNeedsNoOtherSession() throws {
        let url = "rtsp://192.0.2.1/main"
        #expect(try isServed(url) { $0.transport = .tcp })
        #expect(try !isServed(url) { $0.transport = .udp })
        #expect(try isServed(url, was: { $0.transport = .tcp }, { $0.transport = nil }))
        #expect(try isServed(url, over: .udp) { $0.transport = .udp })
        #expect(try !isServed(url, over: .udp) { $0.transport = .tcp })
        // Without a choice TCP goes first.
        #expect(try !isServed(url, over: .udp, was: { $0.transport = .udp }, { $0.transport = nil }))
        // UDP was chosen and does not work; now TCP is.
        #expect(try isServed(url, was: { $0.transport = .udp }, { $0.transport = .tcp }))
        #expect(try !isServed(url, over: nil) { $0.transport = .tcp })
    }

    @Test func anotherHostIsElsewhere() throws {
        let source = try source("rtsp://gate.example/main")
        #expect(try !source.leadsElsewhere(CameraURL("rtsps://GATE.example:8322/other")))
        #expect(try source.leadsElsewhere(CameraURL("rtsp://192.0.2.9/main")))
    }
}
