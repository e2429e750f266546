import Catalog
import Foundation
package import Media

/// Something that happened before a camera, as whoever has seen it tells of it.
package struct CameraEventReport: Sendable {
    package var camera: String
    /// "main" or "sub", where that is known.
    package var stream: String?
    /// A word of small letters, digits, `-`, `_`, `.` and `/`: "motion", "object", "line".
    package var kind: String
    /// What it was: "person".
    package var label: String
    /// How sure that is, 0 to 1.
    package var score: Double?
    /// The names of the zones that it touched.
    package var zones: [String]
    /// Nil for now.
    package var start: WallTime?
    /// Nil where it has no length, or lasts.
    package var end: WallTime?
    /// It goes on until it is ended, or for as long as events are recorded at most.
    package var isLasting: Bool
    /// The id of a snapshot that is kept.
    package var snapshot: String?
    /// Who tells: "manual", "onvif", "detection".
    package var source: String
    /// What else is known.
    package var attributes: [String: String]

    package init(
        camera: String,
        stream: String? = nil,
        kind: String,
        label: String = "",
        score: Double? = nil,
        zones: [String] = [],
        start: WallTime? = nil,
        end: WallTime? = nil,
        isLasting: Bool = false,
        snapshot: String? = nil,
        source: String,
        attributes: [String: String] = [:]
    ) {
        self.camera = camera
        self.stream = stream
        self.kind = kind
        self.label = label
        self.score = score
        self.zones = zones
        self.start = start
        self.end = end
        self.isLasting = isLasting
        self.snapshot = snapshot
        self.source = source
        self.attributes = attributes
    }
}

/// What shall be different about an event: a member that is nil stays as it is.
package struct CameraEventChange: Sendable {
    package var label: String?
    package var score: Double??
    package var zones: [String]?
    /// Of one that lasts: when it ended; of one that has ended, another time for that.
    package var end: WallTime?
    package var snapshot: String??
    package var attributes: [String: String]?

    package init() {}
}

/// What the members of an event may be.
enum CameraEventChecks {
    static let longestWord = 64
    static let longestLabel = 200
    static let mostZones = 64
    static let mostAttributes = 64
    static let longestAttributes = 8192
    /// Clocks of cameras and of programs differ by so much.
    private static let future: Duration = .seconds(60)

    static func word(_ text: String, member: String) throws(DomainError) -> String {
        let isWord = text.utf8.allSatisfy { character in
            switch character {
            case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x2F, 0x5F: true
            default: false
            }
        }
        guard isWord, (1...longestWord).contains(text.utf8.count) else {
            throw DomainError(
                .invalid,
                "\(member) is a word of 1 to \(longestWord) small letters, digits and the signs - _ . /",
                member: member
            )
        }
        return text
    }

    static func label(_ text: String, member: String) throws(DomainError) -> String {
        let hasControls = text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        guard text.utf8.count <= longestLabel, !hasControls else {
            throw DomainError(
                .invalid,
                "\(member) has \(longestLabel) bytes at most, all in one line.",
                member: member
            )
        }
        return text
    }

    static func score(_ score: Double?) throws(DomainError) -> Double? {
        guard let score else { return nil }
        guard (0...1).contains(score) else {
            throw DomainError(.invalid, "score is a number from 0 to 1.", member: "score")
        }
        return score
    }

    static func zones(_ zones: [String]) throws(DomainError) -> [String] {
        guard zones.count <= mostZones, !zones.contains("") else {
            throw DomainError(.invalid, "zones are \(mostZones) names at most, none of them empty.", member: "zones")
        }
        for zone in zones { _ = try label(zone, member: "zones") }
        return zones
    }

    static func start(_ start: WallTime, at now: WallTime) throws(DomainError) -> WallTime {
        guard start <= now + future, start.nanoseconds >= 0 else {
            throw DomainError(.invalid, "start is not a time that has been.", member: "start")
        }
        return start
    }

    static func end(_ end: WallTime, after start: WallTime, at now: WallTime) throws(DomainError) -> WallTime {
        guard end >= start, end <= now + future else {
            throw DomainError(.invalid, "end is a time that has been, and not before start.", member: "end")
        }
        return end
    }

    static func attributes(_ attributes: [String: String]) throws(DomainError) -> String {
        guard !attributes.isEmpty else { return "" }
        guard attributes.count <= mostAttributes, let data = try? JSONEncoder.stable.encode(attributes),
            data.count <= longestAttributes
        else {
            throw DomainError(
                .invalid,
                "attributes are \(mostAttributes) texts at most, of \(longestAttributes) bytes together.",
                member: "attributes"
            )
        }
        return String(decoding: data, as: UTF8.self)
    }

    static func stream(_ name: String?) throws(DomainError) -> StreamKind? {
        guard let name else { return nil }
        guard let stream = StreamKind(rawValue: name) else {
            throw DomainError(.invalid, "stream is \"main\" or \"sub\".", member: "stream")
        }
        return stream
    }
}
