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
        faults += PolygonRules.faults(of: mask.name, "A privacy mask")
        faults += PolygonRules.faults(of: mask.polygon, "A privacy mask", vain: "it would hide nothing")
        return faults
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
