import Foundation
import HTTPAuthentication
import RTSP
import Testing

@testable import Simulation

/// Clients that are not ours.
@Suite(.serialized)
struct OtherProgramsTests {
    private static let missing: Comment = "the program is not installed"

    @Test(.enabled(if: Program("ffmpeg") != nil, missing))
    func ffmpegReadsTwoPasses() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.credentials = .init(username: "admin", password: "secret")
        configuration.startsAtPlay = true
        configuration.speed = 10
        try await CameraServerTests.serving(configuration) { server in
            let url = "rtsp://admin:secret@127.0.0.1:\(server.port)/main"
            let output = try await #require(Program("ffmpeg")).run(
                "-nostdin",
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-i",
                url,
                "-c",
                "copy",
                "-frames:v",
                "400",
                "-f",
                "framecrc",
                "-"
            )
            #expect(output.status == 0)
            #expect(output.error == "")
            // Stream, decoding time, presentation time, duration, size, checksum.
            let video = output.standard.split(separator: "\n").filter { $0.hasPrefix("0,") }
                .map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
            try #require(video.count == 400)
            // FFmpeg gives the very first picture of any stream no time.
            let times = video.dropFirst().compactMap { Int($0[1]) }
            #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 3600 } && times.count == 399)
            // The second pass has the same pictures as the first.
            let checksums = video.map { $0[5] }
            #expect(checksums[..<200].elementsEqual(checksums[200...]))
        }
    }

    @Test(
        .enabled(if: Program("ffmpeg") != nil, missing),
        arguments: ["main", "h265", "mjpeg"],
        ["tcp", "udp", "rtsps"]
    )
    func ffmpegReadsEveryPicture(name: String, way: String) async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.startsAtPlay = true
        configuration.speed = 4
        configuration.security = way == "rtsps" ? .selfSigned : .none
        let pass = try Demo.clip(name).unitCounts[0]
        try await CameraServerTests.serving(configuration) { server in
            let output = try await #require(Program("ffmpeg")).run(
                "-nostdin",
                "-v",
                "error",
                "-rtsp_transport",
                way == "udp" ? "udp" : "tcp",
                "-i",
                "\(way == "rtsps" ? "rtsps" : "rtsp")://127.0.0.1:\(server.port)/\(name)",
                "-an",
                "-c",
                "copy",
                "-frames:v",
                "\(pass + 25)",
                "-f",
                "framecrc",
                "-"
            )
            #expect(output.status == 0 && output.error == "")
            let video = output.standard.split(separator: "\n").filter { $0.hasPrefix("0,") }
            let checksums = video.map { $0.split(separator: ",")[5].trimmingCharacters(in: .whitespaces) }
            // Were one missing, the second pass would not follow the first.
            try #require(checksums.count == pass + 25)
            #expect(checksums[pass...].elementsEqual(checksums[..<25]))
            #expect(Set(checksums).count == pass)
        }
    }

    @Test(.enabled(if: Program("ffmpeg") != nil, missing))
    func ffmpegReadsPicturesOverHTTP() async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.http = .init(host: "127.0.0.1", port: 0)
        configuration.credentials = .init(username: "admin", password: "secret")
        configuration.startsAtPlay = true
        configuration.speed = 4
        try await CameraServerTests.serving(configuration) { server in
            let port = try #require(server.httpPort)
            let output = try await #require(Program("ffmpeg")).run(
                "-nostdin",
                "-v",
                "error",
                "-i",
                "http://admin:secret@127.0.0.1:\(port)/mjpeg.mjpeg",
                "-c",
                "copy",
                "-frames:v",
                "100",
                "-f",
                "framecrc",
                "-"
            )
            #expect(output.status == 0 && output.error == "")
            #expect(output.standard.split(separator: "\n").count { $0.hasPrefix("0,") } == 100)
        }
    }

    @Test(.enabled(if: Program("curl") != nil, missing), arguments: ["--basic", "--digest"])
    func curlGetsAPicture(scheme: String) async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.http = .init(host: "127.0.0.1", port: 0)
        configuration.security = .selfSigned
        configuration.credentials = .init(username: "admin", password: "secret")
        try await CameraServerTests.serving(configuration) { server in
            let port = try #require(server.httpPort)
            let output = try await #require(Program("curl")).run(
                "--silent",
                "--insecure",
                scheme,
                "--user",
                "admin:secret",
                "--output",
                "/dev/null",
                "--write-out",
                "%{http_code} %{content_type}",
                "https://127.0.0.1:\(port)/mjpeg.jpg"
            )
            #expect(output.status == 0 && output.standard == "200 image/jpeg")
        }
    }

    @Test(.enabled(if: Program("ffprobe") != nil, missing))
    func ffprobeKnowsTheStreams() async throws {
        try await CameraServerTests.serving(try CameraServerTests.configuration()) { server in
            let output = try await #require(Program("ffprobe")).run(
                "-v",
                "error",
                "-rtsp_transport",
                "tcp",
                "-show_entries",
                "stream=codec_name,width,height,avg_frame_rate,sample_rate",
                "-of",
                "csv=p=0",
                "rtsp://127.0.0.1:\(server.port)/sub"
            )
            #expect(output.error == "")
            #expect(output.standard.contains("h264,640,360,25/1") && output.standard.contains("aac,48000"))
        }
    }

    @Test(.enabled(if: Program("gst-launch-1.0") != nil, missing), arguments: ["tcp", "udp"])
    func gstreamerPlays(protocol way: String) async throws {
        var configuration = try CameraServerTests.configuration()
        configuration.speed = 4
        try await CameraServerTests.serving(configuration) { server in
            let output = try await #require(Program("gst-launch-1.0")).run(
                "rtspsrc",
                "location=rtsp://127.0.0.1:\(server.port)/main",
                "protocols=\(way)",
                "!",
                "rtph264depay",
                "!",
                "h264parse",
                "!",
                "video/x-h264,alignment=au",
                "!",
                "identity",
                "eos-after=100",
                "!",
                "fakesink"
            )
            #expect(output.status == 0 && !output.standard.contains("ERROR") && !output.error.contains("ERROR"))
            #expect(try #require(server.statistics.paths["/main"]).videoUnits >= 100)
        }
    }
}

/// A program of this machine.
struct Program {
    let path: String

    init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        self.path = path
    }

    func run(_ arguments: String...) async throws -> (status: Int32, standard: String, error: String) {
        try await run(arguments)
    }

    func run(_ arguments: [String]) async throws -> (status: Int32, standard: String, error: String) {
        // Through files, not pipes, so that nothing blocks however much is printed.
        let folder = FileManager.default.temporaryDirectory.appending(path: "camera-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [folder.appending(path: "output"), folder.appending(path: "error")]
        for file in files { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                ended.resume(throwing: error)
            }
        }
        let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        return (status, texts[0], texts[1])
    }
}
