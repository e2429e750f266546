import Catalog
import Logging

/// Asks the devices that were added while they were away, until each has told of its streams.
struct DeviceAwaiting: Sendable {
    let devices: CameraDevices

    /// Each is asked so often.
    private static let interval: Duration = .seconds(30)

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            // The beat itself; cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.interval)
        }
    }

    func look() async {
        let logger = devices.services.logger
        do {
            for id in try await waiting() {
                guard !Task.isCancelled else { return }
                do {
                    _ = try await devices.probe(as: .recorder, of: id)
                    logger.info("a camera has told of its streams", metadata: ["camera": "\(id)"])
                } catch {
                    let message: Logger.Message = "a camera has not told of its streams yet; it is asked again"
                    logger.debug(message, metadata: ["camera": "\(id)", "reason": "\(error)"])
                }
            }
        } catch {
            logger.debug("links of cameras could not be read", metadata: ["reason": "\(error)"])
        }
    }

    /// Cameras that are switched on; the others are asked when somebody wants something of them.
    private func waiting() async throws -> [String] {
        let settings = try await devices.services.catalog.settings()
        return try await devices.services.catalog.cameras().filter(\.enabled).map(\.id.text).filter { id in
            settings[KeptDevice.key(id)].flatMap(KeptDevice.init(text:))?.awaitsStreams == true
        }
    }
}
