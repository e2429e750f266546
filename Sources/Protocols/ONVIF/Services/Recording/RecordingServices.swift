package protocol RecordingStructure: ONVIFStructure {}
extension RecordingStructure { package static var namespace: String { ONVIFNamespace.recording } }
package protocol SearchStructure: ONVIFStructure {}
extension SearchStructure { package static var namespace: String { ONVIFNamespace.search } }
package protocol SearchOperation: ONVIFOperation {}
extension SearchOperation { package static var service: ONVIFService { .search } }

/// What a device records by itself (ONVIF Recording Control); only asked.
package enum RecordingService {
    package struct GetRecordings: ONVIFOperation {
        package struct Answer: RecordingStructure {
            package var recordingItem: [DeviceRecording] = []
            package init() {}
        }
        package static var service: ONVIFService { .recording }
        package init() {}
    }
}

/// What a device has recorded (ONVIF Recording Search).
package enum SearchService {
    package struct GetRecordingSummary: SearchOperation {
        package struct Answer: SearchStructure {
            package var summary = RecordingSummary()
            package init() {}
        }
        package init() {}
    }

    package struct Scope: ONVIFStructure {
        package var includedRecordings: [String] = []
        package init() {}
    }

    package struct FindRecordings: SearchOperation {
        package struct Answer: SearchStructure {
            package var searchToken = ""
            package init() {}
        }
        package var scope = Scope()
        package var maxMatches: Int?
        package var keepAliveTime = XMLDuration(.seconds(60))
        package init() {}
    }

    package struct GetRecordingSearchResults: SearchOperation {
        package struct Answer: SearchStructure {
            package var resultList = RecordingSearchResults()
            package init() {}
        }
        package var searchToken = ""
        package var minResults: Int?
        package var maxResults: Int?
        package var waitTime: XMLDuration?
        package init() {}
    }

    package struct EndSearch: SearchOperation {
        package struct Answer: SearchStructure {
            package var endpoint: XMLDateTime?
            package init() {}
        }
        package var searchToken = ""
        package init() {}
    }
}

/// How what a device has recorded is played (ONVIF Replay).
package enum ReplayService {
    package struct GetReplayUri: ONVIFOperation {
        package struct Answer: ONVIFStructure {
            package var uri = ""
            package static var namespace: String { ONVIFNamespace.replay }
            package init() {}
        }
        package static var service: ONVIFService { .replay }
        package var streamSetup = StreamSetup()
        package var recordingToken = ""
        package init() {}
    }
}
