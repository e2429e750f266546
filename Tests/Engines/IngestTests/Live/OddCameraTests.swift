import HTTPAuthentication
import Media
import RTSP
import Simulation
import Stream
import Testing

@testable import Ingest

/// Simulated cameras with each of the oddities that cost nothing: the stream flows all the same, in one session.
struct OddCameraTests {
    struct Oddity: CustomTestStringConvertible, Sendable {
        var plan: [String]
        /// What the camera's status says about it.
        var remark: RTSPOddity?
        var pictures = 75
        var hasSound = true
        var testDescription: String { plan.joined(separator: " ") }
    }

    // A session must be kept on a machine that is busy with all other tests: it lasts 10 s, and is kept every few.
    static let harmless = [
        Oddity(plan: ["keepalive-refused", "session-timeout=10"], remark: .keepAliveRefused),
        Oddity(plan: ["keepalive-unanswered", "session-timeout=10"], remark: .keepAliveUnanswered),
        Oddity(plan: ["session-timeout=10"], pictures: 300),
        Oddity(plan: ["redirect=sub"]),
        Oddity(plan: ["early-media"]),
        Oddity(plan: ["session-changes"], remark: .sessionChanges),
        Oddity(plan: ["nonce-expires=1", "session-timeout=10"], pictures: 300),
        Oddity(plan: ["wrong-rate=0.84"]),
        Oddity(plan: ["burst-start=4"], pictures: 100),
        Oddity(plan: ["foreign-channel"], remark: .foreignChannel),
        Oddity(plan: ["no-markers"]),
        Oddity(plan: ["refuse-audio-setup"], hasSound: false),
    ]

    @Test(arguments: harmless)
    func anOddityCostsNothing(oddity: Oddity) async throws {
        let credentials = HTTPCredentials(username: "admin", password: "secret")
        let camera = try await LiveCamera(oddity.plan) { $0.credentials = credentials }
        var source = try camera.source()
        source.credentials = credentials
        try await LiveStream.taking(source) { stream in
            try await stream.eventually("it flows") { stream.pictures >= oddity.pictures }
            if let remark = oddity.remark {
                try await stream.eventually("it is told") {
                    stream.ingest.statistics.remarks.contains(remark.description)
                }
            }
            let seen = stream.ingest.statistics
            #expect(seen.sessions == 1 || oddity.plan == ["redirect=sub"])
            #expect(seen.lostPackets == 0 && seen.damagedUnits == 0)
            #expect(seen.transport == "tcp")
            #expect((stream.sounds > 0) == oddity.hasSound)
            #expect(stream.interruptions.isEmpty && stream.formats == 1)
            #expect(stream.ingest.status.state == .streaming)
        }
        await camera.server.close()
    }

    /// The camera goes on as another source, and what it sends begins anew with a key frame.
    @Test func aChangeOfSourceIsANewTimeLine() async throws {
        let camera = try await LiveCamera(["ssrc-change-after=3"])
        try await LiveStream.taking(try camera.source()) { stream in
            try await stream.eventually("it goes on") { stream.formats >= 2 && stream.pictures >= 75 }
            #expect(stream.ingest.statistics.sessions == 1)
            #expect(stream.interruptions.isEmpty)
        }
        await camera.server.close()
    }

    @Test func aCameraThatSendsByUDPOnlyIsTakenByUDP() async throws {
        let camera = try await LiveCamera { $0.transports = .datagrams }
        try await LiveStream.taking(try camera.source()) { stream in
            try await stream.eventually("it flows") { stream.pictures >= 50 }
            #expect(stream.ingest.statistics.transport == "udp")
            #expect(stream.memory?.transport == .udp)
            // It was we who came again; the camera was there.
            #expect(stream.interruptions.map(\.code) == ["reconnected"])
        }
        await camera.server.close()
    }

    /// H264DVR 1.0.
    @Test func row10ACameraThatNeedsAllTracksIsAskedForAll() async throws {
        let camera = try await LiveCamera(["needs-all-tracks"])
        var source = try camera.source()
        (source.transport, source.takesAudio) = (.udp, false)
        try await LiveStream.taking(source) { stream in
            try await stream.eventually("it flows") { stream.pictures >= 50 }
            #expect(stream.ingest.statistics.transport == "udp" && stream.sounds == 0)
            #expect(stream.memory?.needsAllTracks == true)
        }
        await camera.server.close()
    }

    /// Some Hikvision recorders take a keep-alive for garbage, and fall silent: that is laid to the keep-alive's charge.
    @Test func row115AKeepAliveThatKillsIsNoticed() async throws {
        let camera = try await LiveCamera(["keepalive-kills", "session-timeout=16"])
        try await LiveStream.taking(try camera.source()) { stream in
            try await stream.eventually("it is noticed") { stream.memory?.session.keepAliveDeaths == 1 }
            try await stream.eventually("it flows again") { camera.sessions() >= 2 }
            // On a busy machine the next keep-alive may have done the same meanwhile.
            let ends = stream.interruptions.map(\.code)
            #expect(ends.first == "no-video" && Set(ends).count == 1, "\(ends)")
        }
        await camera.server.close()
    }
}
