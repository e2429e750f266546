@testable import ONVIF

/// How devices answer that are not as the book has it, each written down for the oddity that it shows.
enum VendorAnswers {
    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// Hikvision: prefixes of its own, addresses of both families in one, services with their capabilities.
    static let hikvisionServices = bytes(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"
         xmlns:tt="http://www.onvif.org/ver10/schema"><env:Body><tds:GetServicesResponse>
        <tds:Service><tds:Namespace>http://www.onvif.org/ver10/device/wsdl</tds:Namespace>
        <tds:XAddr>http://192.168.1.64/onvif/device_service</tds:XAddr>
        <tds:Version><tt:Major>16</tt:Major><tt:Minor>12</tt:Minor></tds:Version></tds:Service>
        <tds:Service><tds:Namespace>http://www.onvif.org/ver20/media/wsdl</tds:Namespace>
        <tds:XAddr>http://192.168.1.64/onvif/Media2</tds:XAddr>
        <tds:Version><tt:Major>19</tt:Major><tt:Minor>6</tt:Minor></tds:Version></tds:Service>
        <tds:Service><tds:Namespace>http://www.onvif.org/ver10/events/wsdl</tds:Namespace>
        <tds:XAddr>http://192.168.1.64/onvif/Events</tds:XAddr>
        <tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>
        </tds:GetServicesResponse></env:Body></env:Envelope>
        """
    )

    /// Hikvision with ONVIF switched on and no user for it: 401, and a fault of SOAP 1.2 without a subcode.
    static let hikvisionRefusal = ONVIFResponse(
        status: 401,
        challenges: ["Digest qop=\"auth\", realm=\"IP Camera(C1234)\", nonce=\"4e6a\", stale=\"FALSE\""],
        body: bytes(
            """
            <env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault><env:Code>
            <env:Value>env:Sender</env:Value></env:Code><env:Reason><env:Text xml:lang="en">The action requested requires
            authorization and the sender is not authorized</env:Text></env:Reason></env:Fault></env:Body></env:Envelope>
            """
        )
    )

    /// Dahua: an ampersand that is not escaped, and numbers as fractions.
    static let dahuaStream = bytes(
        """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:trt="http://www.onvif.org/ver10/media/wsdl"
         xmlns:tt="http://www.onvif.org/ver10/schema"><s:Header/><s:Body><trt:GetStreamUriResponse><trt:MediaUri>
        <tt:Uri>rtsp://192.168.1.108:554/cam/realmonitor?channel=1&subtype=0&unicast=true&proto=Onvif</tt:Uri>
        <tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>true</tt:InvalidAfterReboot>
        <tt:Timeout>PT0H0M0S</tt:Timeout></trt:MediaUri></trt:GetStreamUriResponse></s:Body></s:Envelope>
        """
    )

    /// Reolink: capabilities with empty addresses, a profile whose encoder lacks what must be there, junk at the end.
    static let reolinkProfiles = bytes(
        """
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
         xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"><SOAP-ENV:Body>
        <trt:GetProfilesResponse><trt:Profiles token="000" fixed="true"><tt:Name>MainStream</tt:Name>
        <tt:VideoSourceConfiguration token="000"><tt:Name>src</tt:Name><tt:UseCount>3</tt:UseCount>
        <tt:SourceToken>000</tt:SourceToken><tt:Bounds height="1920" width="2560" y="0" x="0"/></tt:VideoSourceConfiguration>
        <tt:VideoEncoderConfiguration token="000"><tt:Name>main</tt:Name><tt:Encoding>H264</tt:Encoding>
        <tt:Resolution><tt:Width>2560</tt:Width><tt:Height>1920</tt:Height></tt:Resolution><tt:Quality></tt:Quality>
        <tt:RateControl><tt:FrameRateLimit>25.0</tt:FrameRateLimit><tt:BitrateLimit>6144</tt:BitrateLimit></tt:RateControl>
        <tt:SessionTimeout>PT0S</tt:SessionTimeout></tt:VideoEncoderConfiguration></trt:Profiles>
        <trt:Profiles fixed="true"><tt:Name>no token</tt:Name></trt:Profiles></trt:GetProfilesResponse></SOAP-ENV:Body>
        </SOAP-ENV:Envelope>\0\0
        """
    )

    /// Reolink's own detectors.
    static let reolinkEvents = bytes(
        """
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2"
         xmlns:tev="http://www.onvif.org/ver10/events/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"><SOAP-ENV:Body>
        <tev:PullMessagesResponse><tev:CurrentTime>2026-11-22T10:00:00Z</tev:CurrentTime>
        <tev:TerminationTime>2026-11-22T10:10:00Z</tev:TerminationTime><wsnt:NotificationMessage>
        <wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:RuleEngine/MyRuleDetector/PeopleDetect</wsnt:Topic>
        <wsnt:Message><tt:Message UtcTime="2026-11-22T10:00:00Z" PropertyOperation="Changed"><tt:Source>
        <tt:SimpleItem Name="Source" Value="000"/></tt:Source><tt:Data><tt:SimpleItem Name="State" Value="true"/></tt:Data>
        </tt:Message></wsnt:Message></wsnt:NotificationMessage></tev:PullMessagesResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>
        """
    )

    /// Axis: a subscription that is told apart by a parameter, and not by its address.
    static let axisSubscription = bytes(
        """
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa5="http://www.w3.org/2005/08/addressing"
         xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:tev="http://www.onvif.org/ver10/events/wsdl"><SOAP-ENV:Body>
        <tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference>
        <wsa5:Address>http://192.168.0.90/onvif/services</wsa5:Address><wsa5:ReferenceParameters>
        <dom0:SubscriptionId xmlns:dom0="http://www.axis.com/2009/event">6</dom0:SubscriptionId></wsa5:ReferenceParameters>
        </tev:SubscriptionReference><wsnt:CurrentTime>2026-11-22T10:00:00.123456Z</wsnt:CurrentTime>
        <wsnt:TerminationTime>2026-11-22T10:01:00.123456Z</wsnt:TerminationTime></tev:CreatePullPointSubscriptionResponse>
        </SOAP-ENV:Body></SOAP-ENV:Envelope>
        """
    )

    /// Tapo: one topic for whatever it sees, and a clock in local time with no zone.
    static let tapoEvents = bytes(
        """
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2"
         xmlns:tev="http://www.onvif.org/ver10/events/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"><SOAP-ENV:Body>
        <tev:PullMessagesResponse><tev:CurrentTime>2026-11-22T10:00:00</tev:CurrentTime>
        <tev:TerminationTime>2026-11-22T10:10:00</tev:TerminationTime><wsnt:NotificationMessage>
        <wsnt:Topic>tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent</wsnt:Topic><wsnt:Message>
        <tt:Message PropertyOperation="Changed" UtcTime="2026-11-22T10:00:00"><tt:Source>
        <tt:SimpleItem Name="VideoSourceConfigurationToken" Value="vsconf"/><tt:SimpleItem Name="Rule" Value="MySmartRule"/>
        </tt:Source><tt:Data><tt:SimpleItem Name="IsVehicle" Value="true"/></tt:Data></tt:Message></wsnt:Message>
        </wsnt:NotificationMessage></tev:PullMessagesResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>
        """
    )

    /// Xiongmai: namespaces that are declared nowhere, an envelope of SOAP 1.1, blanks in numbers, text in front.
    static let xiongmaiInformation = bytes(
        """
        \r\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>
        <tds:GetDeviceInformationResponse><tds:Manufacturer>H264</tds:Manufacturer><tds:Model> 50H20L </tds:Model>
        <tds:FirmwareVersion>V4.02.R11</tds:FirmwareVersion></tds:GetDeviceInformationResponse></SOAP-ENV:Body>
        </SOAP-ENV:Envelope>HTTP/1.1 200 OK
        """
    )

    /// Xiongmai again: what is wrong stands in words alone.
    static let xiongmaiRefusal = bytes(
        """
        <SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><SOAP-ENV:Fault>
        <faultcode>SOAP-ENV:Client</faultcode><faultstring>Authority failure</faultstring></SOAP-ENV:Fault></SOAP-ENV:Body>
        </SOAP-ENV:Envelope>
        """
    )
}
