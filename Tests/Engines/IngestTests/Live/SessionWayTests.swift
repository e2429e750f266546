import Media
import NIOCore
import NIOPosix
import RTSP
import Simulation
import Stream
import Testing

@testable import Ingest

/// The ways that a stream is taken, and those that are not.
struct SessionWayTests {
    /// UDP that somebody has chosen is not left because nothing comes by it, and what is wrong is said.
    @Test func chosenUDPIsNotLeft() async throws {
        let camera = try await LiveCamera { $0.loss = 100 }
        var source = try camera.source()
        source.transport = .udp
        try await LiveStream.taking(source, time: QuickTimeSource(factor: 5)) { stream in
            try await stream.eventually("it is said") { stream.interruptions.contains { $0.code == "no-video" } }
            let said = try #require(stream.interruptions.first { $0.code == "no-video" })
            #expect(said.sentence.hasPrefix("No packets over UDP for 10 s"))
            try await stream.eventually("it is tried again") { camera.sessions() >= 2 }
            #expect(stream.ingest.statistics.transport == "udp")
            #expect(stream.memory?.transport == nil)
        }
        await camera.server.close()
    }

    @Test func aRefusalOfUDPIsRememberedAndTold() async throws {
        let camera = try await LiveCamera { $0.transports = .interleaved }
        var source = try camera.source()
        source.transport = .udp
        try await LiveStream.taking(source) { stream in
            try await stream.eventually("it flows") { stream.pictures > 0 }
            #expect(stream.memory?.transport == .tcp)
            #expect(stream.ingest.statistics.remarks.contains("UDP was asked for and does not work; TCP does."))
        }
        await camera.server.close()
    }

    @Test func whatWasLearntIsTriedAgainTheNextDay() {
        let learnt = WallTime(nanoseconds: 1_795_233_600_000_000_000)
        for (hours, isKept) in [(0, true), (23, true), (24, false), (1000, false), (-1, false)] {
            var memory = SourceMemory()
            memory.needsAllTracks = true
            memory.learn(.tcp, at: learnt)
            memory.refresh(at: learnt + .seconds(hours * 3600))
            #expect(memory.transport == (isKept ? .tcp : nil))
            #expect(memory.needsAllTracks)
        }
    }

    /// Nothing would be encrypted by UDP, whatever the address says.
    @Test func anEncryptedCameraIsNotTakenByUDP() async throws {
        let camera = try await LiveCamera { $0.security = .selfSigned }
        var source = try camera.source(scheme: "rtsps")
        source.transport = .udp
        try await LiveStream.taking(source) { stream in
            try await stream.eventually("it is refused") { stream.ingest.status.state == .waiting }
            #expect(stream.ingest.status.fault == .transportRefused)
            #expect(stream.ingest.status.reason.contains("unencrypted"))
            #expect(camera.sessions() == 0)
            var open = source
            open.transport = nil
            stream.ingest.change(open)
            try await stream.eventually("it flows") { stream.pictures > 0 }
            #expect(stream.ingest.statistics.transport == "tcp")
        }
        // What an earlier version has learnt changes nothing about it.
        source.transport = nil
        var memory = SourceMemory()
        memory.learn(.udp, at: SystemTimeSource().wall)
        try await LiveStream.taking(source, memory: memory) { stream in
            try await stream.eventually("it flows") { stream.pictures > 0 }
            #expect(stream.ingest.statistics.transport == "tcp")
        }
        await camera.server.close()
    }

    /// No parameter sets, neither in the description nor in the stream.
    @Test func aStreamThatCannotBeShownIsSaidToBeOne() async throws {
        let camera = try await LiveCamera(["no-parameter-sets-in-sdp", "parameter-sets-only-in-sdp"])
        try await LiveStream.taking(try camera.source(), time: QuickTimeSource(factor: 4)) { stream in
            try await stream.eventually("it is said") { !stream.interruptions.isEmpty }
            #expect(stream.interruptions.first?.code == "stream-unreadable")
            #expect(
                stream.interruptions.first?.sentence.hasPrefix("No parameter sets that can be read for 10 s") == true
            )
            #expect(stream.pictures == 0)
            try await stream.eventually("it is tried again") { camera.sessions() >= 2 }
        }
        await camera.server.close()
    }

    /// However often somebody wants a camera to be connected anew, that is no reason to let it wait.
    @Test func everyRefreshIsDoneAtOnce() async throws {
        let camera = try await LiveCamera()
        try await LiveStream.taking(try camera.source()) { stream in
            for round in 1...8 {
                try await stream.eventually("it flows") {
                    stream.ingest.status.state == .streaming && camera.sessions() == round
                }
                stream.ingest.reconnect()
                try await stream.eventually("it was taken anew") { camera.sessions() == round + 1 }
            }
            #expect(Set(stream.interruptions.map(\.code)) == ["reconnected"])
        }
        await camera.server.close()
    }

    // MARK: Cameras that do not answer

    /// Listens, and takes nothing in: a connection stands as far as the client can see, and stays silent.
    private func silentServer(backlog: Int32) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Connects until nothing answers any more: from then on the server's machine is as good as dead.
    private func fill(_ port: Int) async throws -> [any Channel] {
        var channels: [any Channel] = []
        while channels.count < 64 {
            let next = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.milliseconds(300))
                .connect(host: "127.0.0.1", port: port)
            guard let channel = try? await next.get() else { return channels }
            channels.append(channel)
        }
        Issue.record("The queue of connections is never full.")
        return channels
    }

    private func source(_ scheme: String, _ port: Int) throws -> StreamSource {
        StreamSource(
            name: "test",
            url: try CameraURL("\(scheme)://127.0.0.1:\(port)/main"),
            credentials: nil,
            takesAudio: true,
            policy: AddressPolicy(allowsLoopback: true)
        )
    }

    /// At SIGTERM no file waits for a camera that is not there, nor does a change of its address.
    @Test(arguments: ["rtsp", "rtsps", "http"], [false, true])
    func nobodyWaitsForACameraThatDoesNotAnswer(scheme: String, isFull: Bool) async throws {
        let silent = try await silentServer(backlog: isFull ? 0 : 64)
        let port = try #require(silent.localAddress?.port)
        let others = isFull ? try await fill(port) : []
        let camera = try await LiveCamera()
        var ended = ContinuousClock.now
        try await LiveStream.taking(try source(scheme, port)) { stream in
            try await stream.eventually("it is being connected") { stream.ingest.timing != nil }
            stream.ingest.change(try camera.source())
            try await stream.eventually("the other address is taken") { stream.pictures > 0 }
            // Not given up because it took too long: left because it is not wanted any more.
            #expect(stream.interruptions.map(\.code) == ["reconnected"])
            stream.ingest.change(try source(scheme, port))
            try await stream.eventually("it is being connected") { stream.ingest.status.state == .connecting }
            ended = ContinuousClock.now
        }
        // Less than the time after which a connection is given up.
        #expect(ContinuousClock.now - ended < .seconds(9))
        for channel in others { try await channel.close() }
        try await silent.close()
        await camera.server.close()
    }
}
