import Catalog
import Devices
package import Media
import ONVIF

/// What a device has recorded by itself, for those who manage the camera: read, and nothing else.
extension CameraDevices {
    package struct HeldRecording: Hashable, Sendable {
        package var token: String
        package var name: String
        /// Nil where the camera does not tell.
        package var from: WallTime?
        package var to: WallTime?
    }

    private static let longestSearch = 10
    private static let mostRecordings = 256

    /// What the camera holds on its own card; of one that cannot be searched, what it lists.
    package func heldRecordings(as principal: Principal, of id: String) async throws -> [HeldRecording] {
        try Policy.require(principal, .manageCamera, .camera(id))
        let linked = try await linked(id)
        do throws(DomainError) {
            return try await searched(linked)
        } catch {
            guard error.kind == .unsupported else { throw error }
            let listed = try? await ask(linked, RecordingService.GetRecordings())
            guard let listed else { throw error }
            return listed.recordingItem.prefix(Self.mostRecordings).map { recording in
                HeldRecording(token: recording.recordingToken, name: recording.configuration?.source?.name ?? "")
            }
        }
    }

    private func searched(_ linked: Linked) async throws(DomainError) -> [HeldRecording] {
        let question = SearchService.FindRecordings { $0.maxMatches = Self.mostRecordings }
        let search = try await ask(linked, question).searchToken
        var found: [HeldRecording] = []
        do throws(DomainError) {
            found = try await results(of: search, linked)
        } catch {
            // It would keep what it has found for a minute.
            _ = try? await ask(linked, SearchService.EndSearch { $0.searchToken = search })
            throw error
        }
        _ = try? await ask(linked, SearchService.EndSearch { $0.searchToken = search })
        return found
    }

    private func results(of search: String, _ linked: Linked) async throws(DomainError) -> [HeldRecording] {
        var found: [HeldRecording] = []
        for _ in 0..<Self.longestSearch {
            let question = SearchService.GetRecordingSearchResults {
                $0.searchToken = search
                $0.maxResults = Self.mostRecordings
                $0.waitTime = XMLDuration(.seconds(2))
            }
            let results = try await ask(linked, question).resultList
            found += results.recordingInformation.map { recording in
                HeldRecording(
                    token: recording.recordingToken,
                    name: recording.source?.name ?? "",
                    from: recording.earliestRecording?.time,
                    to: recording.latestRecording?.time
                )
            }
            if results.searchState == "Completed" || found.count >= Self.mostRecordings { break }
        }
        return Array(found.prefix(Self.mostRecordings))
    }

    /// Where one of them is played from, by RTSP.
    package func replayURL(as principal: Principal, of id: String, recording: String) async throws -> String {
        try Policy.require(principal, .manageCamera, .camera(id))
        // What could be no token of a camera's names no recording.
        guard let token = try? Self.token(recording, member: "recording") else {
            throw DomainError(.notFound, "The camera holds no such recording.")
        }
        let linked = try await linked(id)
        do throws(DeviceError) {
            return try await linked.client.replayURL(of: token)
        } catch {
            throw DomainError(error)
        }
    }
}
