import Accounts
import Catalog
import Media

extension RestorePlan {
    // MARK: Users

    func restoreUsers(_ state: inout State) {
        let existing = state.configuration.accounts.values.map { ($0.user.nameKey, $0.user.id) }
        let known = Dictionary(existing) { first, _ in first }
        var next = state.configuration.nextUser
        for user in content.users {
            let entry = "User \(BackupHeader.printable(user.username, 64))"
            do {
                let key = UserRecord.nameKey(try AccountRules.username(user.username))
                guard state.accounts[key] == nil else {
                    throw DomainError(.invalid, "The username is in the backup twice.", member: "username")
                }
                let id = known[key] ?? next
                let old = state.configuration.accounts[id]
                let account = try account(of: user, id, old, &state)
                if old == nil { next = UserID(number: next.number + 1) }
                state.accounts[key] = id
                state.configuration.accounts[id] = account
                state.report.users.note(account.user.username, isNew: old == nil, isChanged: old != account)
                if id == asker, old != account {
                    state.report.notes.append(
                        "Your own account, \(account.user.username), becomes as it was when the backup was made: the "
                            + "password and the second factor of that day count, and you log in again."
                    )
                }
            } catch let error as AccountError {
                let member = error.member == "displayName" ? "display_name" : error.member
                state.refuse(entry, DomainError(.invalid, error.sentence, member: member ?? "username"))
            } catch {
                state.refuse(entry, error)
            }
        }
        let wanted = Set(state.accounts.values)
        for account in state.configuration.accounts.values.sorted(by: { $0.user.id < $1.user.id })
        where !wanted.contains(account.user.id) {
            spareOrRemove(account.user, &state)
        }
    }

    private func spareOrRemove(_ user: UserRecord, _ state: inout State) {
        guard user.id == asker else {
            state.configuration.accounts[user.id] = nil
            state.report.users.removed.append(user.username)
            return
        }
        state.spared = user.id
        state.accounts[user.nameKey] = user.id
        state.report.users.left += 1
        state.report.notes.append(
            "The backup does not have the account \(user.username), with which you restore it. It stays, with its API keys; "
                + "remove it when you can come in with another."
        )
    }

    private func account(
        of user: BackupContent.User,
        _ id: UserID,
        _ old: CatalogConfiguration.Account?,
        _ state: inout State
    ) throws -> CatalogConfiguration.Account {
        guard var role = UserRole(rawValue: user.role) else {
            throw DomainError(.invalid, "There is no such role.", member: "role")
        }
        guard user.passwordHash.hasPrefix("$argon2id$"), user.passwordHash.utf8.count <= 256 else {
            throw DomainError(.invalid, "The password's hash is none of Argon2id.", member: "password_hash")
        }
        let codes = user.recoveryCodes.compactMap { Hexadecimal.decode($0) }
        guard codes.count == user.recoveryCodes.count, codes.count <= 100, codes.allSatisfy({ $0.count <= 64 }) else {
            throw DomainError(.invalid, "The recovery codes are not hashes.", member: "recovery_codes")
        }
        var isEnabled = user.isEnabled
        if id == asker, role != .administrator || !isEnabled {
            role = .administrator
            isEnabled = true
            state.report.notes.append(
                "In the backup the account \(user.username), with which you restore it, is no enabled administrator. It "
                    + "stays one, so that you do not lock yourself out."
            )
        }
        var record = UserRecord(
            id: id,
            version: old?.user.version ?? 0,
            username: user.username,
            displayName: try AccountRules.displayName(user.displayName),
            email: try user.email.map { (text) throws(AccountError) in try AccountRules.email(text) },
            role: role,
            isEnabled: isEnabled,
            mayUnmask: user.mayUnmask,
            cameras: access(of: user, &state),
            passwordHash: user.passwordHash,
            passwordChangedAt: WallTime(nanoseconds: user.passwordChangedAt),
            isPasswordLocked: user.isPasswordLocked,
            sealedStreamPassword: try seal(
                user.streamPassword,
                SecretOwner.streamPassword(id),
                old?.user.sealedStreamPassword
            ),
            sealedSecondFactor: try seal(
                user.secondFactor,
                SecretOwner.secondFactor(id),
                old?.user.sealedSecondFactor
            ),
            secondFactorIsActive: user.secondFactorIsActive && user.secondFactor != nil,
            tokenGeneration: old?.user.tokenGeneration ?? 1,
            createdAt: old?.user.createdAt ?? WallTime(nanoseconds: user.createdAt),
            updatedAt: old?.user.updatedAt ?? now,
            lastLoginAt: old?.user.lastLoginAt
        )
        var account = CatalogConfiguration.Account(user: record, recoveryCodes: Set(codes))
        guard let old else { return account }
        // Codes of the same second factor that were used up since stay used up.
        if old.user.sealedSecondFactor == record.sealedSecondFactor, old.recoveryCodes.isSubset(of: codes) {
            account.recoveryCodes = old.recoveryCodes
        }
        guard account != old else { return old }
        // What was handed out before lets nobody in any more.
        record.tokenGeneration += 1
        record.updatedAt = now
        account.user = record
        return account
    }

