package protocol NotificationStructure: ONVIFStructure {}
extension NotificationStructure { package static var namespace: String { ONVIFNamespace.notification } }

/// Where a subscription is asked and ended (WS-Addressing 1.0 §2.1).
package struct EndpointReference: ONVIFStructure {
    package var address = ""
    /// What the device wants to see in the header of every request there, as Axis does.
    package var referenceParameters: XMLAnything?

    package static var namespace: String { ONVIFNamespace.addressing }

    package init() {}
    package init(_ address: String) { self.address = address }
}

/// Which topics are wanted.
package struct EventFilter: NotificationStructure {
    package struct Topics: NotificationStructure {
        @Attribute package var dialect: String? = TopicDialect.concreteSet
        package var expression = ""
        enum CodingKeys: String, CodingKey {
            case dialect = "Dialect"
            case expression = ""
        }
        package init() {}
    }

    package var topicExpression: Topics?

    package init() {}
}

package enum TopicDialect {
    package static let concrete = "http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete"
    package static let concreteSet = "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet"
}

package struct EventItem: ONVIFStructure {
    @Attribute package var name = ""
    @Attribute package var value = ""
    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case value = "Value"
    }

    package init() {}
    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

package struct EventItems: ONVIFStructure {
    package var simpleItem: [EventItem] = []

    package init() {}
    package init(_ items: [EventItem]) { simpleItem = items }

    package subscript(name: String) -> String? { simpleItem.first { $0.name == name }?.value }
}

/// What happened, as ONVIF describes it (Core §9.4).
package struct EventMessage: ONVIFStructure {
    @Attribute package var utcTime: XMLDateTime? = nil
    /// "Initialized" (this is how it is), "Changed", "Deleted"; nil of what has no state.
    @Attribute package var propertyOperation: String? = nil
    package var source: EventItems?
    package var key: EventItems?
    package var data: EventItems?

    enum CodingKeys: String, CodingKey {
        case utcTime = "UtcTime"
        case propertyOperation = "PropertyOperation"
        case source, key, data
    }

    package init() {}
}

/// A notification: a topic, and what happened.
package struct EventNotification: NotificationStructure {
    package struct Topic: NotificationStructure {
        @Attribute package var dialect: String? = TopicDialect.concrete
        /// "tns1:VideoSource/MotionAlarm".
        package var expression = ""
        enum CodingKeys: String, CodingKey {
            case dialect = "Dialect"
            case expression = ""
        }
        package init() {}
    }

    package struct Content: ONVIFStructure {
        package var message = EventMessage()
        package init() {}
    }

    package var topic = Topic()
    package var message = Content()

    package init() {}

    package init(topic: String, _ message: EventMessage) {
        self.topic.expression = topic
        self.message.message = message
    }
}
