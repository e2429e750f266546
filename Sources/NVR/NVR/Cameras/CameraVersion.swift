import Catalog
import Cryptography
import Media

extension CameraRecord {
    /// Of all that can be changed. For managers only: with time and guesses one could find a member in it.
    var version: String {
        let members: [String?] = [
            mainURL, subURL, snapshotURL, username, sealedPassword.map { Hexadecimal.encode($0) },
            sealedToken.map { Hexadecimal.encode($0) }, mainTransport?.rawValue, subTransport?.rawValue,
            certificateFingerprint,
        ]
        return Self.hash(members + visibleMembers)
    }

    /// Of what everyone sees who sees the camera.
    var visibleVersion: String { Self.hash(visibleMembers) }

    private var visibleMembers: [String?] {
        [
            id.text, name, String(enabled), String(isRecorded), String(recordAudio), segmentSeconds.map(String.init),
            String(sampleInterval), String(priority), String(createdAt.nanoseconds), String(offersHLS),
            String(hlsFrameRate), keepDays.map(String.init), keepEventDays.map(String.init),
            quotaBytes.map { String($0) }, connect.rawValue, mainVolume, subVolume, String(masksRecordings),
            snapshotVolume, eventVolume,
        ] + recordingMembers
    }

    private var recordingMembers: [String?] {
        [
            recording.main.mode.rawValue, recording.sub.mode.rawValue, recording.main.schedule?.description,
            recording.sub.schedule?.description, recording.preRoll.map(String.init),
            recording.postRoll.map(String.init), recording.longestEvent.map(String.init),
        ]
    }

    private static func hash(_ members: [String?]) -> String {
        // The length before each member, so that no two cameras read the same.
        let text = members.map { $0.map { "\($0.utf8.count):\($0)" } ?? "-" }.joined(separator: ",")
        return Hexadecimal.encode(Array(SHA256.hash(Array(text.utf8)).prefix(12)))
    }
}
