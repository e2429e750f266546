import Media
import Testing

@testable import ONVIF

struct EventTests {
    @Test(arguments: [
        ("tns1:VideoSource/MotionAlarm", EventKind.motion), ("tns1:RuleEngine/CellMotionDetector/Motion", .motion),
        ("RuleEngine/MotionRegionDetector/Motion", .motion), (" a:RuleEngine/b:CellMotionDetector/c:Motion ", .motion),
        ("tns1:VideoSource/GlobalSceneChange/ImagingService", .tamper),
        ("tns1:RuleEngine/TamperDetector/Tamper", .tamper),
        ("tns1:RuleEngine/CellMotionDetector/Tamper", .tamper), ("tns1:AudioAnalytics/Audio/DetectedSound", .sound),
        ("tns1:Device/Trigger/DigitalInput", .digitalInput), ("tns1:Device/tns1:Trigger/tns1:Relay", .relay),
        ("tns1:RuleEngine/FieldDetector/ObjectsInside", .object(nil)),
        ("tns1:RuleEngine/LineDetector/Crossed", .object(nil)),
        ("tns1:RuleEngine/MyRuleDetector/VehicleDetect", .object("vehicle")),
        ("tns1:RuleEngine/MyRuleDetector/DogCatDetect", .object("animal")),
        ("tns1:RuleEngine/MyRuleDetector/Visitor", .object("visitor")),
        ("tns1:RuleEngine/PeopleDetector/People", .object("person")),
        ("tns1:RuleEngine/tnsaxis:VMD3/vmd3_video_1", .motion),
        ("tnsaxis:CameraApplicationPlatform/VMD/Camera1", .motion),
        ("tns1:UserAlarm/IVA/HumanShapeDetect", .object("person")), ("tns1:VideoSource/SignalLoss", .videoLoss),
        ("tns1:Device/HardwareFailure/StorageFailure", .storageFailure),
    ])
    func topicsAreUnderstood(topic: String, kind: EventKind) { #expect(EventKind(topic: topic) == kind) }

    @Test(arguments: [
        "", "/", "tns1:Monitoring/ProcessorUsage", "tns1:RecordingConfig/JobState", "tns1:Configuration/Profile",
        "tns1:Device/HardwareFailure/FanFailure", "tns1:RuleEngine/CountAggregation/Counter",
    ])
    func othersAreNoEvents(topic: String) { #expect(EventKind(topic: topic) == nil) }

    private static func motion(_ value: String?, _ operation: String? = "Changed", source: String = "1")
        -> EventNotification
    {
        EventNotification(
            topic: "tns1:VideoSource/MotionAlarm",
            EventMessage {
                $0.propertyOperation = operation
                $0.source = EventItems([EventItem("Source", source)])
                $0.data = EventItems(value.map { [EventItem("State", $0)] } ?? [EventItem("ObjectId", "x7")])
            }
        )
    }

    private static func instant(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }

    @Test func aStateBeginsOnceAndEndsOnce() {
        var edges = EventEdges()
        var found: [EventEdges.Edge.Change] = []
        for (second, value) in ["false", "true", "1", "True", "false", "0", "true"].enumerated() {
            found += edges.take(Self.motion(value), at: Self.instant(Double(second))).map(\.change)
        }
        #expect(found == [.began, .ended, .began])
        #expect(edges.nextDeadline == nil)
        #expect(edges.lost(at: Self.instant(9)).map(\.change) == [.ended] && edges.lost(at: Self.instant(9)).isEmpty)
    }

    @Test func sourcesAreApart() {
        var edges = EventEdges()
        #expect(edges.take(Self.motion("true", source: "1"), at: Self.instant(0)).map(\.source) == ["1"])
        #expect(edges.take(Self.motion("true", source: "2"), at: Self.instant(0)).map(\.source) == ["2"])
        #expect(edges.take(Self.motion("false", source: "1"), at: Self.instant(1)).map(\.source) == ["1"])
        // What is deleted is over.
        #expect(edges.take(Self.motion("true", "Deleted", source: "2"), at: Self.instant(1)).map(\.change) == [.ended])
    }

    @Test func aPulseEndsByItself() {
        var edges = EventEdges(pulse: .seconds(10))
        #expect(edges.take(Self.motion(nil), at: Self.instant(0)).map(\.change) == [.began])
        #expect(edges.take(Self.motion(nil), at: Self.instant(6)).isEmpty)
        #expect(edges.nextDeadline == Self.instant(16))
        #expect(edges.expire(at: Self.instant(15.9)).isEmpty)
        #expect(edges.expire(at: Self.instant(16)).map(\.change) == [.ended])
        // An old one, told at the beginning of a subscription, is none.
        #expect(edges.take(Self.motion(nil, "Initialized"), at: Self.instant(20)).isEmpty)
    }

    @Test func whatANewSubscriptionDoesNotTellIsOver() {
        var edges = EventEdges(doubt: .seconds(10))
        _ = edges.take(Self.motion("true", source: "1"), at: Self.instant(0))
        _ = edges.take(Self.motion("true", source: "2"), at: Self.instant(0))
        edges.subscribed(at: Self.instant(5))
        #expect(edges.take(Self.motion("true", "Initialized", source: "1"), at: Self.instant(6)).isEmpty)
        #expect(edges.expire(at: Self.instant(15)).map(\.source) == ["2"])
        #expect(edges.nextDeadline == nil)
        // That it began while nobody listened is a beginning too.
        #expect(
            edges.take(Self.motion("true", "Initialized", source: "3"), at: Self.instant(16)).map(\.change) == [.began]
        )
    }

    @Test func sourcesThatAreInventedAreBounded() {
        var edges = EventEdges()
        for number in 0..<200 { _ = edges.take(Self.motion("true", source: "\(number)"), at: Self.instant(0)) }
        #expect(edges.lost(at: Self.instant(1)).count == 64)
    }
}
