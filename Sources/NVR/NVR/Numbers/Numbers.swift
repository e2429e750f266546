import Catalog

/// Small whole numbers for programs that cannot take the ids of things: each thing has one for ever, and no two have the same.
/// They say nothing of the thing, and so nobody is asked who he is.
package struct Numbers: Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Also one that was removed.
        case camera
        case volume
        case recording
        case snapshot
    }

    /// What has a number.
    package struct Thing: Hashable, Sendable {
        package var kind: Kind
        package var id: String

        package init(_ kind: Kind, _ id: String) {
            self.kind = kind
            self.id = id
        }
    }

    let services: DomainServices

    /// The numbers of things that are there; those that have none yet get one.
    package func numbers(of things: some Sequence<Thing> & Sendable) async throws -> [Thing: Int64] {
        let wanted = Set(things.map(\.kept))
        guard !wanted.isEmpty else { return [:] }
        let found = try await services.catalog.numbers(of: wanted)
        return Dictionary(uniqueKeysWithValues: found.map { (Thing($0.key), $0.value) })
    }

    package func number(of kind: Kind, _ id: String) async throws -> Int64 {
        let thing = Thing(kind, id)
        guard let number = try await numbers(of: [thing])[thing] else {
            throw DomainError(.unavailable, "The catalogue gives no number now.")
        }
        return number
    }

    /// What has a number; nil where nothing has. Whether it is still there, and whether the asker may know of it, is found out
    /// where it is used.
    package func thing(numbered number: Int64) async throws -> Thing? {
        guard number > 0 else { return nil }
        return try await services.catalog.thing(numbered: number).map(Thing.init)
    }
}

extension Numbers.Thing {
    fileprivate init(_ thing: NumberedThing) {
        kind =
            switch thing.kind {
            case .camera: .camera
            case .volume: .volume
            case .recording: .recording
            case .snapshot: .snapshot
            }
        id = thing.id
    }

    fileprivate var kept: NumberedThing {
        let kept: NumberedThing.Kind =
            switch kind {
            case .camera: .camera
            case .volume: .volume
            case .recording: .recording
            case .snapshot: .snapshot
            }
        return NumberedThing(kept, id)
    }
}

extension Recorder {
    package var numbers: Numbers { Numbers(services: services) }
}
