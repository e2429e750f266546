import ONVIF
import Testing

@testable import NVR

/// Where a camera's picture is sharp.
@Suite(.serialized)
struct CameraFocusTests {
    private static let chief = Asker.administrator

    @Test func itIsMovedAsTheCameraLetsIt() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            let told = try await devices.focus(as: Self.chief, of: "gate")
            #expect(told.position == 0.5 && told.isMoving == false && told.relative == nil)
            #expect(told.absolute == ImagingView.Range(min: 0, max: 1))
            try await devices.moveFocus(as: Self.chief, of: "gate", .absolute(0.25))
            #expect(try await devices.focus(as: Self.chief, of: "gate").position == 0.25)
            let tooFar = await refusal { try await devices.moveFocus(as: Self.chief, of: "gate", .absolute(2)) }
            #expect(tooFar == .invalid)
            let noWay = await refusal { try await devices.moveFocus(as: Self.chief, of: "gate", .relative(0.1)) }
            #expect(noWay == .unsupported)
            #expect(try await devices.focus(as: Self.chief, of: "gate").position == 0.25)
            let watcher = Asker.viewer(["gate": [.live]])
            #expect(await refusal { _ = try await devices.focus(as: watcher, of: "gate") } == .forbidden)
        }
    }

    @Test func itMovesUntilItIsStopped() async throws {
        try await DeviceUnderTest.linked { devices, _ in
            try await devices.moveFocus(as: Self.chief, of: "gate", .continuous(0.01))
            try await eventually("it moves away") {
                let told = try await devices.focus(as: Self.chief, of: "gate")
                return told.isMoving == true && (told.position ?? 0) > 0.5
            }
            try await devices.moveFocus(as: Self.chief, of: "gate", .stop)
            #expect(try await devices.focus(as: Self.chief, of: "gate").isMoving == false)
        }
    }

    @Test func aCameraThatDoesNotMoveItSaysSo() async throws {
        try await DeviceUnderTest.linked(["onvif-lies"]) { devices, _ in
            #expect(await refusal { _ = try await devices.focus(as: Self.chief, of: "gate") } == .unsupported)
            let refused = await refusal {
                try await devices.moveFocus(as: Self.chief, of: "gate", .absolute(0.5))
            }
            #expect(refused == .unsupported)
        }
    }

    /// The recorder's speeds are −1 to 1, the camera's its own.
    @Test(arguments: [(1.0, 7.0), (-1, -3), (0.5, 3.5), (0, 0)])
    func aSpeedIsAShareOfTheCamerasOwn(speed: Double, sent: Double) throws {
        var view = FocusView()
        view.continuous = ImagingView.Range(min: -3, max: 7)
        #expect(try FocusOrder.continuous(speed).move(by: view).continuous?.speed == sent)
        // One that does not say is told as it is.
        #expect(try FocusOrder.continuous(speed).move(by: nil).continuous?.speed == speed)
    }
}
