"""Listeners from the outside: TLS as curl, OpenSSL and a bare ClientHello see it, redirects, proxies, certificates, restart."""
from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import ssl
import struct
import subprocess
import time

import pytest

from support import ADMINISTRATOR, binary, free_port, missing, wait_for

pytestmark = pytest.mark.skipif(missing("curl", "openssl") is not None, reason="curl or openssl is not installed")


def curl(*arguments: str) -> tuple[int, dict[str, str], str, str]:
    """Status, header fields in lower case, body, and version of HTTP."""
    done = subprocess.run(
        ["curl", "-sS", "-k", "-i", "--max-time", "20", "-w", "\n%{http_version}", *arguments],
        capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    head, _, rest = done.stdout.replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    fields = dict(line.lower().split(": ", 1) if ": " in line else (line, "") for line in lines[1:])
    body, _, version = rest.rpartition("\n")
    return int(lines[0].split()[1]), fields, body, version


def secure(stage, tls="self-signed", wait=True, **keys):
    """A server whose first listener has TLS and a redirect, and whose second is plain."""
    listener, gate, plain = free_port(), free_port(), free_port()
    server = stage.server([], port=plain, wait=False, listeners=[
        {"address": f"127.0.0.1:{listener}", "tls": tls, "redirect_from": f"127.0.0.1:{gate}", **keys.pop("first", {})},
        {"address": f"127.0.0.1:{plain}"}], **keys)
    server.secure_port, server.gate = listener, f"http://127.0.0.1:{gate}"
    server.secure_url = f"https://127.0.0.1:{listener}"
    if wait:
        wait_for(lambda: "Nightjar is ready" in server.output(), 60, "the server is up")
    return server


def pair(folder, name: str):
    """A certificate of our own, made by OpenSSL."""
    certificate, key = folder / "chain.pem", folder / "key.pem"
    drafts = [folder / "chain.new", folder / "key.new"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-out", drafts[0],
                    "-keyout", drafts[1]], check=True, capture_output=True)
    os.replace(drafts[1], key)
    os.replace(drafts[0], certificate)
    return {"certificate": str(certificate), "key": str(key)}


def shown_certificate(port: int) -> bytes:
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port)))


