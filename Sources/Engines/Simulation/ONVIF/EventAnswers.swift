import Media
import ONVIF
import XML

/// The simulated device's events.
enum EventAnswers {
    /// Subscriptions last so long at most, whatever is asked for.
    private static let longest = Duration.seconds(600)

    static func add(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(EventService.GetServiceCapabilities.self) { _, _ throws(SOAPFault) in
            .init {
                $0.capabilities.subscriptionPolicy = false
                $0.capabilities.pausable = false
                $0.capabilities.maximumPullPoints = DeviceState.mostSubscriptions
            }
        }
        dispatcher.on(EventService.GetEventProperties.self) { _, _ throws(SOAPFault) in
            .init {
                $0.topicNamespaceLocation = ["http://www.onvif.org/onvif/ver10/topics/topicns.xml"]
                $0.fixedTopicSet = true
                $0.topicSet = XMLAnything(topics)
                $0.topicExpressionDialect = [TopicDialect.concrete, TopicDialect.concreteSet]
                $0.messageContentFilterDialect = [
                    "http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter"
                ]
                $0.messageContentSchemaLocation = ["http://www.onvif.org/onvif/ver10/schema/onvif.xsd"]
            }
        }
        dispatcher.on(EventService.CreatePullPointSubscription.self) { request, question throws(SOAPFault) in
            let now = request.now
            request.state.subscriptions = request.state.subscriptions.filter { $0.value.end > now }
            guard request.state.subscriptions.count < DeviceState.mostSubscriptions else {
                throw SOAPFault(
                    .receiver,
                    ["Action", "TooManyPullPoints"],
                    reason: "There are too many subscriptions."
                )
            }
            let lasting = duration(question.initialTerminationTime)
            request.state.subscriptionCount += 1
            let number = request.state.subscriptionCount
            request.state.subscriptions[number] = EventQueue(end: now + lasting)
            request.state.tellAll(number, request.wall)
            let address = request.address(DeviceRequest.path(of: .subscription) + String(number))
            let wall = request.wall
            return .init {
                $0.subscriptionReference = EndpointReference(address)
                $0.currentTime = XMLDateTime(wall)
                $0.terminationTime = XMLDateTime(wall + lasting)
            }
        }
        addSubscription(to: &dispatcher)
    }

    private static func addSubscription(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(EventService.PullMessages.self) { request, question throws(SOAPFault) in
            let number = try subscription(request)
            let messages = request.state.subscriptions[number]?.take(min(question.messageLimit, 100)) ?? []
            let left = (request.state.subscriptions[number]?.end ?? request.now) - request.now
            let wall = request.wall
            return .init {
                $0.currentTime = XMLDateTime(wall)
                $0.terminationTime = XMLDateTime(wall + left)
                $0.notificationMessage = messages
            }
        }
        dispatcher.on(EventService.SetSynchronizationPoint.self) { request, _ throws(SOAPFault) in
            request.state.tellAll(try subscription(request), request.wall)
            return NoAnswer()
        }
        dispatcher.on(EventService.Renew.self) { request, question throws(SOAPFault) in
            let number = try subscription(request)
            guard !request.plan.has(.onvifNoRenew) else {
                throw SOAPFault(.receiver, ["ActionNotSupported"], reason: "Optional Action Not Implemented")
            }
            let lasting = duration(question.terminationTime)
            request.state.subscriptions[number]?.renew(until: request.now + lasting)
            let wall = request.wall
            return .init {
                $0.terminationTime = XMLDateTime(wall + lasting)
                $0.currentTime = XMLDateTime(wall)
            }
        }
        dispatcher.on(EventService.Unsubscribe.self) { request, _ throws(SOAPFault) in
            request.state.subscriptions[try subscription(request)] = nil
            return NoAnswer()
        }
    }

    /// The number of the subscription whose address was asked.
    static func subscription(_ request: DeviceRequest) throws(SOAPFault) -> Int {
        let prefix = DeviceRequest.path(of: .subscription)
        let number = request.path.hasPrefix(prefix) ? Int(request.path.dropFirst(prefix.count)) : nil
        guard let number, let queue = request.state.subscriptions[number], queue.end > request.now else {
            throw SOAPFault(.sender, ["ResourceUnknownFault"], reason: "There is no such subscription.")
        }
        return number
    }

    private static func duration(_ text: String?) -> Duration {
        let asked = text.flatMap { XMLDuration($0)?.duration } ?? .seconds(60)
        return min(max(asked, .seconds(1)), longest)
    }

    /// The topics within each other, and what is said by each.
    private static var topics: XMLElement {
        func plain(_ name: String, _ children: [XMLElement]) -> XMLElement {
            XMLElement(XMLName("", name), children: children)
        }
        func topic(_ name: String, source: String, data: String, type: String) -> XMLElement {
            let schema = ONVIFNamespace.schema
            func items(_ part: String, _ name: String, _ type: String) -> XMLElement {
                let item = XMLElement(
                    XMLName(schema, "SimpleItemDescription"),
                    attributes: [
                        XMLAttribute(name: XMLName("", "Name"), value: name),
                        XMLAttribute(name: XMLName("", "Type"), value: type),
                    ]
                )
                return XMLElement(XMLName(schema, part), children: [item])
            }
            let description = XMLElement(
                XMLName(schema, "MessageDescription"),
                attributes: [XMLAttribute(name: XMLName("", "IsProperty"), value: "true")],
                children: [items("Source", source, "tt:ReferenceToken"), items("Data", data, type)]
            )
            return XMLElement(
                XMLName("", name),
                attributes: [XMLAttribute(name: XMLName(ONVIFNamespace.topicSets, "topic"), value: "true")],
                children: [description]
            )
        }
        let motion = topic(
            "Motion",
            source: "VideoSourceConfigurationToken",
            data: "IsMotion",
            type: "xs:boolean"
        )
        let relay = topic("Relay", source: "RelayToken", data: "LogicalState", type: "tt:RelayLogicalState")
        let roots = [
            XMLElement(
                XMLName(ONVIFNamespace.topics, "RuleEngine"),
                children: [plain("CellMotionDetector", [motion])]
            ),
            XMLElement(XMLName(ONVIFNamespace.topics, "Device"), children: [plain("Trigger", [relay])]),
        ]
        return XMLElement(XMLName(ONVIFNamespace.topicSets, "TopicSet"), children: roots)
    }
}
