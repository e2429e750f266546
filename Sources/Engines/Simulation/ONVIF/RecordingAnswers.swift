import Media
import ONVIF

/// What the simulated device holds on a card of its own: of each profile its clip once, until now. It plays as the profile does.
enum RecordingAnswers {
    /// So little at once that a search takes more than one question.
    private static let mostAtOnce = 2

    static func add(to dispatcher: inout DeviceDispatcher) {
        addRecordings(to: &dispatcher)
        addSearch(to: &dispatcher)
    }

    private static func token(of profile: DeviceProfile) -> String { "Recording_\(profile.path)" }

    private static func source(of profile: DeviceProfile) -> RecordingSource {
        RecordingSource {
            $0.sourceId = DeviceState.videoSource
            $0.name = profile.path
        }
    }

    private static func begin(of profile: DeviceProfile, _ request: DeviceRequest) -> WallTime {
        request.wall + (.zero - profile.duration)
    }

    private static func information(of profile: DeviceProfile, _ request: DeviceRequest) -> RecordingInformation {
        RecordingInformation {
            $0.recordingToken = token(of: profile)
            $0.source = source(of: profile)
            $0.earliestRecording = XMLDateTime(begin(of: profile, request))
            $0.latestRecording = XMLDateTime(request.wall)
            $0.recordingStatus = "Recording"
        }
    }

    private static func addRecordings(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(RecordingService.GetRecordings.self) { request, _ throws(SOAPFault) in
            try request.expectHonesty()
            let items = request.state.profiles.map { profile in
                DeviceRecording {
                    $0.recordingToken = token(of: profile)
                    $0.configuration = DeviceRecording.Configuration { $0.source = source(of: profile) }
                }
            }
            return .init { $0.recordingItem = items }
        }
        dispatcher.on(ReplayService.GetReplayUri.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            guard let profile = request.state.profiles.first(where: { token(of: $0) == question.recordingToken }) else {
                throw SOAPFault(
                    .sender,
                    ["InvalidArgVal", "NoToken"],
                    reason: "There is no recording \(question.recordingToken)."
                )
            }
            let address = request.streamAddress(profile.path)
            return .init { $0.uri = address }
        }
    }

    private static func addSearch(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(SearchService.GetRecordingSummary.self) { request, _ throws(SOAPFault) in
            try expectSearch(request)
            let begins = request.state.profiles.map { begin(of: $0, request).nanoseconds }
            let wall = request.wall
            return .init { answer in
                answer.summary = RecordingSummary {
                    $0.dataFrom = begins.min().map { XMLDateTime(WallTime(nanoseconds: $0)) }
                    $0.dataUntil = XMLDateTime(wall)
                    $0.numberRecordings = begins.count
                }
            }
        }
        dispatcher.on(SearchService.FindRecordings.self) { request, _ throws(SOAPFault) in
            try expectSearch(request)
            // Those that nobody has ended.
            if request.state.searches.count >= DeviceState.mostSearches { request.state.searches = [:] }
            request.state.searchCount += 1
            let token = "Search_\(request.state.searchCount)"
            request.state.searches[token] = 0
            return .init { $0.searchToken = token }
        }
        dispatcher.on(SearchService.GetRecordingSearchResults.self) { request, question throws(SOAPFault) in
            let done = try place(in: question.searchToken, request)
            let profiles = request.state.profiles
            let count = min(max(question.maxResults ?? mostAtOnce, 1), mostAtOnce)
            let next = profiles.dropFirst(done).prefix(count)
            request.state.searches[question.searchToken] = done + next.count
            var results = RecordingSearchResults()
            results.searchState = done + next.count < profiles.count ? "Searching" : "Completed"
            for profile in next { results.recordingInformation.append(information(of: profile, request)) }
            let found = results
            return .init { $0.resultList = found }
        }
        dispatcher.on(SearchService.EndSearch.self) { request, question throws(SOAPFault) in
            _ = try place(in: question.searchToken, request)
            request.state.searches[question.searchToken] = nil
            let wall = request.wall
            return .init { $0.endpoint = XMLDateTime(wall) }
        }
    }

    /// How much of a search was told.
    private static func place(in search: String, _ request: DeviceRequest) throws(SOAPFault) -> Int {
        try expectSearch(request)
        guard let done = request.state.searches[search] else {
            throw SOAPFault(.sender, ["InvalidArgVal", "NoToken"], reason: "There is no search \(search).")
        }
        return done
    }

    private static func expectSearch(_ request: DeviceRequest) throws(SOAPFault) {
        try request.expectHonesty()
        guard request.plan.has(.onvifNoSearch) else { return }
        throw SOAPFault(.receiver, ["ActionNotSupported"], reason: "There is no search here.")
    }
}
