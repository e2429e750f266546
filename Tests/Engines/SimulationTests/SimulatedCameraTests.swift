import Testing

@testable import Simulation

struct SimulatedCameraTests {
    @Test func oneCameraHasThePathsOfTheClips() throws {
        let cameras = SimulatedCamera.cameras(try Demo.clips.get(), count: 1)
        #expect(cameras.map(\.path) == ["main", "sub", "h265", "mjpeg"])
        #expect(cameras.allSatisfy { $0.clockOffset == .zero })
    }

    @Test func manyCamerasAreNumbered() throws {
        let cameras = SimulatedCamera.cameras(Array(try Demo.clips.get().prefix(2)), count: 3)
        #expect(cameras.map(\.path) == ["main", "main-1", "main-2", "main-3", "sub", "sub-1", "sub-2", "sub-3"])
        // Main and sub stream of one camera show the same.
        #expect(cameras[2].clockOffset == cameras[6].clockOffset)
    }

    @Test(arguments: [2, 7, 64, 200, 300])
    func picturesOfManyCamerasAreSpread(count: Int) throws {
        let clip = try Demo.clip()
        let cameras = SimulatedCamera.cameras([NamedClip(name: "main", clip: clip)], count: count).dropFirst()
        let phases = cameras.map { $0.clockOffset.components.attoseconds / 1_000_000_000 % 40_000_000 }.sorted()
        let steps = zip(phases, phases.dropFirst()).map { $1 - $0 }
        #expect(steps.allSatisfy { abs($0 - 40_000_000 / Int64(count)) <= 1 })
        #expect(cameras.allSatisfy { $0.clockOffset < clip.duration })
    }

    @Test(arguments: ["", "a b", "a//b", "/a", "ä", "a?b"])
    func unusablePathsAreRefused(path: String) throws {
        let configuration = CameraServer.Configuration(cameras: [SimulatedCamera(path: path, clip: try Demo.clip())])
        #expect(throws: CameraServerError.invalidPath(path)) { try configuration.camerasByPath() }
    }

    @Test func whatCannotBeIsRefused() throws {
        let camera = SimulatedCamera(path: "door/main-1", clip: try Demo.clip())
        var configuration = CameraServer.Configuration(cameras: [camera, camera])
        #expect(throws: CameraServerError.pathTaken("door/main-1")) { try configuration.camerasByPath() }
        configuration.cameras = [camera]
        #expect(try configuration.camerasByPath().keys.sorted() == ["door/main-1"])
        configuration.speed = 0
        #expect(throws: CameraServerError.invalidSpeed(0)) { try configuration.camerasByPath() }
        configuration.speed = 1
        configuration.port = 65_536
        #expect(throws: CameraServerError.invalidPort(65_536)) { try configuration.camerasByPath() }
    }
}
