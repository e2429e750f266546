import Accounts
import Catalog
import Cryptography
import Media

extension ImportPlan {
    /// Bytes of a second factor's secret.
    private static let secretCounts = 10...128

    func importPeople(_ state: inout State) {
        guard !content.people.isEmpty else { return }
        // Without one, whoever comes to the first page makes the first account; an account that nobody can use would close it.
        guard state.configuration.accounts.values.contains(where: \.user.isEnabledAdministrator) else {
            for person in content.people {
                state.tell(
                    .refused,
                    ImportedPerson.subject(person.username),
                    "there is no administrator yet: start Nightjar and make the first one, and import again"
                )
            }
            return
        }
        var names = Set(state.configuration.accounts.values.map(\.user.nameKey))
        var next = state.configuration.nextUser
        for person in content.people {
            let subject = ImportedPerson.subject(person.username)
            guard names.insert(UserRecord.nameKey(person.username)).inserted else {
                state.tell(.kept, subject, "there is one with this name already, which stays as it is")
                continue
            }
            do {
                let record = try record(of: person, next, state)
                state.configuration.accounts[next] = .init(user: record)
                next = UserID(number: next.number + 1)
                state.tell(.added, subject, words(of: record, person))
            } catch let error as AccountError {
                state.tell(.refused, subject, error.sentence)
            } catch {
                state.tell(.refused, subject, "\(error)")
            }
        }
    }

    private func record(of person: ImportedPerson, _ id: UserID, _ state: State) throws -> UserRecord {
        let hash = person.passwordHash.flatMap { PasswordHash.isKept($0) ? $0 : nil }
        let secret = try sealedSecondFactor(of: person, id)
        let canComeIn = hash != nil && (person.secondFactor == nil || secret != nil)
        return UserRecord(
            id: id,
            username: try AccountRules.username(person.username),
            displayName: (try? AccountRules.displayName(person.displayName)) ?? "",
            email: person.email.flatMap { try? AccountRules.email($0) },
            role: person.role.kept,
            isEnabled: person.isEnabled && canComeIn,
            cameras: access(of: person, state),
            passwordHash: hash ?? passwordHash,
            passwordChangedAt: now,
            sealedSecondFactor: secret,
            secondFactorIsActive: secret != nil,
            createdAt: now,
            updatedAt: now
        )
    }

    /// Nil where it has none, or none that can be used.
    private func sealedSecondFactor(of person: ImportedPerson, _ id: UserID) throws(DomainError) -> [UInt8]? {
        guard let text = person.secondFactor?.uppercased(), let secret = Base32.decode(text),
            Self.secretCounts.contains(secret.count)
        else { return nil }
        guard let sealed = rules.masterKey.seal(text, for: SecretOwner.secondFactor(id)) else {
            throw DomainError(.unavailable, "A secret could not be sealed.")
        }
        return sealed
    }

    private func access(of person: ImportedPerson, _ state: State) -> CameraAccess {
        var rights: CameraRights = person.role == .viewer ? [.live, .playback] : .all
        rights.formUnion(CameraRights(words: person.moreRights.map(\.rawValue)))
        guard let places = person.cameras, person.role != .administrator else { return .all(rights) }
        let ids = places.filter(state.ids.indices.contains).compactMap { state.ids[$0] }
        let granted = rights
        return .listed(Dictionary(ids.map { ($0, granted) }) { first, _ in first })
    }

    private func words(of record: UserRecord, _ person: ImportedPerson) -> String {
        var words = ["as \(person.role.rawValue)"]
        if case .listed(let cameras) = record.cameras {
            words.append("for \(cameras.count) \(cameras.count == 1 ? "camera" : "cameras")")
        }
        if record.passwordHash == passwordHash {
            words.append("disabled and without a password: give it one, and enable it")
        } else if person.secondFactor != nil, record.sealedSecondFactor == nil {
            words.append("disabled, as its second factor is not in the file: enable it, and set that up again")
        } else {
            words.append("with its password" + (record.isEnabled ? "" : ", disabled"))
            if record.sealedSecondFactor != nil { words.append("with its second factor") }
        }
        return words.joined(separator: ", ")
    }
}
