/// The namespaces of ONVIF and of what it stands on.
package enum ONVIFNamespace {
    package static let schema = "http://www.onvif.org/ver10/schema"
    package static let topics = "http://www.onvif.org/ver10/topics"
    package static let errors = "http://www.onvif.org/ver10/error"
    package static let device = "http://www.onvif.org/ver10/device/wsdl"
    package static let media = "http://www.onvif.org/ver10/media/wsdl"
    package static let media2 = "http://www.onvif.org/ver20/media/wsdl"
    package static let ptz = "http://www.onvif.org/ver20/ptz/wsdl"
    package static let imaging = "http://www.onvif.org/ver20/imaging/wsdl"
    package static let events = "http://www.onvif.org/ver10/events/wsdl"
    package static let deviceIO = "http://www.onvif.org/ver10/deviceIO/wsdl"
    package static let recording = "http://www.onvif.org/ver10/recording/wsdl"
    package static let search = "http://www.onvif.org/ver10/search/wsdl"
    package static let replay = "http://www.onvif.org/ver10/replay/wsdl"
    package static let network = "http://www.onvif.org/ver10/network/wsdl"

    package static let envelope = "http://www.w3.org/2003/05/soap-envelope"
    package static let oldEnvelope = "http://schemas.xmlsoap.org/soap/envelope/"
    package static let addressing = "http://www.w3.org/2005/08/addressing"
    /// Of WS-Discovery, which is older than the addressing of everything else.
    package static let oldAddressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    package static let discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
    package static let notification = "http://docs.oasis-open.org/wsn/b-2"
    package static let topicSets = "http://docs.oasis-open.org/wsn/t-1"
    package static let security =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
    package static let securityUtility =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"

    /// The prefixes that everyone uses. Nobody may depend on them, and some devices do.
    static let prefixes: [String: String] = [
        schema: "tt", topics: "tns1", errors: "ter", device: "tds", media: "trt", media2: "tr2", ptz: "tptz",
        imaging: "timg", events: "tev", deviceIO: "tmd", recording: "trc", search: "tse", replay: "trp", network: "dn",
        envelope: "s", oldEnvelope: "s11", addressing: "wsa", oldAddressing: "a", discovery: "d",
        notification: "wsnt", topicSets: "wstop", security: "wsse", securityUtility: "wsu",
    ]
}
