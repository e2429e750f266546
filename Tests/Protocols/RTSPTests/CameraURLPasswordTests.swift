import Testing

@testable import RTSP

struct CameraURLPasswordTests {
    @Test(arguments: [
        ("/user=admin&password=s3cret&channel=1.sdp", "/user=admin&password={password}&channel=1.sdp", "s3cret"),
        ("/user=admin&password=se=c/ret&channel=1", "/user=admin&password={password}&channel=1", "se=c/ret"),
        (
            "/user=admin_password=tl_Jw_channel=1_stream=0.sdp?real_stream",
            "/user=admin_password={password}_channel=1_stream=0.sdp?real_stream", "tl_Jw"
        ),
        ("/password=s3cret?channel=1", "/password={password}?channel=1", "s3cret"),
        ("/snap.cgi?usr=a&PWD=b%26c?&x=2", "/snap.cgi?usr=a&PWD={password}&x=2", "b%26c?"),
        ("/a?ch=1;usr=a;pwd=b", "/a?ch=1;usr=a;pwd={password}", "b"),
        ("/img?loginuse=a&loginpas=b", "/img?loginuse=a&loginpas={password}", "b"),
    ])
    func thePasswordIsTakenOutAndPutBack(target: String, kept: String, password: String) throws {
        let url = try CameraURL("http://cam" + target)
        let (without, secrets) = url.withoutSecrets()
        #expect(without.target == kept && secrets == .init(passwords: [password]))
        #expect(without.hasPasswordPlace && without.withoutSecrets().secrets.isEmpty)
        #expect(try CameraURL(without.description) == without)
        #expect(without.filled(password: password, token: nil) == url)
    }

    @Test(arguments: [
        ("/a?auth=YWRtaW46MTIz", "/a?auth={token}", ""),
        ("/live?token=0123-4567&x=1", "/live?token={token}&x=1", ""),
        ("/live?pwd=s3cret&token=0123-4567", "/live?pwd={password}&token={token}", "s3cret"),
    ])
    func aTokenHasAPlaceOfItsOwn(target: String, kept: String, password: String) throws {
        let url = try CameraURL("http://cam" + target)
        let (without, secrets) = url.withoutSecrets()
        #expect(without.target == kept && secrets.tokens.count == 1)
        #expect(secrets.passwords == (password.isEmpty ? [] : [password]))
        #expect(without.hasTokenPlace && without.withoutSecrets().secrets.isEmpty)
        #expect(without.filled(password: password, token: secrets.tokens.first) == url)
        // A secret that is the other's place is no place.
        let odd = without.filled(password: "{token}", token: "{password}")
        #expect(!odd.hasTokenPlace && !odd.hasPasswordPlace)
    }

    /// As somebody has written it, or an earlier version kept it.
    @Test func aPasswordMayStandWhereATokenWould() throws {
        let kept = try CameraURL("http://cam/live?token={password}")
        #expect(kept.withoutSecrets().url == kept)
        #expect(kept.filled(password: "0123-4567", token: nil).description == "http://cam/live?token=0123-4567")
    }

    @Test(arguments: [
        "/live?channel=1&subtype=0", "/user=admin&password=&channel=1", "/onvif/snap?token=Profile_1", "/a?key=1",
        "/a?passes=3", "", "/=",
    ])
    func whatIsNoPasswordStays(target: String) throws {
        let url = try CameraURL("http://cam" + target)
        #expect(url.withoutSecrets().url == url && url.withoutSecrets().secrets.isEmpty)
        #expect(url.filled(password: "x", token: "y") == url)
    }

    /// Whatever it is: no part of it is left when it is taken out again.
    @Test(arguments: ["a&b", "a?b", "a_channel=1", "a;x=2", "a b", "ü", "100%", "a=b==", "{password}"])
    func anyPasswordFits(password: String) throws {
        for target in ["/user=a&password={password}&channel=1", "/snap?pwd={password}"] {
            let kept = try CameraURL("http://cam" + target)
            let filled = kept.filled(password: password, token: nil)
            #expect(filled != kept && !filled.hasPasswordPlace)
            #expect(filled.withoutSecrets().url == kept)
            #expect(try CameraURL(filled.description) == filled)
        }
    }
}
