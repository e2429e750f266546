import SDP
import Testing

@testable import Ingest

/// Which media of a camera's description are recorded, and what is said about the others.
struct TrackChoiceTests {
    private func choice(_ lines: [String], takesAudio: Bool = true) throws -> TrackChoice {
        let text = (["v=0"] + lines).joined(separator: "\r\n") + "\r\n"
        return TrackChoice(try SessionDescription(parsing: Array(text.utf8).span), takesAudio: takesAudio)
    }

    private let video = ["m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000"]
    private let audio = ["m=audio 0 RTP/AVP 8"]

    @Test func videoComesFirstAndSoundIfWanted() throws {
        #expect(try choice(audio + video).tracks.map(\.media) == [1, 0])
        #expect(try choice(audio + video, takesAudio: false).tracks.map(\.media) == [1])
        #expect(try choice(audio).hasVideo == false)
    }

    @Test func whatCannotBeRecordedIsSaid() throws {
        let old = try choice(["m=video 0 RTP/AVP 96", "a=rtpmap:96 MP4V-ES/90000"])
        #expect(old.refusal?.contains("MPEG-4 Part 2") == true)
        let sound = try choice(video + ["m=audio 0 RTP/AVP 97", "a=rtpmap:97 G726-16/8000"])
        #expect(sound.refusal == nil && sound.tracks.count == 1)
        #expect(sound.remarks.first?.contains("G.726") == true)
    }

    /// Axis cameras that are set to SRTP: its keys are agreed upon in a way of their own.
    @Test func row108EncryptedPacketsAreRefusedInPlainWords() throws {
        let choice = try choice(["m=video 0 RTP/SAVP 96", "a=rtpmap:96 H264/90000"])
        #expect(choice.tracks.isEmpty)
        #expect(choice.refusal?.contains("SRTP") == true)
    }

    /// Cameras announce Opus with the rate of their microphone; its clock is 48 kHz all the same (RFC 7587 §4.1).
    @Test func theClockIsTheCodecsAndNotTheAnnounced() throws {
        let choice = try choice(video + ["m=audio 0 RTP/AVP 97", "a=rtpmap:97 opus/16000/1"])
        #expect(choice.tracks.last?.clockRate == 48_000)
    }
}
