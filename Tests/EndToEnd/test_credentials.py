"""Who asks is shown on every listener in the ways of the recorder: by a password, an API key or a token, whichever face answers."""
from __future__ import annotations

import base64

import requests

from support import ADMINISTRATOR, basic, free_port

NAME, PASSWORD = ADMINISTRATOR["NIGHTJAR_ADMIN_USERNAME"], ADMINISTRATOR["NIGHTJAR_ADMIN_PASSWORD"]
PLACES = {"mibee": ["/api/cameras"], "lightnvr": ["/api/streams"], "vibenvr": ["/cameras", "/api/cameras"], "native": ["/api/v1/cameras"]}


def test_passwords_keys_and_tokens_count_on_every_face(stage):
    ports = {face: free_port() for face in PLACES}
    listeners = [{"address": f"127.0.0.1:{port}", **({"dialect": face} if face != "native" else {})} for face, port in ports.items()]
    server = stage.server([], port=ports["native"], listeners=listeners)
    key = server.request("POST", "/api/v1/api-keys", {"name": "Home Assistant"})[2]["key"]
    reader = server.request("POST", "/api/v1/api-keys", {"name": "Reader", "read_only": True})[2]["key"]
    token = server.request("POST", "/api/v1/tokens", {"username": NAME, "password": PASSWORD}, {"Authorization": None})[2]["token"]
    keyed = base64.b64encode(f"{NAME}:{key}".encode()).decode()
    shown = [basic(), {"Authorization": f"Basic {keyed}"}, {"X-API-Key": key}, {"Authorization": f"Bearer {key}"},
             {"Authorization": f"Bearer {token}"}, {"X-API-Key": reader}]
    wrong = [{}, basic(NAME, "wrong"), {"X-API-Key": key[:-1]}, {"Authorization": f"Bearer {token}x"},
             {"Cookie": f"session={key}; auth_token={token}; nightjar={key}"}]
    for face, paths in PLACES.items():
        for path in paths:
            url = f"http://127.0.0.1:{ports[face]}{path}"
            for headers in shown:
                answer = requests.get(url, headers=headers, timeout=20)
                assert answer.status_code == 200, f"{url} {headers}: {answer.status_code} {answer.text}"
            for headers in wrong:
                assert requests.get(url, headers=headers, timeout=20).status_code == 401, f"{url} {headers}"
            # A key for reading changes nothing, on whichever face.
            answer = requests.post(url, headers={"X-API-Key": reader}, json={"name": "Gate"}, timeout=20)
            assert answer.status_code == 403, f"{url}: {answer.status_code} {answer.text}"