def client_hello(version: int, suites: list[int], *, supported: list[int] | None = None) -> bytes:
    """What a client says first, byte by byte, so that no library refuses to say it."""
    def block(kind: int, body: bytes) -> bytes:
        return struct.pack(">HH", kind, len(body)) + body

    groups = struct.pack(">HHHH", 6, 0x001D, 0x0017, 0x0018)
    schemes = struct.pack(">H8H", 16, 0x0403, 0x0503, 0x0603, 0x0804, 0x0401, 0x0203, 0x0201, 0x0501)
    extensions = block(10, groups) + block(11, b"\x01\x00") + block(13, schemes)
    if supported:
        extensions += block(43, bytes([2 * len(supported)]) + b"".join(struct.pack(">H", one) for one in supported))
    body = struct.pack(">H", version) + os.urandom(32) + b"\x00"
    body += struct.pack(">H", 2 * len(suites)) + b"".join(struct.pack(">H", suite) for suite in suites) + b"\x01\x00"
    body += struct.pack(">H", len(extensions)) + extensions
    handshake = b"\x01" + struct.pack(">I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack(">H", len(handshake)) + handshake


def answer(port: int, hello: bytes) -> str:
    """"hello" where the server goes along, "alert" where it refuses."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.settimeout(10)
        connection.sendall(hello)
        try:
            kind = connection.recv(1)
        except ConnectionResetError:
            return "alert"
    return {b"\x16": "hello", b"\x15": "alert", b"": "alert"}[kind]


GOOD = {"ECDHE-ECDSA-AES128-GCM": 0xC02B, "ECDHE-ECDSA-AES256-GCM": 0xC02C, "ECDHE-ECDSA-CHACHA20": 0xCCA9}
WEAK = {
    "RC4-SHA": 0x0005, "RC4-MD5": 0x0004, "ECDHE-ECDSA-RC4": 0xC007, "3DES": 0x000A, "ECDHE-ECDSA-3DES": 0xC008, "DES": 0x0009,
    "AES128-CBC-SHA": 0x002F, "AES256-CBC-SHA": 0x0035, "AES128-CBC-SHA256": 0x003C, "ECDHE-ECDSA-AES128-CBC-SHA": 0xC009,
    "ECDHE-ECDSA-AES256-CBC-SHA": 0xC00A, "ECDHE-ECDSA-AES128-CBC-SHA256": 0xC023, "EXPORT-RC4-40": 0x0003,
    "EXPORT-DES40": 0x0008, "NULL-MD5": 0x0001, "NULL-SHA": 0x0002, "NULL-SHA256": 0x003B, "ECDHE-ECDSA-NULL": 0xC006,
    "anonymous DH AES": 0x0034, "anonymous ECDH AES": 0xC018, "anonymous DH RC4": 0x0018, "AES128-GCM without DH": 0x009C,
    "DHE-RSA-AES128-GCM": 0x009E, "SEED": 0x0096, "IDEA": 0x0007, "CAMELLIA": 0x0041,
}


def test_only_good_versions_and_ciphers_are_spoken(stage):
    server = secure(stage)
    port = server.secure_port
    for name, suite in GOOD.items():
        assert answer(port, client_hello(0x0303, [suite])) == "hello", name
    for name, suite in WEAK.items():
        assert answer(port, client_hello(0x0303, [suite])) == "alert", name
    assert answer(port, client_hello(0x0303, list(WEAK.values()))) == "alert"
    everything = [*GOOD.values(), *WEAK.values()]
    for version in (0x0300, 0x0301, 0x0302):
        assert answer(port, client_hello(version, everything)) == "alert", hex(version)
        assert answer(port, client_hello(0x0303, everything, supported=[version])) == "alert", hex(version)
    for option, version in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")):
        done = subprocess.run(["openssl", "s_client", option, "-connect", f"127.0.0.1:{port}"], input="", text=True,
                              capture_output=True, timeout=20)
        assert done.returncode == 0 and version in done.stdout, done.stderr
        assert "Compression: NONE" in done.stdout
        assert version == "TLSv1.3" or "Secure Renegotiation IS supported" in done.stdout
    for option in ("-tls1", "-tls1_1"):
        done = subprocess.run(["openssl", "s_client", option, "-cipher", "ALL:@SECLEVEL=0", "-connect", f"127.0.0.1:{port}"],
                              input="", text=True, capture_output=True, timeout=20)
        assert done.returncode != 0, option


def test_http2_is_agreed_on_and_http1_is_not_forgotten(stage):
    server = secure(stage)
    assert curl(f"{server.secure_url}/api/v1/health")[3] == "2"
    assert curl("--http1.1", f"{server.secure_url}/api/v1/health")[3] == "1.1"
    assert curl("--no-alpn", f"{server.secure_url}/api/v1/health")[3] == "1.1"
    assert curl(f"{server.url}/api/v1/health")[3] == "1.1"


def test_a_certificate_of_ours_is_kept_and_can_be_compared(stage):
    server = secure(stage, allowed_hosts=["nvr.example.net"])
    first = shown_certificate(server.secure_port)
    said = re.search(r"fingerprint: ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})", server.output())[1]
    told = subprocess.run(["openssl", "x509", "-inform", "der", "-noout", "-fingerprint", "-sha256", "-ext",
                           "subjectAltName"], input=first, capture_output=True, check=True).stdout.decode()
    assert said in told and "DNS:nvr.example.net" in told and "IP Address:127.0.0.1" in told
    key = server.data / "keys/native-key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    assert f"open {server.secure_url}/ in a browser" in server.output()
    port = server.secure_port
    server.stop()
    again = stage.server([], port=server.port, wait=False, allowed_hosts=["nvr.example.net"], listeners=[
        {"address": f"127.0.0.1:{port}", "tls": "self-signed"}])
    wait_for(lambda: shown_certificate(port) == first, 30, "the same certificate is shown")
    again.stop()


@pytest.mark.parametrize("how", ["by itself", "at SIGHUP"])
def test_a_new_certificate_is_taken_without_a_pause(stage, how):
    server = secure(stage, tls=pair(stage.folder, "one.example.net"))
    first = shown_certificate(server.secure_port)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", server.secure_port)) as raw, context.wrap_socket(raw) as kept:
        pair(stage.folder, "two.example.net")
        if how == "at SIGHUP":
            server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: shown_certificate(server.secure_port) != first, 20, "the new certificate is shown")
        kept.sendall(b"GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert b"200 OK" in kept.recv(4096)
    # What does not fit is not taken.
    second = shown_certificate(server.secure_port)
    (stage.folder / "key.pem").write_text("no key")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the new certificate is not used" in server.output(), 20, "it is told")
    assert shown_certificate(server.secure_port) == second
    server.stop()


def test_a_plain_port_leads_people_on_and_refuses_programs(stage):
    server = secure(stage)
    status, fields, _, _ = curl(f"{server.gate}/timeline?day=1")
    assert status == 302 and fields["location"] == f"{server.secure_url}/timeline?day=1"
    assert curl(f"{server.gate}/")[0] == 302
    for path in ("/api/v1/health", "/metrics"):
        status, fields, body, _ = curl(f"{server.gate}{path}")
        assert status == 403 and "location" not in fields and "https-required" in body
    assert curl("-X", "POST", f"{server.gate}/")[0] == 403
    upgrade = ["-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13",
               "-H", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(), "--http1.1"]
    assert curl(*upgrade, f"{server.gate}/api/v1/cameras/x/live")[0] == 403
    assert curl(*upgrade, f"{server.gate}/")[0] == 403
    # A stranger's name is not led on to.
    assert curl("-H", "Host: evil.example", f"{server.gate}/")[0] == 421


@pytest.mark.parametrize("trusted", [True, False])
def test_only_a_trusted_proxy_says_for_whom_it_asks(stage, trusted):
    proxies = {"trusted_proxies": ["127.0.0.1"]} if trusted else {"trusted_proxies": ["192.0.2.0/24"]}
    plain = {"address": f"127.0.0.1:{free_port()}", "hsts_days": 30}
    server = stage.server([], listeners=[plain], wait=False, **proxies)
    url = f"http://{plain['address']}"
    wait_for(lambda: "Nightjar is ready" in server.output(), 60, "the server is up")
    forwarded = ["-H", "X-Forwarded-Proto: https", "-H", "X-Forwarded-For: 198.51.100.7"]
    status, fields, _, _ = curl(*forwarded, f"{url}/api/v1/health")
    assert status == 200 and ("strict-transport-security" in fields) == trusted
    # The name too is the proxy's word.
    status = curl(*forwarded, "-H", "X-Forwarded-Host: evil.example", f"{url}/api/v1/health")[0]
    assert status == (421 if trusted else 200)
    # The other kind of header is nobody's word.
    assert "strict-transport-security" not in curl("-H", "Forwarded: proto=https", f"{url}/api/v1/health")[1]


def test_hsts_is_said_over_tls_alone(stage):
    server = secure(stage, tls=pair(stage.folder, "one.example.net"), first={"hsts_days": 30})
    assert curl(f"{server.secure_url}/")[1]["strict-transport-security"] == f"max-age={30 * 86400}"
    assert "strict-transport-security" not in curl(f"{server.gate}/")[1]
    assert "strict-transport-security" not in curl(f"{server.url}/")[1]


def test_foreign_pages_are_let_in_by_name(stage):
    server = secure(stage, first={"cors": ["https://home.example.net"]})
    path = f"{server.secure_url}/api/v1/health"
    assert curl("-H", "Origin: https://home.example.net", path)[1]["access-control-allow-origin"] == "https://home.example.net"
    assert "access-control-allow-origin" not in curl("-H", "Origin: https://evil.example", path)[1]
    assert "access-control-allow-origin" not in curl("-H", "Origin: https://home.example.net", f"{server.url}/api/v1/health")[1]


def test_a_listener_may_have_a_fixed_lockout_of_its_own(stage):
    server = secure(stage, first={"lockout": {"tries": 3, "seconds": 600}})

    def log_in(url: str, password: str) -> tuple[int, dict[str, str]]:
        body = json.dumps({"username": ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], "password": password})
        return curl("--json", body, f"{url}/api/v1/session")[:2]

    assert [log_in(server.secure_url, "a wrong password")[0] for _ in range(4)] == [401, 401, 401, 429]
    # Not even the right one is looked at, for as long as was configured; and it is this listener's matter alone.
    right = ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]
    status, fields = log_in(server.secure_url, right)
    assert status == 429 and 500 < int(fields["retry-after"]) <= 600
    assert log_in(server.url, right)[0] == 200


def test_it_ends_at_once_where_an_address_is_taken(stage):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        free = free_port()
        server = stage.server([], wait=False, listeners=[
            {"address": f"127.0.0.1:{free}", "tls": "self-signed", "redirect_from": f"127.0.0.1:{port}"}])
        assert server.process.wait(30) == 1
        assert f"127.0.0.1:{port} is in use" in server.output() and "redirect_from" in server.output()
    server = stage.server([], wait=False, listeners=[
        {"address": f"127.0.0.1:{free}", "tls": {"certificate": "/no/such.pem", "key": "/no/such.key"}}])
    assert server.process.wait(30) == 1 and "/no/such.pem cannot be read" in server.output()


def test_the_owner_is_warned(stage):
    server = stage.server([], wait=False, listeners=[
        {"address": f"0.0.0.0:{free_port()}"}, {"address": f"127.0.0.1:{free_port()}", "dialect": "nem", "auth": "none"}])
    wait_for(lambda: "Nightjar is ready" in server.output(), 60, "the server is up")
    assert "can be reached from other machines without encryption" in server.output()
    assert "asks nobody who they are (auth: none)" in server.output()


def test_a_restart_is_in_place_and_leaves_nothing_open(stage):
    port = free_port()
    server = stage.server([], port=port)

    def ask():
        return server.request("POST", "/api/v1/system/restart")[0]

    assert ask() in (200, 202, 204)
    process = server.process.pid
    for count in (2, 3):
        wait_for(lambda: server.output().count("Nightjar is ready") >= count, 60, "it has started anew")
        assert server.process.poll() is None
        assert os.readlink(f"/proc/{process}/exe") == os.path.realpath(binary())
        sockets = [name for name in os.listdir(f"/proc/{process}/fd")
                   if f"{port:04X}" in listening(process, name)]
        assert len(sockets) == 1, "the address is open once"
        # The lock of the catalogue is the new program's, once.
        locks = [name for name in os.listdir(f"/proc/{process}/fd")
                 if os.readlink(f"/proc/{process}/fd/{name}").endswith("nightjar.sqlite.lock")]
        assert len(locks) == 1
        status = open(f"/proc/{process}/status").read()
        assert int(re.search(r"SigBlk:\s*(\w+)", status)[1], 16) & (1 << (signal.SIGTERM - 1)) == 0
        if count == 2:
            assert ask() in (200, 202, 204), "the environment came along"
    assert server.stop() < 15 and server.process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_is_told_to_stop_the_moment_it_is_ready_stops_in_good_order(stage, number):
    server = stage.server([], wait=False)
    end = time.monotonic() + 60
    while "Nightjar is ready" not in server.output():
        assert time.monotonic() < end and server.process.poll() is None, server.output()
    server.process.send_signal(number)
    assert server.process.wait(30) == 0


def listening(process: int, name: str) -> str:
    """The line of this descriptor among the sockets that listen."""
    try:
        target = os.readlink(f"/proc/{process}/fd/{name}")
    except FileNotFoundError:
        return ""
    found = re.fullmatch(r"socket:\[(\d+)\]", target)
    if not found:
        return ""
    lines = open(f"/proc/{process}/net/tcp").read().splitlines()
    return next((line.split()[1] for line in lines if line.split()[9] == found[1] and line.split()[3] == "0A"), "")
