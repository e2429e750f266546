import Cryptography
import Foundation
import Media
import WorkerChannel

/// A camera's masks as the catalogue keeps them: a setting of its own for each camera, beside the camera's row, so that a change
/// of the one undoes none of the other. Nothing is ever chosen by what is in it.
enum KeptMasks {
    private static let prefix = "privacy-masks."

    /// Among the catalogue's settings.
    static func key(_ camera: String) -> String { prefix + camera }

    /// Whose masks a setting holds; nil of any other setting.
    static func camera(of key: String) -> String? {
        key.hasPrefix(prefix) ? String(key.dropFirst(prefix.count)) : nil
    }

    /// - Returns: nil where there are none, which is kept as nothing.
    static func text(_ masks: [PrivacyMask]) throws -> String? {
        guard !masks.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(masks), as: UTF8.self)
    }

    /// Nil for what cannot be read, or breaks a rule.
    static func masks(_ text: String) -> [PrivacyMask]? {
        guard let masks = try? JSONDecoder().decode([PrivacyMask].self, from: Data(text.utf8)) else { return nil }
        return (try? MaskRules.check(masks)) == nil ? nil : masks
    }

    /// What stands in for masks that cannot be read: what they have hidden is not known, so that all is.
    static let everything = PrivacyMask(
        id: "everything",
        name: "The masks that were kept cannot be read; set them anew",
        isEnabled: true,
        polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 1, y: 1), .init(x: 0, y: 1)]
    )

    /// Of all that people can change of them.
    static func version(of masks: [PrivacyMask]) -> String {
        let text = (try? text(masks)) ?? ""
        return Hexadecimal.encode(Array(SHA256.hash(Array(text.utf8)).prefix(12)))
    }
}

extension PrivacyMask {
    /// As workers know it.
    var shape: MaskPolygon {
        func number(_ part: Double) -> UInt16 { UInt16((min(max(part, 0), 1) * 65_535).rounded()) }
        return MaskPolygon(polygon.map { .init(x: number($0.x), y: number($0.y)) })
    }
}
