import Catalog
import Cryptography
import Foundation
import Media

extension PictureArea.Kind {
    /// As the catalogue knows it.
    var kept: CameraAreaRecord.Kind { self == .zone ? .zone : .motionMask }
}

extension PictureArea {
    init(_ record: CameraAreaRecord) {
        self.init(
            id: record.id,
            name: record.name,
            isEnabled: record.isEnabled,
            polygon: record.polygon.map { PicturePoint(x: $0.x, y: $0.y) },
            labels: record.labels,
            minScore: record.minScore,
            color: record.color
        )
    }

    var record: CameraAreaRecord {
        CameraAreaRecord(
            id: id,
            name: name,
            isEnabled: isEnabled,
            polygon: polygon.map { CameraAreaRecord.Corner(x: $0.x, y: $0.y) },
            labels: labels,
            minScore: minScore,
            color: color
        )
    }

    /// Tells these from what they are after a change.
    static func version(of areas: [PictureArea]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let bytes = (try? encoder.encode(areas)) ?? Data()
        return Hexadecimal.encode(Array(SHA256.hash([UInt8](bytes)).prefix(12)))
    }
}
