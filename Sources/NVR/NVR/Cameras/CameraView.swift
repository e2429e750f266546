import Catalog
package import Media

/// A camera as people see it: no password, and no address with one in it.
package struct CameraView: Sendable {
    package var id: String
    package var name: String
    package var url: String
    package var subURL: String?
    package var username: String?
    package var hasPassword: Bool
    package var isEnabled: Bool
    package var recordsAudio: Bool
    package var segmentSeconds: Int?
    package var transport: String?
    package var subTransport: String?
    package var sampleInterval: Int
    package var priority: Int
    package var certificateFingerprint: String?
    package var isDemo: Bool
    package var createdAt: WallTime
    package var status: CameraStatus

    init(_ record: CameraRecord, status: CameraStatus) {
        id = record.id.text
        name = record.name
        url = record.mainURL
        subURL = record.subURL
        username = record.username
        hasPassword = record.sealedPassword != nil
        isEnabled = record.enabled
        recordsAudio = record.recordAudio
        segmentSeconds = record.segmentSeconds
        transport = record.mainTransport?.rawValue
        subTransport = record.subTransport?.rawValue
        sampleInterval = record.sampleInterval
        priority = record.priority
        certificateFingerprint = record.certificateFingerprint
        isDemo = record.isDemo
        createdAt = record.createdAt
        self.status = status
    }
}
