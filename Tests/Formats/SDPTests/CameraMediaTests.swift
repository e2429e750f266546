import Testing

@testable import SDP

/// Which sections are the camera's own picture and sound.
struct CameraMediaTests {
    private func description(_ directions: [(kind: String, direction: String?)], session: String? = nil) throws
        -> SessionDescription
    {
        var text = "v=0\n" + (session.map { "a=\($0)\n" } ?? "")
        for (kind, direction) in directions {
            text += "m=\(kind) 0 RTP/AVP 96\n" + (direction.map { "a=\($0)\n" } ?? "")
        }
        return try SessionDescription(parsing: text)
    }

    /// ONVIF Streaming Specification §5.3: the way to the loudspeaker is `sendonly`.
    @Test(arguments: [nil, "recvonly", "sendrecv"] as [String?])
    func row71TheBackChannelIsNotTheCamerasSound(video: String?) throws {
        let both = try description([("video", video), ("audio", "recvonly"), ("audio", "sendonly")])
        #expect(both.receivableMedia == [0, 1])
        #expect(both.cameraMedia(kind: "audio") == [1])
        let only = try description([("video", video), ("audio", "sendonly")])
        #expect(only.cameraMedia(kind: "video") == [0])
        #expect(only.cameraMedia(kind: "audio") == [])
    }

    @Test func row71EverythingMarkedAsBackChannelIsNone() throws {
        let marked = try description([("video", "sendonly"), ("audio", "sendonly"), ("application", "sendonly")])
        #expect(marked.receivableMedia == [0, 1, 2])
        #expect(marked.cameraMedia(kind: "video") == [0])
        #expect(marked.cameraMedia(kind: "audio") == [1])
        let session = try description([("video", nil), ("audio", nil)], session: "sendonly")
        #expect(session.receivableMedia == [0, 1])
        let off = try description([("video", "inactive"), ("audio", "inactive")])
        #expect(off.receivableMedia == [0, 1])
    }

    /// A camera that takes its own side: what it sends is `sendonly`, what it takes is `recvonly`.
    @Test func row71TheWordsTheOtherWayRound() throws {
        let own = try description([("video", "sendonly"), ("audio", "sendonly"), ("audio", "recvonly")])
        #expect(own.cameraMedia(kind: "video") == [0])
        #expect(own.cameraMedia(kind: "audio") == [1])
        let mute = try description([("video", "sendonly"), ("audio", "recvonly")])
        #expect(mute.receivableMedia == [0])
    }

    @Test func row71ASectionOutdoesTheSession() throws {
        let description = try description(
            [("video", "recvonly"), ("audio", nil), ("audio", "inactive")],
            session: "sendonly"
        )
        #expect(description.receivableMedia == [0])
    }

    @Test(arguments: ["vnd.onvif.metadata", "vnd.onvif.metadata.gzip", "VND.ONVIF.METADATA.EXI.ONVIF"])
    func row106MetadataIsLeftAlone(name: String) throws {
        let description = try SessionDescription(
            parsing: "m=application 0 RTP/AVP 107\na=rtpmap:107 \(name)/90000\na=control:trackID=4\n"
                + "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\nm=application 0 RTP/AVP 97\na=rtpmap:97 other/90000\n"
        )
        #expect(description.media.map(\.isONVIFMetadata) == [true, false, false])
        #expect(description.cameraMedia(kind: "video") == [1])
        #expect(description.cameraMedia(kind: "audio") == [])
        // Even where a camera calls it video.
        let odd = try SessionDescription(parsing: "m=video 0 RTP/AVP 107\na=rtpmap:107 \(name)/90000\n")
        #expect(odd.cameraMedia(kind: "video") == [])
    }
}