    /// Rights on cameras that neither the backup nor the recorder has are passed over.
    private func access(of user: BackupContent.User, _ state: inout State) -> CameraAccess {
        if let words = user.allCameras { return .all(CameraRights(words: words)) }
        var listed: [CameraID: CameraRights] = [:]
        for (text, words) in (user.cameras ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let id = CameraID(text), state.configuration.cameras[id] != nil else {
                state.report.notes.append(
                    "A right of \(BackupHeader.printable(user.username, 64)) on the camera "
                        + "\(BackupHeader.printable(text, 63)) is passed over: there is no such camera."
                )
                continue
            }
            listed[id] = CameraRights(words: words)
        }
        return .listed(listed)
    }

    /// Under this machine's key; what is sealed already stays as it is sealed.
    private func seal(_ secret: String?, _ owner: String, _ old: [UInt8]?) throws(DomainError) -> [UInt8]? {
        guard let secret else { return nil }
        if let old, masterKey.open(old, for: owner) == secret { return old }
        guard let sealed = masterKey.seal(secret, for: owner) else {
            throw DomainError(.unavailable, "A secret could not be sealed.")
        }
        return sealed
    }

    // MARK: API keys

    func restoreKeys(_ state: inout State) {
        let before = Dictionary(state.configuration.apiKeys.map { ($0.secretHash, $0) }) { first, _ in first }
        let names = state.configuration.accounts.mapValues(\.user.username)
        var keys: [[UInt8]: APIKeyRecord] = [:]
        for key in content.apiKeys {
            let entry = "API key \(BackupHeader.printable(key.name, 64))"
            do {
                let new = try record(of: key, before, state.accounts)
                guard keys.updateValue(new, forKey: new.secretHash) == nil else {
                    throw DomainError(.invalid, "It is in the backup twice.", member: "secret_hash")
                }
                let old = before[new.secretHash]
                let name = "\(new.name) (\(names[new.user] ?? ""))"
                state.report.apiKeys.note(name, isNew: old == nil, isChanged: old != new)
            } catch let error as AccountError {
                state.refuse(entry, DomainError(.invalid, error.sentence, member: "name"))
            } catch {
                state.refuse(entry, error)
            }
        }
        for key in state.configuration.apiKeys where keys[key.secretHash] == nil {
            if key.user == state.spared {
                keys[key.secretHash] = key
                state.report.apiKeys.left += 1
            } else {
                state.report.apiKeys.removed.append(names[key.user].map { "\(key.name) (\($0))" } ?? key.name)
            }
        }
        state.configuration.apiKeys = keys.values.sorted { ($0.id, $0.name) < ($1.id, $1.name) }
    }

    private func record(
        of key: BackupContent.APIKey,
        _ before: [[UInt8]: APIKeyRecord],
        _ accounts: [String: UserID]
    ) throws -> APIKeyRecord {
        guard let hash = Hexadecimal.decode(key.secretHash), hash.count == 32 else {
            throw DomainError(.invalid, "Its hash is none of SHA-256.", member: "secret_hash")
        }
        guard let user = accounts[UserRecord.nameKey(key.user)] else {
            throw DomainError(.invalid, "The backup does not have its owner.", member: "user")
        }
        guard key.prefix.utf8.count <= 64 else {
            throw DomainError(.invalid, "Its beginning is too long.", member: "prefix")
        }
        let cameras = key.cameras?.compactMap { CameraID($0) }
        let old = before[hash]
        let creator = key.createdBy.flatMap { accounts[UserRecord.nameKey($0)] }
        let new = APIKeyRecord(
            id: old?.id ?? APIKeyID(number: 0),
            user: user,
            name: try AccountRules.keyName(key.name),
            prefix: key.prefix,
            secretHash: hash,
            scope: APIKeyScope(isReadOnly: key.isReadOnly, cameras: cameras.map { Set($0) }),
            // 0 is nobody's number: its maker is no more.
            createdBy: creator ?? old?.createdBy ?? UserID(number: 0),
            createdAt: WallTime(nanoseconds: key.createdAt),
            expiresAt: key.expiresAt.map { WallTime(nanoseconds: $0) },
            lastUsedAt: old?.lastUsedAt
        )
        return new
    }
}
