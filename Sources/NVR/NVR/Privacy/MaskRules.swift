import Cryptography
import Media

/// What makes masks acceptable.
enum MaskRules {
    private static let longestID = 32

    /// A camera's masks, made of what somebody wants.
    static func masks(_ drafts: [PrivacyMaskDraft]) throws(DomainError) -> [PrivacyMask] {
        guard drafts.count <= PrivacyMask.most else {
            throw DomainError(.invalid, "A camera has \(PrivacyMask.most) privacy masks at most.", member: "items")
        }
        var taken = Set(drafts.compactMap(\.id))
        var masks: [PrivacyMask] = []
        for draft in drafts {
            let id = draft.id ?? newID(taken)
            taken.insert(id)
            masks.append(
                PrivacyMask(id: id, name: draft.name, isEnabled: draft.isEnabled, polygon: draft.polygon)
            )
        }
        try check(masks)
        return masks
    }

    /// A short name that is none of `taken`.
    static func newID(_ taken: Set<String>) -> String {
        var id: String
        repeat { id = Hexadecimal.encode(randomBytes(4)) } while taken.contains(id)
        return id
    }

    /// - Throws: `invalid`, with all that is wrong.
    static func check(_ masks: [PrivacyMask]) throws(DomainError) {
        var faults: [DomainError.Fault] = []
        if masks.count > PrivacyMask.most {
            faults.append(.init("items", "A camera has \(PrivacyMask.most) privacy masks at most."))
        }
        for (index, mask) in masks.enumerated() {
            faults += Self.faults(of: mask).map { .init("items.\(index).\($0.member)", $0.sentence) }
        }
        if Set(masks.map(\.id)).count != masks.count {
            faults.append(.init("items", "Two privacy masks of a camera have one id."))
        }
        if let error = DomainError(invalid: faults) { throw error }
    }

    static func faults(of mask: PrivacyMask) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        let idIsGood = (1...longestID).contains(mask.id.utf8.count) && mask.id.utf8.allSatisfy(isOfID)
        if !idIsGood {
            faults.append(
                .init("id", "A privacy mask's id has 1 to \(longestID) small letters, digits and hyphens.")
            )
        }
        if mask.name.unicodeScalars.count > PrivacyMask.longestName
            || mask.name.unicodeScalars.contains(where: isControl)
        {
            faults.append(
                .init(
                    "name",
                    "A privacy mask's name has \(PrivacyMask.longestName) characters at most, and no control characters."
                )
            )
        }
        let corners = PrivacyMask.corners
        if !corners.contains(mask.polygon.count) {
            faults.append(
                .init("polygon", "A privacy mask has \(corners.lowerBound) to \(corners.upperBound) corners.")
            )
        }
        // What is not a number is in no range.
        if !mask.polygon.allSatisfy({ (0...1).contains($0.x) && (0...1).contains($0.y) }) {
            faults.append(
                .init("polygon", "The corners of a privacy mask lie at 0 to 1 of the picture's width and height.")
            )
        } else if spread(mask.polygon) == 0 {
            faults.append(
                .init("polygon", "The corners of a privacy mask must not lie all on one line: it would hide nothing.")
            )
        }
        return faults
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    /// How far its corners lie off the line through two of them: 0 where none does.
    private static func spread(_ polygon: [PrivacyMask.Point]) -> Double {
        guard let first = polygon.first else { return 0 }
        var widest = 0.0
        for one in polygon {
            for other in polygon {
                let area = (one.x - first.x) * (other.y - first.y) - (other.x - first.x) * (one.y - first.y)
                widest = max(widest, area.magnitude)
            }
        }
        return widest
    }
}
