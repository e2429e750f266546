import SDP
import Testing

@testable import RTSP

/// One answer of a camera as it went over the wire, with a camera to give it.
struct Transcript {
    private let head: String
    private let body: String

    /// - Parameter text: a whole message, or a session description alone.
    init(_ text: String) {
        let lines = text.replacing("\r\n", with: "\n")
        guard lines.hasPrefix("RTSP/") else {
            head = "RTSP/1.0 200 OK\nCSeq: %"
            body = lines
            return
        }
        let end = lines.firstRange(of: "\n\n")
        body = end.map { String(lines[$0.upperBound...]) } ?? ""
        head = lines[..<(end?.lowerBound ?? lines.endIndex)]
            .split(separator: "\n")
            // The dialogue measures the body itself.
            .filter { !$0.lowercased().hasPrefix("content-length:") }
            .map(Self.withOpenNumber)
            .joined(separator: "\n")
    }

    /// The number of the request takes the place of the recorded one; blanks and the spelling stay.
    private static func withOpenNumber(_ line: Substring) -> String {
        guard line.lowercased().hasPrefix("cseq:") else { return String(line) }
        return String(line.drop { $0.isNumber }.prefix { !$0.isNumber }) + "%" + line.reversed().prefix { $0 == " " }
    }

    /// The camera gives this answer to the last request.
    func answer(_ camera: inout CameraDialogue) throws -> [RTSPClientAction] {
        try camera.reply(head, body: body)
    }

    struct Described {
        var camera: CameraDialogue
        var description: SessionDescription
        var base: String
        /// A line for each section: its kind, its coding, and the URL of its SETUP.
        var tracks: [String]
    }

    /// The camera gives this answer to DESCRIBE.
    func describe(at url: String, after options: Transcript? = nil) throws -> Described {
        var camera = try CameraDialogue(url: url)
        try camera.connect()
        if let options {
            _ = try options.answer(&camera)
        } else {
            try camera.ok()
        }
        guard case .described(let description, let base)? = try answer(&camera).first else {
            throw NoMessage(text: head)
        }
        let tracks = description.media.map { media in
            let map = media.payloadTypes.first.flatMap { media.rtpMap(for: $0) }
            let coding = map.map { "\($0.encoding)/\($0.clockRate)/\($0.channels)" } ?? "?"
            return "\(media.kind) \(coding) \(base.resolving(control: media.control))"
        }
        return Described(camera: camera, description: description, base: base.description, tracks: tracks)
    }
}

extension Transcript.Described {
    /// Sets these sections up and plays them with these answers; the last SETUP is answered with a plain one.
    mutating func play(_ media: [Int], setUp: Transcript? = nil, play: Transcript) throws -> [RTSPTrack] {
        try camera.setUp(media)
        for place in media.indices {
            if place == 0, let setUp {
                _ = try setUp.answer(&camera)
            } else {
                try camera.ok("Session: 1")
            }
        }
        #expect(camera.sent?.method == .play)
        guard case .playing(let tracks)? = try play.answer(&camera).first else { throw NoMessage(text: "PLAY") }
        return tracks
    }
}
