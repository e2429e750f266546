import Foundation
import NVR

/// Masks as the document has them: a list as JSON, within a text.
enum MaskText {
    private static let none = "[]"
    /// So far beyond the edge a corner is taken for one on it.
    private static let tolerance = -0.1...1.1

    private struct Polygon: Codable { var points: [[Double]] }

    static func text(_ polygons: [[PicturePoint]]) -> String {
        let list = polygons.map { Polygon(points: $0.map { [$0.x, $0.y] }) }
        guard !list.isEmpty, let data = try? JSONEncoder().encode(list) else { return none }
        return String(decoding: data, as: UTF8.self)
    }

    /// - Parameter member: of the body, for the error.
    /// - Throws: `Problem`, 422.
    static func polygons(_ text: String?, _ member: String) throws -> [[PicturePoint]] {
        guard let text, !text.isEmpty else { return [] }
        guard let list = try? JSONDecoder().decode(SettingValue.self, from: Data(text.utf8)).asList else {
            throw VibeErrors.invalid(member, "It is a list of polygons as JSON: [{\"points\": [[x, y], …]}].")
        }
        return try list.map { try polygon($0, member) }
    }

    /// Also as older versions wrote it: without the name, or with points that are objects.
    private static func polygon(_ value: SettingValue, _ member: String) throws -> [PicturePoint] {
        guard let points = value.asObject?["points"]?.asList ?? value.asList else {
            throw VibeErrors.invalid(member, "Each polygon has points.")
        }
        return try points.map { point in
            let pair = point.asList?.compactMap(\.asNumber)
            let members = point.asObject
            guard pair == nil || pair?.count == 2, let x = members?["x"]?.asNumber ?? pair?.first,
                let y = members?["y"]?.asNumber ?? pair?.last, tolerance.contains(x), tolerance.contains(y)
            else {
                throw VibeErrors.invalid(member, "Each point is [x, y], from 0 to 1 of the picture's width and height.")
            }
            return PicturePoint(x: min(max(x, 0), 1), y: min(max(y, 0), 1))
        }
    }
}
