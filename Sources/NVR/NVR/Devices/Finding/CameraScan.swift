import Catalog
import Devices
import HTTPAuthentication
import Media
import ONVIF
import Stream
import Synchronization

/// What a scan found at an address.
package struct ScanFinding: Hashable, Sendable {
    package var address: String
    /// Of the ONVIF service; of one that speaks RTSP alone, that.
    package var port: Int
    /// "onvif"; "locked": it asks for a password before it says what it is; "rtsp".
    package var kind: String
    package var needsPassword: Bool
    package var rtspPorts: [Int]
    /// Of an ONVIF device.
    package var deviceURL: String?
    package var manufacturer: String?
    package var model: String?
    package var firmware: String?
    package var serial: String?
    /// Why it does not say more, where a password was given.
    package var problem: DomainError?
    /// The id of the camera that it is already.
    package var camera: String?
}

/// Where is looked for cameras, and with what.
package struct ScanWish: Sendable {
    /// "192.168.1.0/24", "192.168.1.10-50", "192.168.1.10-192.168.1.50" or one address.
    package var range: String
    /// Looked at besides the usual ones.
    package var ports: [Int] = []
    /// Shown to each device that is found.
    package var username: String?
    package var password: String?

    package init(range: String) { self.range = range }
}

/// A scan that is allowed, and has not begun.
package struct CameraScan: Sendable {
    package enum Step: Hashable, Sendable {
        /// So many addresses are done with.
        case looked(address: String, done: Int)
        case found(ScanFinding)
    }

    /// Addresses.
    package let total: Int
    let range: AddressRange
    let ports: [Int]
    let credentials: HTTPCredentials?
    let scanner: DeviceScanner
    let book: DeviceBook
    let known: KnownPlaces

    /// Scans at once, of all who ask.
    private static let most = 2

    /// Looks at each address, until all are done with or the task is cancelled; whoever throws from `tell` ends it.
    ///
    /// - Throws: `busy` where too many scans run.
    package func run(_ tell: (Step) async throws -> Void) async throws {
        let mayBegin = book.state.withLock { state in
            guard state.search.scans < Self.most else { return false }
            state.search.scans += 1
            return true
        }
        guard mayBegin else {
            throw DomainError(.busy, "\(Self.most) scans run already: wait until one of them is done.")
        }
        defer { book.state.withLock { $0.search.scans -= 1 } }
        // A device that was added already is found again where it is.
        try await scanner.scan(range, ports: ports, known: known.devicePorts, credentials: credentials) { step in
            switch step {
            case .looked(let address, let done): try await tell(.looked(address: address, done: done))
            case .found(let finding): try await tell(.found(ScanFinding(finding, among: known)))
            }
        }
    }
}

extension ScanFinding {
    init(_ finding: DeviceScanner.Finding, among known: KnownPlaces) {
        func line(_ text: String?) -> String? {
            guard let text, !text.isEmpty else { return nil }
            let plain = text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            return String(String(String.UnicodeScalarView(plain)).prefix(200))
        }
        address = finding.address
        port = finding.port
        kind = finding.kind.rawValue
        needsPassword = finding.needsPassword
        rtspPorts = finding.rtspPorts
        deviceURL = finding.service?.description
        manufacturer = line(finding.information?.manufacturer)
        model = line(finding.information?.model)
        firmware = line(finding.information?.firmwareVersion)
        serial = line(finding.information?.serialNumber)
        problem = finding.problem.map { DomainError($0) }
        camera = finding.service.flatMap { known.camera(at: $0) } ?? known.camera(at: address, ports: rtspPorts)
    }
}

extension DeviceFinder {
    private static let mostPorts = 16

    /// - Throws: `invalid` for a range that is none, too large, or of the Internet.
    package func scan(as principal: Principal, _ wish: ScanWish) async throws -> CameraScan {
        try Policy.require(principal, .addCameras)
        guard let range = AddressRange(wish.range) else {
            throw DomainError(
                .invalid,
                "range is a network (192.168.1.0/24), a range (192.168.1.10-50) or an address.",
                member: "range"
            )
        }
        guard range.count <= AddressRange.most else {
            throw DomainError(
                .invalid,
                "A scan looks at \(AddressRange.most) addresses at most, and these are \(range.count).",
                member: "range"
            )
        }
        guard range.isPrivate else {
            throw DomainError(
                .invalid,
                "A scan looks through private networks alone (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10): add a "
                    + "camera elsewhere by its address.",
                member: "range"
            )
        }
        guard wish.ports.count <= Self.mostPorts, wish.ports.allSatisfy({ (1...65_535).contains($0) }) else {
            throw DomainError(.invalid, "ports are \(Self.mostPorts) numbers at most.", member: "ports")
        }
        let username = try CameraChecks.username(wish.username)
        let password = try CameraChecks.password(wish.password)
        await services.audit.note("discovery.scan", wish.range, by: principal)
        return CameraScan(
            total: range.count,
            range: range,
            ports: wish.ports,
            credentials: username.map { HTTPCredentials(username: $0, password: password ?? "") },
            scanner: DeviceScanner(network: await cameras.deviceNetwork(), time: services.time),
            book: book,
            known: try await knownPlaces()
        )
    }
}
