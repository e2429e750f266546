/// A fault or a freedom of real cameras that a simulated one can be told to have. The raw value is its name.
package enum CameraOddity: String, Hashable, Sendable, CaseIterable {
    // What happens after a time
    case silenceAfter = "silence-after"
    case closeAfter = "close-after"
    case garbageAfter = "garbage-after"
    case clockJump = "clock-jump"
    case spsChangeAfter = "sps-change-after"
    case ssrcChangeAfter = "ssrc-change-after"
    case restartEvery = "restart-every"

    // Packets
    case garbageForever = "garbage-forever"
    case noMarkers = "no-markers"
    case markerOnParameterSets = "marker-on-parameter-sets"
    case noParameterSetsInSDP = "no-parameter-sets-in-sdp"
    case parameterSetsOnlyInSDP = "parameter-sets-only-in-sdp"
    case foreignPayloadType = "foreign-payload-type"
    case foreignChannel = "foreign-channel"
    case sequenceStart = "sequence-start"
    case timestampStart = "timestamp-start"
    case noSenderReports = "no-sender-reports"
    case wrongRate = "wrong-rate"
    case burstStart = "burst-start"
    case earlyMedia = "early-media"
    case needsAllTracks = "needs-all-tracks"

    // Conversation
    case staleSession = "stale-session"
    case keepAliveRefused = "keepalive-refused"
    case keepAliveUnanswered = "keepalive-unanswered"
    case keepAliveKills = "keepalive-kills"
    case sessionTimeout = "session-timeout"
    case noCSeq = "no-cseq"
    case sessionChanges = "session-changes"
    case wrongSSRC = "wrong-ssrc"
    case nonceExpires = "nonce-expires"
    case digest
    case redirect
    case refuseAudioSetup = "refuse-audio-setup"

    // Pictures over HTTP
    case partsWithoutLength = "parts-without-length"
    case hyphensInBoundary = "hyphens-in-boundary"
    case closeEachAnswer = "close-each-answer"
    case closeSilently = "close-silently"

    // ONVIF
    case onvifClock = "onvif-clock"
    case onvifProof = "onvif-proof"
    case onvifNoNamespaces = "onvif-no-namespaces"
    case onvifLies = "onvif-lies"
    case onvifForeignAddresses = "onvif-foreign-addresses"
    case onvifDeviceIO = "onvif-device-io"
    case onvifHidesAddresses = "onvif-hides-addresses"
    case onvifNoHome = "onvif-no-home"
    case onvifNoSearch = "onvif-no-search"
    case onvifNoRenew = "onvif-no-renew"
    case onvifSlow = "onvif-slow"
    case onvifSilent = "onvif-silent"
    case onvifGigabyte = "onvif-gigabyte"
}

extension CameraOddity {
    /// What stands behind the equals sign.
    enum Form {
        case nothing
        /// Above 0.
        case seconds
        /// The same, or nothing.
        case secondsIfAny
        /// A time above 0, a comma, and an interval that may be negative.
        case secondsAndInterval
        case factor
        case number(through: UInt32)
        case path
        case choice([String])
    }

    var form: Form {
        switch self {
        case .silenceAfter, .closeAfter, .garbageAfter, .spsChangeAfter, .ssrcChangeAfter, .restartEvery, .burstStart,
            .sessionTimeout, .nonceExpires, .onvifSlow:
            .seconds
        case .staleSession: .secondsIfAny
        case .clockJump, .onvifClock: .secondsAndInterval
        case .wrongRate: .factor
        case .sequenceStart: .number(through: UInt32(UInt16.max))
        case .timestampStart: .number(through: .max)
        case .redirect: .path
        case .digest: .choice(["sha256", "md5"])
        case .onvifProof: .choice(["token", "digest"])
        case .garbageForever, .noMarkers, .markerOnParameterSets, .noParameterSetsInSDP, .parameterSetsOnlyInSDP,
            .foreignPayloadType, .foreignChannel, .noSenderReports, .earlyMedia, .needsAllTracks, .keepAliveRefused,
            .keepAliveUnanswered, .keepAliveKills, .noCSeq, .sessionChanges, .wrongSSRC, .refuseAudioSetup,
            .partsWithoutLength, .hyphensInBoundary, .closeEachAnswer, .closeSilently, .onvifNoNamespaces, .onvifLies,
            .onvifForeignAddresses, .onvifDeviceIO, .onvifHidesAddresses, .onvifNoHome, .onvifNoSearch, .onvifNoRenew,
            .onvifSilent, .onvifGigabyte:
            .nothing
        }
    }

