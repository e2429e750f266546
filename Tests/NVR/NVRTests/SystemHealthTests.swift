import Media
import Stream
import Testing

@testable import NVR

struct SystemHealthTests {
    private func running(_ state: CameraStatus.State) -> RecorderFigures.Camera {
        .init(status: CameraStatus(state: state, code: "", reason: "because", since: SystemWorld.beginning))
    }

    @Test func strangersLearnThatSomethingIsWrongAndNotWhat() async throws {
        let world = SystemWorld()
        #expect(await world.system.publicHealth() == PublicHealth(isWell: true, time: SystemWorld.beginning))
        world.tell(problems: ["yard: the password is wrong"])
        let told = await world.system.publicHealth()
        #expect(!told.isWell && !"\(told)".contains("yard") && !"\(told)".contains("1.2.3"))
        await world.end()
    }

    @Test func thoseWhoMayLearnTheReasons() async throws {
        let world = SystemWorld()
        world.figures.cameras = ["yard": running(.waiting), "door": running(.recording)]
        world.tell(problems: ["yard: the password is wrong"])
        world.time.advance(by: .seconds(60))
        let health = try await world.system.health(as: SystemWorld.operator)
        #expect(health.version == "1.2.3" && health.uptime == .seconds(60))
        #expect(health.cameras == 2 && health.recording == 1 && health.problems == ["yard: the password is wrong"])
        await world.end()
    }

    @Test func readyOnceTheCamerasAreTakenUpAndAsLongAsTheCatalogueAnswers() async throws {
        let world = SystemWorld()
        #expect(await !world.system.readiness().isReady)
        world.figures.areCamerasStarted = true
        #expect(await world.system.readiness().isReady)
        world.time.advance(by: .seconds(15))
        #expect(await world.system.readiness().isReady)
        world.time.advance(by: .seconds(1))
        let silent = await world.system.readiness()
        #expect(!silent.isReady && !silent.isCatalogueWritable && silent.isVolumeWritable)
        await world.system.beat()
        #expect(await world.system.readiness().isReady)
        world.tell(isInterrupted: true)
        #expect(await !world.system.readiness().isVolumeWritable)
        world.tell(isInterrupted: false)
        try await world.system.shutDown(as: SystemWorld.administrator)
        let ending = await world.system.readiness()
        #expect(ending.isEnding && !ending.isReady)
        await world.end()
    }
}
