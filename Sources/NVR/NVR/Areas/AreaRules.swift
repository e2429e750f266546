/// What makes detection zones and motion masks acceptable.
enum AreaRules {
    /// A camera's areas, made of what somebody wants.
    static func areas(_ drafts: [PictureAreaDraft], _ kind: PictureArea.Kind) throws(DomainError) -> [PictureArea] {
        // Before anything is made of them.
        guard drafts.count <= PictureArea.most else { throw tooMany(kind) }
        var taken = Set(drafts.compactMap(\.id))
        var areas: [PictureArea] = []
        for draft in drafts {
            let area = area(draft, taken)
            taken.insert(area.id)
            areas.append(area)
        }
        try check(areas, kind)
        return areas
    }

    /// - Parameter taken: ids that it must not get, where it has none yet.
    static func area(_ draft: PictureAreaDraft, _ taken: Set<String>) -> PictureArea {
        PictureArea(
            id: draft.id ?? MaskRules.newID(taken),
            name: draft.name,
            isEnabled: draft.isEnabled,
            polygon: draft.polygon,
            labels: draft.labels,
            minScore: draft.minScore,
            color: draft.color?.lowercased()
        )
    }

    private static func tooMany(_ kind: PictureArea.Kind) -> DomainError {
        DomainError(.invalid, "A camera has \(PictureArea.most) \(kind.many) at most.", member: "items")
    }

    /// - Throws: `invalid`, with all that is wrong.
    static func check(_ areas: [PictureArea], _ kind: PictureArea.Kind) throws(DomainError) {
        guard areas.count <= PictureArea.most else { throw tooMany(kind) }
        var faults: [DomainError.Fault] = []
        for (index, area) in areas.enumerated() {
            faults += Self.faults(of: area, kind).map { .init("items.\(index).\($0.member)", $0.sentence) }
        }
        if Set(areas.map(\.id)).count != areas.count {
            faults.append(.init("items", "Two \(kind.many) of a camera have one id."))
        }
        if let error = DomainError(invalid: faults) { throw error }
    }

    static func faults(of area: PictureArea, _ kind: PictureArea.Kind) -> [DomainError.Fault] {
        let what = kind.one
        var faults: [DomainError.Fault] = []
        if !isID(area.id) {
            let most = PictureArea.longestID
            faults.append(
                .init(
                    "id",
                    "The id of \(what.lowercased()) has 1 to \(most) letters, digits and the signs - _ . behind the first."
                )
            )
        }
        if kind == .zone, area.name.isEmpty {
            faults.append(.init("name", "\(what) has a name, by which events say that they have touched it."))
        }
        if kind == .zone, area.name.utf8.count > CameraEventChecks.longestLabel {
            faults.append(
                .init("name", "The name of a detection zone has \(CameraEventChecks.longestLabel) bytes at most.")
            )
        }
        faults += PolygonRules.faults(of: area.name, what)
        faults += PolygonRules.faults(of: area.polygon, what, vain: "nothing would be in it")
        return faults + judgementFaults(of: area)
    }

    /// Of what a zone counts.
    private static func judgementFaults(of area: PictureArea) -> [DomainError.Fault] {
        var faults: [DomainError.Fault] = []
        if area.labels.count > PictureArea.mostLabels || Set(area.labels).count != area.labels.count {
            faults.append(.init("labels", "labels are \(PictureArea.mostLabels) words at most, none of them twice."))
        }
        if !area.labels.allSatisfy(isLabel) {
            let most = PictureArea.longestLabel
            faults.append(.init("labels", "A label has 1 to \(most) bytes, no comma and no control characters."))
        }
        if let score = area.minScore, !(0...1).contains(score) {
            faults.append(.init("min_score", "min_score is a number from 0 to 1."))
        }
        if let color = area.color, !isColor(color) {
            faults.append(.init("color", "color is # and six hexadecimal digits, such as #3b82f6."))
        }
        return faults
    }

    private static func isID(_ id: String) -> Bool {
        guard (1...PictureArea.longestID).contains(id.utf8.count), let first = id.utf8.first else { return false }
        return isAlphanumeric(first) && id.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func isLabel(_ label: String) -> Bool {
        (1...PictureArea.longestLabel).contains(label.utf8.count)
            && !label.unicodeScalars.contains { $0 == "," || $0.properties.generalCategory == .control }
    }

    private static func isColor(_ color: String) -> Bool {
        color.utf8.count == 7 && color.first == "#"
            && color.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension PictureArea.Kind {
    /// At the beginning of a sentence.
    var one: String { self == .zone ? "A detection zone" : "A motion mask" }
    var many: String { self == .zone ? "detection zones" : "motion masks" }
}