    /// The name with its value, as it is to be written: "clock-jump=SECONDS,BY".
    package var usage: String {
        switch form {
        case .nothing: rawValue
        case .seconds: "\(rawValue)=SECONDS"
        case .secondsIfAny: "\(rawValue)[=SECONDS]"
        case .secondsAndInterval: "\(rawValue)=SECONDS,BY"
        case .factor: "\(rawValue)=FACTOR"
        case .number: "\(rawValue)=N"
        case .path: "\(rawValue)=PATH"
        case .choice(let names): "\(rawValue)=\(names.joined(separator: "|"))"
        }
    }

    /// What it does, in a sentence.
    package var sentence: String {
        switch self {
        case .silenceAfter: "Each session stays connected, but sends nothing more after so long."
        case .closeAfter: "Each session's connection is cut in the middle of a packet after so long."
        case .garbageAfter: "Random bytes stand between two packets once; then it goes on in step (TCP)."
        case .clockJump: "All RTP timestamps jump BY seconds, forward or backward, once."
        case .spsChangeAfter: "It goes on with another clip of the same codecs and another picture size."
        case .ssrcChangeAfter: "It goes on with another source and another numbering, without a goodbye."
        case .restartEvery: "All connections are dropped and all ports closed for 2 s, again and again."
        case .garbageForever: "After PLAY come random bytes, as many as there should be packets."
        case .noMarkers: "The marker is never set."
        case .markerOnParameterSets: "The marker is set on parameter sets too."
        case .noParameterSetsInSDP: "The description has no parameter sets; they come before key frames."
        case .parameterSetsOnlyInSDP: "Parameter sets stand in the description and are never sent."
        case .foreignPayloadType: "A packet of type 50 with the last sequence number follows each key frame."
        case .foreignChannel: "Packets come on a channel that nobody has set up (TCP)."
        case .sequenceStart: "Sequence numbers begin with N, to be near a wrap."
        case .timestampStart: "RTP timestamps begin with N, to be near a wrap."
        case .noSenderReports: "There are no sender reports."
        case .wrongRate: "Pictures come FACTOR times as fast as their timestamps say."
        case .burstStart: "After PLAY so many seconds of the past come at once."
        case .earlyMedia: "The first picture comes before the answer to PLAY."
        case .needsAllTracks: "Over UDP nothing comes unless every track is set up."
        case .staleSession:
            "As live555 before 2017: packets of a session whose connection was closed without TEARDOWN go into the next "
                + "connection, for 10 s or so many."
        case .keepAliveRefused:
            "GET_PARAMETER and SET_PARAMETER are answered with 400 and the number of another request."
        case .keepAliveUnanswered: "What keeps the session is not answered."
        case .keepAliveKills: "The stream ends 2 s after a SET_PARAMETER."
        case .sessionTimeout: "A client that says nothing for so long is dropped; it is told."
        case .noCSeq: "Answers do not say which request they belong to."
        case .sessionChanges: "Each further SETUP is answered with another session identifier."
        case .wrongSSRC: "The answer to SETUP names a source that the packets do not have."
        case .nonceExpires: "Digest's nonce is good for so long; then comes another (stale=true)."
        case .digest: "Only Digest is offered, with this hash."
        case .redirect: "Every path but this one redirects to it."
        case .refuseAudioSetup: "Sound is described, but cannot be set up (500)."
        case .partsWithoutLength: "The parts of Motion JPEG over HTTP do not say how long they are."
        case .hyphensInBoundary: "The boundary of Motion JPEG over HTTP is announced with the hyphens before it."
        case .closeEachAnswer: "Over HTTP it answers as HTTP/1.0, and closes the connection after each answer."
        case .closeSilently: "Over HTTP it closes the connection after each answer without having said so."
        case .onvifClock: "After so long its time of day is BY seconds off, forward or backward."
        case .onvifProof: "It takes passwords by the token of WS-Security alone, or by HTTP Digest alone."
        case .onvifNoNamespaces: "Its answers have no namespaces."
        case .onvifLies: "It announces services that it does not have, and refuses what it says it can."
        case .onvifForeignAddresses: "All addresses that it gives are those of a network behind a router."
        case .onvifDeviceIO: "Its relays are known to DeviceIO alone."
        case .onvifHidesAddresses: "Found by WS-Discovery, it says where it is only when it is asked just that."
        case .onvifNoHome: "Its head has no home position."
        case .onvifNoSearch: "What it holds on its card is listed, and cannot be searched."
        case .onvifNoRenew: "Its subscriptions cannot be renewed."
        case .onvifSlow: "It answers after so long."
        case .onvifSilent: "It takes questions and never answers."
        case .onvifGigabyte: "It answers with a gigabyte of blanks."
        }
    }

    /// A line for each, for a program's help.
    package static var help: String {
        allCases.map { "  \($0.usage)\n      \($0.sentence)" }.joined(separator: "\n")
    }
}
