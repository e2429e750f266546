package protocol EventStructure: ONVIFStructure {}
extension EventStructure {
    package static var namespace: String { ONVIFNamespace.events }
}

/// Events by pulling (ONVIF Core §9).
package enum EventService {
    package struct GetServiceCapabilities: ONVIFOperation {
        package struct Answer: EventStructure {
            package var capabilities = Capabilities()
            package init() {}
        }
        package struct Capabilities: EventStructure {
            @Attribute package var subscriptionPolicy: Bool? = nil
            @Attribute package var pausable: Bool? = nil
            @Attribute package var maximumPullPoints: Int? = nil
            enum CodingKeys: String, CodingKey {
                case subscriptionPolicy = "WSSubscriptionPolicySupport"
                case pausable = "WSPausableSubscriptionManagerInterfaceSupport"
                case maximumPullPoints = "MaxPullPoints"
            }
            package init() {}
        }
        package static var service: ONVIFService { .events }
        package static var isForEveryone: Bool { true }
        package static var action: String { namespace + "/EventPortType/GetServiceCapabilitiesRequest" }
        package init() {}
    }

    package struct GetEventProperties: ONVIFOperation {
        package struct Answer: EventStructure {
            package var topicNamespaceLocation: [String] = []
            package var fixedTopicSet: Bool? = true
            /// Topics within each other; those that can be subscribed to have the attribute `topic`.
            package var topicSet: XMLAnything?
            package var topicExpressionDialect: [String] = []
            package var messageContentFilterDialect: [String] = []
            package var messageContentSchemaLocation: [String] = []

            package static func namespace(of field: String) -> String {
                switch field {
                case "FixedTopicSet", "TopicExpressionDialect": ONVIFNamespace.notification
                case "TopicSet": ONVIFNamespace.topicSets
                default: namespace
                }
            }
            package init() {}
        }
        package static var service: ONVIFService { .events }
        package static var action: String { namespace + "/EventPortType/GetEventPropertiesRequest" }
        package init() {}
    }

    package struct CreatePullPointSubscription: ONVIFOperation {
        package struct Answer: EventStructure {
            package var subscriptionReference = EndpointReference()
            /// Both by the device's clock.
            package var currentTime: XMLDateTime?
            package var terminationTime: XMLDateTime?

            package static func namespace(of field: String) -> String {
                field == "SubscriptionReference" ? namespace : ONVIFNamespace.notification
            }
            package init() {}
        }
        package static var service: ONVIFService { .events }
        package static var action: String { namespace + "/EventPortType/CreatePullPointSubscriptionRequest" }
        package var filter: EventFilter?
        /// An interval or a moment; devices understand the interval alone.
        package var initialTerminationTime: String?
        package init() {}
        package init(lasting duration: XMLDuration) { initialTerminationTime = duration.description }
    }

    package struct PullMessages: ONVIFOperation {
        package struct Answer: EventStructure {
            package var currentTime: XMLDateTime?
            package var terminationTime: XMLDateTime?
            package var notificationMessage: [EventNotification] = []

            package static func namespace(of field: String) -> String {
                field == "NotificationMessage" ? ONVIFNamespace.notification : namespace
            }
            package init() {}
        }
        package static var service: ONVIFService { .subscription }
        package static var namespace: String { ONVIFNamespace.events }
        package static var action: String { namespace + "/PullPointSubscription/PullMessagesRequest" }
        /// How long the device may wait for something to happen.
        package var timeout = XMLDuration(.seconds(30))
        package var messageLimit = 100
        package init() {}
    }

    /// Asks for the state of everything that has one.
    package struct SetSynchronizationPoint: ONVIFOperation {
        package typealias Answer = NoAnswer
        package static var service: ONVIFService { .subscription }
        package static var namespace: String { ONVIFNamespace.events }
        package static var action: String { namespace + "/PullPointSubscription/SetSynchronizationPointRequest" }
        package init() {}
    }

    package struct Renew: ONVIFOperation {
        package struct Answer: NotificationStructure {
            package var terminationTime: XMLDateTime?
            package var currentTime: XMLDateTime?
            package init() {}
        }
        package static var service: ONVIFService { .subscription }
        package static var namespace: String { ONVIFNamespace.notification }
        package static var action: String { "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/RenewRequest" }
        package var terminationTime: String? = ""
        package init() {}
        package init(lasting duration: XMLDuration) { terminationTime = duration.description }
    }

    package struct Unsubscribe: ONVIFOperation {
        package typealias Answer = NoAnswer
        package static var service: ONVIFService { .subscription }
        package static var namespace: String { ONVIFNamespace.notification }
        package static var action: String {
            "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/UnsubscribeRequest"
        }
        package init() {}
    }
}
