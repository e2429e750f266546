import HTTPServing
import NVR
import Reception

extension LightZoneMessage {
    private static let usualColor = "#3b82f6"

    init(_ area: PictureArea, stream: String) {
        self.init(
            id: area.id,
            streamName: stream,
            name: area.name,
            enabled: area.isEnabled,
            color: area.color ?? Self.usualColor,
            polygon: area.polygon.map { Corner(x: $0.x, y: $0.y) },
            filterClasses: area.labels.joined(separator: ","),
            minConfidence: area.minScore ?? 0
        )
    }
}

extension PictureAreaDraft {
    /// - Throws: `Problem`, 400.
    init(_ zone: LightZonesBody.Zone) throws {
        guard let id = zone.id?.nothingIfEmpty, let name = zone.name?.nothingIfEmpty, let polygon = zone.polygon else {
            throw LightErrors.invalid("Each zone needs id, name and polygon")
        }
        let labels = (zone.filterClasses ?? "").split(separator: ",").map { label in
            String(label.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        self.init(
            id: id,
            name: name,
            isEnabled: zone.enabled?.isOn ?? true,
            polygon: polygon.map { PicturePoint(x: $0.x, y: $0.y) },
            labels: labels.filter { !$0.isEmpty },
            minScore: zone.minConfidence,
            color: zone.color?.nothingIfEmpty
        )
    }
}
