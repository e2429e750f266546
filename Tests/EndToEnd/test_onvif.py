"""The simulated ONVIF device, asked by clients that are not ours: three from PyPI that know the standard's own descriptions."""
from __future__ import annotations

import contextlib
import fcntl
import json
import pathlib
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
import uuid

import pytest

from support import ROOT, Camera, free_port

PASSWORD = "gate-Camera#7 secret"

PEERS = {
    "onvif-zeep": ["onvif-zeep==0.2.12"],
    # It installs a package of the same name.
    "onvif-zeep-async": ["onvif-zeep-async>=4,<5"],
    # And so does this.
    "onvif-python": ["onvif-python==0.4.7"],
    "WSDiscovery": ["WSDiscovery==2.1.2"],
}


def peer(name: str) -> pathlib.Path:
    """The Python of a virtual environment of its own; made when it is wanted first, and kept beside the tests' own."""
    folder = ROOT / ".venv" / "peers" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.parent / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done, wanted = folder / "installed.txt", "\n".join(PEERS[name])
        if not done.exists() or done.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            for command in (["/usr/bin/python3", "-m", "venv", str(folder)],
                            [str(folder / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check",
                             *PEERS[name]]):
                tried = subprocess.run(command, capture_output=True, text=True)
                if tried.returncode:
                    pytest.skip(f"{name} cannot be installed: {tried.stderr.strip()[-300:]}")
            done.write_text(wanted)
    return folder / "bin/python"


def run_peer(name: str, script: str, *arguments: str) -> dict:
    """What a script of the peer prints, as JSON."""
    done = subprocess.run([str(peer(name)), "-c", script, *arguments], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@contextlib.contextmanager
def device(folder: pathlib.Path, *options: str):
    """The port of a simulated device, and the program."""
    port = free_port()
    camera = Camera(folder, "--onvif", f"127.0.0.1:{port}", *options)
    try:
        yield port, camera
    finally:
        camera.stop()


ZEEP = """
import json, os, sys, site
from onvif import ONVIFCamera, ONVIFError
port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
wsdl = os.path.join(site.getsitepackages()[0], "wsdl")
camera = ONVIFCamera("127.0.0.1", port, user, password, wsdl, adjust_time=True)
out = {"maker": camera.devicemgmt.GetDeviceInformation().Manufacturer}
out["services"] = [service.Namespace for service in camera.devicemgmt.GetServices({"IncludeCapability": False})]
out["scopes"] = [scope.ScopeItem for scope in camera.devicemgmt.GetScopes()]
out["interface"] = camera.devicemgmt.GetNetworkInterfaces()[0].Info.HwAddress
out["dns"] = camera.devicemgmt.GetDNS().DNSManual[0].IPv4Address
out["ntp"] = camera.devicemgmt.GetNTP().NTPManual[0].IPv4Address
out["users"] = [(user.Username, user.UserLevel) for user in camera.devicemgmt.GetUsers()]
out["hostname"] = camera.devicemgmt.GetHostname().Name
out["relays"] = [relay.token for relay in camera.devicemgmt.GetRelayOutputs()]
media = camera.create_media_service()
profiles = media.GetProfiles()
out["profiles"] = [[p.token, p.Name, p.VideoEncoderConfiguration.Encoding,
                    p.VideoEncoderConfiguration.Resolution.Width] for p in profiles]
token = profiles[0].token
out["stream"] = media.GetStreamUri({"StreamSetup": {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}},
                                    "ProfileToken": token}).Uri
out["snapshot"] = media.GetSnapshotUri({"ProfileToken": token}).Uri
options = media.GetVideoEncoderConfigurationOptions({"ProfileToken": token})
out["rates"] = [options.H264.FrameRateRange.Min, options.H264.FrameRateRange.Max]
encoder = profiles[0].VideoEncoderConfiguration
encoder.RateControl.BitrateLimit = 1234
media.SetVideoEncoderConfiguration({"Configuration": encoder, "ForcePersistence": True})
out["bitrate"] = media.GetVideoEncoderConfigurations()[0].RateControl.BitrateLimit
media.SetSynchronizationPoint({"ProfileToken": token})
ptz = camera.create_ptz_service()
out["nodes"] = [[n.token, n.MaximumNumberOfPresets, n.HomeSupported] for n in ptz.GetNodes()]
ptz.ContinuousMove({"ProfileToken": token, "Velocity": {"PanTilt": {"x": 1, "y": 0}}, "Timeout": "PT5S"})
out["moving"] = ptz.GetStatus({"ProfileToken": token}).MoveStatus.PanTilt
ptz.Stop({"ProfileToken": token, "PanTilt": True, "Zoom": True})
status = ptz.GetStatus({"ProfileToken": token})
out["stopped"], out["pan"] = status.MoveStatus.PanTilt, status.Position.PanTilt.x
preset = ptz.SetPreset({"ProfileToken": token, "PresetName": "Gate"})
out["presets"] = [[p.token, p.Name] for p in ptz.GetPresets({"ProfileToken": token})]
ptz.GotoPreset({"ProfileToken": token, "PresetToken": preset})
ptz.GotoHomePosition({"ProfileToken": token})
ptz.RemovePreset({"ProfileToken": token, "PresetToken": preset})
try:
    ptz.GotoPreset({"ProfileToken": token, "PresetToken": preset})
except ONVIFError as error:
    out["fault"] = str(error)
imaging = camera.create_imaging_service()
source = profiles[0].VideoSourceConfiguration.SourceToken
out["brightness"] = imaging.GetOptions({"VideoSourceToken": source}).Brightness.Max
imaging.SetImagingSettings({"VideoSourceToken": source, "ImagingSettings": {"Brightness": 61}})
out["set"] = imaging.GetImagingSettings({"VideoSourceToken": source}).Brightness
pullpoint = camera.create_pullpoint_service()
from datetime import timedelta
messages = pullpoint.PullMessages({"Timeout": timedelta(seconds=5), "MessageLimit": 10}).NotificationMessage
out["messages"] = len(messages)
print(json.dumps(out))
"""


def test_onvif_zeep_asks_the_device(tmp_path):
    with device(tmp_path, "--user", "admin", "--password", PASSWORD, "--oddity", "onvif-clock=0.001,-7200") as (port, camera):
        told = run_peer("onvif-zeep", ZEEP, str(port), "admin", PASSWORD)
        assert told["maker"] == "Nightjar" and told["hostname"] == "nightjar-camera"
        assert "http://www.onvif.org/ver20/media/wsdl" in told["services"]
        assert "onvif://www.onvif.org/Profile/T" in told["scopes"]
        assert told["users"] == [["admin", "Administrator"]] and told["relays"] == ["Relay_1"]
        assert told["interface"] == "02:00:00:00:00:01" and told["dns"] == told["ntp"] == "192.0.2.1"
        assert ["Profile_1", "main", "H264"] in [profile[:3] for profile in told["profiles"]]
        assert told["stream"] == camera.url("main")
        assert told["snapshot"] == f"http://127.0.0.1:{port}/onvif/snapshot/mjpeg"
        assert told["rates"] == [1, 60] and told["bitrate"] == 1234
        assert told["nodes"] == [["PTZNode_1", 16, True]] and told["presets"] == [["1", "Gate"]]
        assert told["moving"] == "MOVING" and told["stopped"] == "IDLE" and told["pan"] > 0
        assert "no preset 1" in told["fault"]
        assert told["brightness"] == 100 and told["set"] == 61
        assert told["messages"] == 2


ASYNC = """
import asyncio, json, sys, urllib.request
from datetime import timedelta
from onvif import ONVIFCamera
from onvif.exceptions import ONVIFError

async def main():
    port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    camera = ONVIFCamera("127.0.0.1", port, user, password)
    out = {}
    try:
        await camera.update_xaddrs()
        device = await camera.create_devicemgmt_service()
        out["model"] = (await device.GetDeviceInformation()).Model
        media = await camera.create_media_service()
        out["profiles"] = [profile.token for profile in await media.GetProfiles()]
        manager = await camera.create_pullpoint_manager(timedelta(minutes=1), lambda: None)
        service = manager.get_service()
        states = []
        await asyncio.to_thread(urllib.request.urlopen,
            urllib.request.Request(f"http://127.0.0.1:{port}/simulation/motion/on", method="POST"))
        while "true" not in states:
            pulled = await service.PullMessages({"MessageLimit": 10, "Timeout": timedelta(seconds=5)})
            for message in pulled.NotificationMessage:
                if "Motion" in message.Topic._value_1:
                    states.append(message.Message._value_1.Data.SimpleItem[0].Value)
        out["states"] = states
        await manager.shutdown()
    finally:
        await camera.close()
    print(json.dumps(out))

asyncio.run(main())
"""


def test_onvif_zeep_async_hears_of_motion(tmp_path):
    with device(tmp_path, "--user", "admin", "--password", PASSWORD) as (port, _):
        told = run_peer("onvif-zeep-async", ASYNC, str(port), "admin", PASSWORD)
        assert told["model"] == "Simulated camera" and "Profile_1" in told["profiles"]
        assert told["states"][-1] == "true" and "false" in told["states"]


TYPED = """
import json, sys
from onvif import ONVIFClient, CacheMode
port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
out = {}
for digest in (False, True):
    client = ONVIFClient("127.0.0.1", port, user, password, http_digest=digest, cache=CacheMode.NONE)
    out["maker"] = client.devicemgmt().GetDeviceInformation().Manufacturer
token = client.media().GetProfiles()[0].token
out["newer"] = [profile.token for profile in client.media2().GetProfiles()]
ptz = client.ptz()
ptz.AbsoluteMove(ProfileToken=token, Position={"PanTilt": {"x": 0.5, "y": 0}})
out["moving"] = ptz.GetStatus(ProfileToken=token).MoveStatus.PanTilt
ptz.Stop(ProfileToken=token, PanTilt=True, Zoom=True)
out["brightness"] = client.imaging().GetImagingSettings(VideoSourceToken="VideoSource_1").Brightness
print(json.dumps(out))
"""


def test_onvif_python_asks_the_device(tmp_path):
    with device(tmp_path, "--user", "admin", "--password", PASSWORD) as (port, _):
        told = run_peer("onvif-python", TYPED, str(port), "admin", PASSWORD)
        assert told["maker"] == "Nightjar" and told["moving"] == "MOVING" and told["brightness"] == 50
        assert told["newer"] == ["Profile_1", "Profile_2", "Profile_3", "Profile_4"]


def test_a_probe_over_a_datagram_is_answered(tmp_path):
    """What every finder sends, by hand; and what is none, which is not answered."""
    discovery = free_port()
    with device(tmp_path, "--discovery", f"127.0.0.1:{discovery}") as (port, _), \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(10)
        identifier = f"uuid:{uuid.uuid4()}"
        probe = (
            '<Envelope xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns="http://www.w3.org/2003/05/soap-envelope">'
            '<Header><MessageID xmlns="http://schemas.xmlsoap.org/ws/2004/08/addressing">' + identifier + "</MessageID></Header>"
            '<Body><Probe xmlns="http://schemas.xmlsoap.org/ws/2005/04/discovery"><Types>dn:NetworkVideoTransmitter</Types>'
            "</Probe></Body></Envelope>")
        for datagram in (b"", b"hello", b"\0" * 1400, probe.replace("NetworkVideoTransmitter", "Printer").encode()):
            asker.sendto(datagram, ("127.0.0.1", discovery))
        asker.sendto(probe.encode(), ("127.0.0.1", discovery))
        answer = asker.recv(65_535).decode()
        assert f"http://127.0.0.1:{port}/onvif/device_service" in answer and identifier in answer
        asker.settimeout(0.3)
        with pytest.raises(TimeoutError):
            asker.recv(65_535)


def test_snapshots_need_the_password(tmp_path):
    with device(tmp_path, "--user", "admin", "--password", PASSWORD) as (port, _):
        url = f"http://127.0.0.1:{port}/onvif/snapshot/mjpeg"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url, timeout=10)
        assert refused.value.code == 401
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, "admin", PASSWORD)
        opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords))
        assert opener.open(url, timeout=10).read().startswith(b"\xff\xd8")
