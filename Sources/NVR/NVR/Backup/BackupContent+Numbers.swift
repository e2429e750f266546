import Catalog

extension BackupContent {
    /// The small number by which programs know a camera or a volume, also one that was removed.
    struct Number: Codable, Hashable, Sendable {
        /// `camera` or `volume`.
        var kind: String
        var id: String
        var number: Int64
    }
}

extension BackupCapture {
    func numbers(of configuration: CatalogConfiguration) -> [BackupContent.Number] {
        var numbers: [BackupContent.Number] = []
        for (thing, number) in configuration.numbers {
            let camera = thing.kind == .camera ? CameraID(thing.id).flatMap { configuration.cameras[$0] } : nil
            guard camera?.isDemo != true else { continue }
            numbers.append(BackupContent.Number(kind: thing.kind.rawValue, id: thing.id, number: number))
        }
        return numbers.sorted { $0.number < $1.number }
    }
}

extension RestorePlan {
    /// What comes after it must have room.
    private static let largestNumber: Int64 = 1_000_000_000_000

    /// Programs that know cameras and volumes by numbers find the same ones behind them. What has such a number and is not in the
    /// backup gives way.
    func restoreNumbers(_ state: inout State) {
        guard let numbers = content.numbers else { return }
        var wanted: [NumberedThing: Int64] = [:]
        var taken: Set<Int64> = []
        for entry in numbers {
            // Other kinds may be a later program's.
            let kind = NumberedThing.Kind.configured.first { $0.rawValue == entry.kind }
            guard let kind else { continue }
            do throws(DomainError) {
                guard CameraID(entry.id) != nil, (1...Self.largestNumber).contains(entry.number) else {
                    throw DomainError(.invalid, "It is none that Nightjar gives.", member: "number")
                }
                let thing = NumberedThing(kind, entry.id)
                guard wanted.updateValue(entry.number, forKey: thing) == nil, taken.insert(entry.number).inserted else {
                    throw DomainError(.invalid, "It is in the backup twice.", member: "number")
                }
            } catch {
                state.refuse("Number \(entry.number)", error)
            }
        }
        let before = state.configuration.numbers
        let after = before.filter { !taken.contains($0.value) }.merging(wanted) { _, new in new }
        guard after != before else { return }
        state.configuration.numbers = after
        state.report.settings.note("numbers of cameras and volumes", isNew: false, isChanged: true)
    }
}
