package struct RecordingSource: ONVIFStructure {
    package var sourceId: String? = ""
    package var name: String? = ""
    package var location: String? = ""
    package var description: String? = ""
    package var address: String? = ""
    package init() {}
}

/// A recording on a device's own card, and how it is made.
package struct DeviceRecording: ONVIFStructure {
    package struct Configuration: ONVIFStructure {
        package var source: RecordingSource?
        package var content: String? = ""
        package var maximumRetentionTime: XMLDuration?
        package init() {}
    }

    package var recordingToken = ""
    package var configuration: Configuration?

    package init() {}
}

/// What a device holds in all.
package struct RecordingSummary: ONVIFStructure {
    package var dataFrom: XMLDateTime?
    package var dataUntil: XMLDateTime?
    package var numberRecordings: Int? = 0
    package init() {}
}

/// What a device holds of one recording.
package struct RecordingInformation: ONVIFStructure {
    package struct Track: ONVIFStructure {
        package var trackToken = ""
        /// "Video", "Audio", "Metadata".
        package var trackType = ""
        package var description: String? = ""
        package var dataFrom: XMLDateTime?
        package var dataTo: XMLDateTime?
        package init() {}
    }

    package var recordingToken = ""
    package var source: RecordingSource?
    package var earliestRecording: XMLDateTime?
    package var latestRecording: XMLDateTime?
    package var content: String? = ""
    package var track: [Track] = []
    /// "Recording", "Stopped", "Removed".
    package var recordingStatus: String?

    package init() {}
}

package struct RecordingSearchResults: ONVIFStructure {
    /// "Queued", "Searching", "Completed".
    package var searchState = "Completed"
    package var recordingInformation: [RecordingInformation] = []
    package init() {}
}
