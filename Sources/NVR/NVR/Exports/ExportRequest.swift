import Catalog
package import Media

/// What somebody wants to be exported.
package struct ExportRequest: Hashable, Sendable {
    /// Every recording that overlaps the time, whole and unaltered.
    package static let segments = "segments"
    /// Of each camera one ordinary MP4 that begins and ends with the very pictures asked for, unless its codecs change.
    package static let exact = "exact"
    /// All forms that there are.
    package static let forms = [segments, exact]
    package static let mostCameras = 64
    package static let longestReason = 500

    package var cameras: [String]
    package var stream = "main"
    package var from: WallTime
    package var to: WallTime
    package var form = Self.segments
    /// Whether the files of an exact export have the wall time as text that players can show.
    package var hasTimeTrack = false
    /// Whether the pictures of an exact export are encoded anew with the wall time in them.
    package var burnsInTime = false
    /// For people, in one line; it stands in the export.
    package var reason: String?

    package init(cameras: [String], from: WallTime, to: WallTime) {
        self.cameras = cameras
        self.from = from
        self.to = to
    }

    /// - Returns: the stream.
    /// - Throws: all that is wrong with it.
    func check() throws(DomainError) -> StreamKind {
        var faults: [DomainError.Fault] = []
        if !(1...Self.mostCameras).contains(cameras.count) {
            faults.append(.init("cameras", "cameras names 1 to \(Self.mostCameras) cameras."))
        } else if Set(cameras).count != cameras.count {
            faults.append(.init("cameras", "cameras names a camera twice."))
        }
        if from >= to { faults.append(.init("to", "The time asked for must end after it begins.")) }
        if !Self.forms.contains(form) { faults.append(.init("form", "form is \"segments\" or \"exact\".")) }
        if let reason, BackupHeader.printable(reason, Self.longestReason) != reason {
            faults.append(
                .init("reason", "A reason has at most \(Self.longestReason) characters, all in one line.")
            )
        }
        if hasTimeTrack, form != Self.exact {
            faults.append(.init("time_track", "Only files of the form \"exact\" can have a time track."))
        }
        if burnsInTime, form != Self.exact {
            faults.append(.init("burned_in_time", "Only files of the form \"exact\" can have the time burned in."))
        }
        if burnsInTime, hasTimeTrack {
            faults.append(.init("time_track", "Ask for a time track or for the time burned in, not for both."))
        }
        guard let kind = StreamKind(rawValue: stream) else {
            faults.append(.init("stream", "stream is \"main\" or \"sub\"."))
            throw DomainError(invalid: faults) ?? DomainError(.invalid, "stream is \"main\" or \"sub\".")
        }
        if let error = DomainError(invalid: faults) { throw error }
        return kind
    }
}

/// Who may export, and have what was exported: the one place for every question of it.
enum ExportPermission {
    /// An export is as protected as all the cameras that it shows.
    static func require(_ principal: Principal, _ cameras: [String]) throws(DomainError) {
        try Policy.requireSomebody(principal)
        for camera in cameras { try Policy.require(principal, .exportRecordings, .camera(camera)) }
    }

    static func may(_ principal: Principal, _ cameras: [String]) -> Bool {
        cameras.allSatisfy { Policy.may(principal, .exportRecordings, .camera($0)) }
    }

    /// Whoever made it, and whoever may delete the recordings of all its cameras.
    static func requireDeleting(_ principal: Principal, _ record: ExportRecord) throws(DomainError) {
        if let account = record.account, account == principal.account { return }
        for camera in record.cameras { try Policy.require(principal, .deleteRecordings, .camera(camera)) }
    }
}
