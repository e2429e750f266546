import ONVIF

/// What a device has recorded by itself.
extension DeviceClient {
    /// Where a recording that it holds itself is played from, by RTSP and with the times of a replay (ONVIF Streaming §6), on the host at
    /// which the device was reached.
    package func replayURL(of recording: String) async throws(DeviceError) -> String {
        let question = ReplayService.GetReplayUri { $0.recordingToken = recording }
        let answer = try await ask(question)
        guard let url = reachable(answer.uri) else {
            throw .answered(.unexpectedAnswer("what it gives for the address of a recording is none"))
        }
        return url
    }
}
