import Foundation
import Media
import RTP
import TestKit
import Testing

/// JPEG in RTP between us and GStreamer, and what FFmpeg decodes of it: the same pictures as from the files themselves.
struct JPEGOtherProgramsTests {
    private static func program(_ name: String) -> URL? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return folders.map { URL(fileURLWithPath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    static let areHere = program("gst-launch-1.0") != nil && program("ffmpeg") != nil
    static let reason: Comment = "gst-launch-1.0 or ffmpeg is not installed"

    @discardableResult
    private func run(_ name: String, _ arguments: [String], in folder: URL) throws -> String {
        let output = folder.appendingPathComponent("output")
        try Data().write(to: output)
        let program: URL = try #require(Self.program(name))
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        try #require(process.terminationStatus == 0, "\(name): \(text)")
        return text
    }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("jpeg-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    /// A checksum of each picture that FFmpeg decodes out of JPEG files one after another, without a complaint.
    private func pictures(_ file: [UInt8], in folder: URL) throws -> [String] {
        try Data(file).write(to: folder.appendingPathComponent("pictures.mjpeg"))
        let text = try run(
            "ffmpeg",
            ["-v", "error", "-f", "mjpeg", "-i", "pictures.mjpeg", "-f", "framemd5", "-"],
            in: folder
        )
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(lines.allSatisfy { $0.hasPrefix("0,") }, "\(text)")
        return try lines.map { String(try #require($0.split(separator: ",").last)) }
    }

    /// Packets of RTP, each after its length in two bytes (RFC 4571).
    private func framed(_ packets: [Packet]) -> Data {
        Data(packets.flatMap { [UInt8($0.bytes.count >> 8), UInt8($0.bytes.count & 0xFF)] + $0.bytes })
    }

    private let caps = "application/x-rtp,media=video,clock-rate=90000,encoding-name=JPEG,payload=96"

    @Test(.enabled(if: areHere, reason), arguments: ["I420", "Y42B"], [30, 95])
    func weReadWhatGStreamerSends(layout: String, quality: Int) throws {
        try inFolder { folder in
            let source = ["videotestsrc", "num-buffers=6", "pattern=ball", "!"]
            let picture = [
                "video/x-raw,format=\(layout),width=424,height=240", "!", "jpegenc", "quality=\(quality)", "!",
            ]
            let sink = ["tee", "name=t", "!", "filesink", "location=sent.mjpeg", "async=false", "t.", "!"]
            let sender = [
                "rtpjpegpay", "pt=96", "!", "rtpstreampay", "!", "filesink", "location=packets", "async=false",
            ]
            try run("gst-launch-1.0", source + picture + sink + sender, in: folder)

            let stream = [UInt8](try Data(contentsOf: folder.appendingPathComponent("packets")))
            var depacketizer = try Depacketizer.make(
                encoding: "JPEG",
                clockRate: 90_000,
                channels: nil,
                parameters: [:]
            )
            var arena = ByteArena()
            var received: [UInt8] = []
            var position = 0
            while position < stream.count {
                let length = Int(stream[position]) << 8 | Int(stream[position + 1])
                let packet = stream.span.extracting(position + 2..<position + 2 + length)
                let header = try RTPHeader(packet)
                depacketizer.push(header, payload: packet.extracting(header.payload), afterLoss: false, into: &arena)
                while let unit = depacketizer.next() { received += unit.payload.array }
                position += 2 + length
            }
            let sent = [UInt8](try Data(contentsOf: folder.appendingPathComponent("sent.mjpeg")))
            let expected = try pictures(sent, in: folder)
            #expect(expected.count == 6)
            #expect(try pictures(received, in: folder) == expected)
            #expect(depacketizer.counts == DepacketizerCounts())
        }
    }

    @Test(.enabled(if: areHere, reason), arguments: [true, false])
    func gStreamerReadsWhatWeSend(hasHalfChromaLines: Bool) throws {
        var generator = SeededGenerator(seed: 40)
        try inFolder { folder in
            var packets: [Packet] = []
            var sequence: UInt16 = 1
            var sent: [UInt8] = []
            for number in 0..<8 as Range<UInt32> {
                var jpeg = TestJPEG(width: 160, height: 120)
                jpeg.hasHalfChromaLines = hasHalfChromaLines
                jpeg.restartInterval = number % 2 == 0 ? 0 : 5
                jpeg.fill(using: &generator)
                let format = JPEGFormat(size: PictureSize(width: jpeg.width, height: jpeg.height))
                var sender = Sender(packetizer: Packetizer(format: .jpeg(format), maximumPayload: 600))
                sender.sequence = sequence
                packets += sender.packets(jpeg.file, timestamp: number * 3600, isKey: true)
                sequence = sender.sequence
                sent += jpeg.file
            }
            try framed(packets).write(to: folder.appendingPathComponent("packets"))
            let source = ["filesrc", "location=packets", "!", "application/x-rtp-stream" + caps.dropFirst(17), "!"]
            let sink = ["rtpstreamdepay", "!", "rtpjpegdepay", "!", "filesink", "location=received.mjpeg"]
            try run("gst-launch-1.0", source + sink, in: folder)
            let received = [UInt8](try Data(contentsOf: folder.appendingPathComponent("received.mjpeg")))
            let expected = try pictures(sent, in: folder)
            #expect(expected.count == 8 && Set(expected).count == 8)
            #expect(try pictures(received, in: folder) == expected)
        }
    }
}
