"""The calls of curl that MiBee NVR's document prints, each once, and of what it prints beneath each the members and their types."""
from __future__ import annotations

import json
import shlex
from typing import NamedTuple

PRINTED = r"""
curl http://localhost:9090/api/health
    {"status": "ok", "checks": {"database": {"status": "ok", "message": ""}, "storage": {"status": "ok", "message": ""}}, "uptime": ""}
curl http://localhost:9090/api/readyz
    {"status": "ok"}
curl -u username:password "http://localhost:9090/api/stats/system"
    {"cpu": {"total": 1, "idle": 1}, "memory": {"total": 1, "available": 1, "process_rss": 1},
     "network": {"bytes_sent": 1, "bytes_recv": 1}, "uptime": "", "timestamp": 1}
curl -u username:password "http://localhost:9090/api/cameras"
    [{"id": "", "name": "", "protocol": "", "encoding": "", "url": "", "enabled": true, "status": "", "last_seen": "",
      "retention_days": 1, "username": "", "has_password": true, "sub_stream_url": "", "snapshot_url": "", "sample_interval": 1,
      "hls_max_fps": 1, "did": "", "vendor": ""}]
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"name": "Front Door", "protocol": "rtsp", "encoding": "h264", "url": "rtsp://192.168.1.100:554/stream", "username": "admin", "password": "secret", "enabled": true}' "http://localhost:9090/api/cameras"
    201 {"id": "front-door", "name": "Front Door", "protocol": "rtsp", "encoding": "h264", "url": "", "enabled": true}
curl -u username:password "http://localhost:9090/api/cameras/front-door"
    {"id": "front-door", "name": "Front Door", "protocol": "rtsp", "encoding": "h264", "url": "", "enabled": true,
     "status": "recording", "last_seen": ""}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"name": "Updated Front Door", "url": "rtsp://192.168.1.100:554/new_stream", "enabled": false}' "http://localhost:9090/api/cameras/front-door"
    {"id": "front-door", "name": "Updated Front Door", "protocol": "rtsp", "encoding": "h264", "url": "", "enabled": false}
curl -u username:password -X DELETE "http://localhost:9090/api/cameras/backyard"
    {"status": "deleted"}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"protocol": "rtsp", "encoding": "h264", "url": "rtsp://192.168.1.100:554/stream", "username": "admin", "password": "secret"}' "http://localhost:9090/api/cameras/test-connection"
    {"success": true, "message": "Connection successful",
     "details": {"protocol": "rtsp", "encoding": "h264", "latency_ms": 1, "frames_received": 1}}
curl -u username:password -X POST "http://localhost:9090/api/cameras/front-door/start"
    {"status": "started"}
curl -u username:password -X POST "http://localhost:9090/api/cameras/front-door/stop"
    {"status": "stopped"}
curl -u username:password "http://localhost:9090/api/cameras/front-door/snapshot" -o snapshot.jpg
    image/jpeg
curl -u username:password "http://localhost:9090/api/cameras/front-door/stream/stream.m3u8"
    application/vnd.apple.mpegurl
curl -u username:password "http://localhost:9090/api/cameras/front-door/stream/segment_001.ts"
    video/mp2t
curl -u username:password "http://localhost:9090/api/cameras/lobby/onvif/profiles"
    {"profiles": [{"token": "", "name": "", "encoding": "", "width": 1, "height": 1, "video_encoder": "", "audio_encoder": ""}],
     "capabilities": {"ptz": true, "streaming": true}}
curl -u username:password "http://localhost:9090/api/cameras/lobby/onvif/capabilities"
    {"ptz": true, "imaging": true, "events": true, "snapshot": true, "streaming": true, "device": true}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"x": 0.5, "y": 0.5, "zoom": 1.0}' "http://localhost:9090/api/cameras/lobby/ptz/move"
    {"status": "moving"}
curl -u username:password "http://localhost:9090/api/cameras/lobby/ptz/presets"
    {"presets": [{"token": "", "name": "", "position": {"pan": 0.5, "tilt": 0.5, "zoom": 0.5}}]}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"name": "Home Position"}' "http://localhost:9090/api/cameras/lobby/ptz/presets"
    {"token": ""}
curl -u username:password -X POST "http://localhost:9090/api/cameras/lobby/ptz/presets/preset_123/goto"
    {"status": "ok"}
curl -u username:password -X DELETE "http://localhost:9090/api/cameras/lobby/ptz/presets/preset_123"
    {"status": "ok"}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"mode": "absolute", "pan": 0.5, "tilt": 0.3, "zoom": 1.0}' "http://localhost:9090/api/cameras/lobby/ptz/move"
    {"status": "moving"}
curl -u username:password -X POST "http://localhost:9090/api/cameras/lobby/ptz/stop"
    {"status": "stopped"}
curl -u username:password "http://localhost:9090/api/cameras/lobby/ptz/status"
    {"pan": 0.5, "tilt": 0.5, "x": 0.5, "y": 0.5, "zoom": 0.5, "moving": true}
curl -u username:password "http://localhost:9090/api/cameras/lobby/imaging/settings"
    {"brightness": 0.5, "contrast": 0.5, "saturation": 0.5, "sharpness": 0.5,
     "exposure": {"mode": "", "exposure_time": 0.5, "gain": 0.5}, "white_balance": {"mode": "", "color_temperature": 0.5}}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"brightness": 0.6, "contrast": 0.8, "exposure": {"mode": "manual", "exposure_time": 0.02}}' "http://localhost:9090/api/cameras/lobby/imaging/settings"
    {"status": "ok"}
curl -u username:password "http://localhost:9090/api/cameras/lobby/imaging/options"
    {"brightness": {"min": 0.5, "max": 0.5}, "contrast": {"min": 0.5, "max": 0.5}, "saturation": {"min": 0.5, "max": 0.5},
     "exposure": {"modes": [""], "exposure_time": {"min": 0.5, "max": 0.5}, "gain": {"min": 0.5, "max": 0.5}},
     "white_balance": {"modes": [""]}}
curl -u username:password "http://localhost:9090/api/cameras/lobby/snapshot/uri"
    {"uri": ""}
curl -u username:password -X POST "http://localhost:9090/api/cameras/lobby/onvif/reboot"
    {"status": "ok"}
curl -u username:password "http://localhost:9090/api/cameras/lobby/onvif/network"
    {"interfaces": [{"name": "", "enabled": true, "ipv4": {"enabled": true, "dhcp": true, "address": "", "netmask": "", "gateway": ""},
                     "dns": [""]}]}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"interfaces": [{"name": "eth0", "enabled": true, "ipv4": {"enabled": true, "dhcp": false, "address": "192.168.1.101", "netmask": "255.255.255.0", "gateway": "192.168.1.1"}}]}' "http://localhost:9090/api/cameras/lobby/onvif/network"
    {"status": "ok"}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"timeout": 5}' "http://localhost:9090/api/onvif/discover"
    {"devices": [{"uuid": "", "name": "", "xaddrs": [""], "scopes": [""], "hardware": "", "endpoint": "", "url": "", "model": "",
                  "location": ""}]}
curl -u username:password "http://localhost:9090/api/onvif/discover/192.168.1.104"
    {"device_info": {"manufacturer": "", "model": "", "firmware": "", "serial_number": ""},
     "profiles": [{"token": "", "name": "", "encoding": "", "width": 1, "height": 1}],
     "device": {"url": "", "name": "", "model": "", "location": "", "manufacturer": "", "firmware_version": "", "serial_number": ""}}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"enabled": false, "batch_limit": 50}' "http://localhost:9090/api/cameras/front-door/merge-config"
    {"status": "updated"}
curl -u username:password -X DELETE "http://localhost:9090/api/cameras/front-door/merge-config"
    {"status": "reset"}
curl -u username:password "http://localhost:9090/api/recordings?format=h264&limit=10&offset=0"
    {"recordings": [{"id": "", "camera_id": "", "file_path": "", "format": "h264", "started_at": "", "ended_at": "", "duration": 0.5,
                     "file_size": 1, "frame_count": 1, "merged": false}], "total": 1}
curl -u username:password "http://localhost:9090/api/recordings/1704123456789012345"
    {"id": "", "camera_id": "", "file_path": "", "format": "h264", "started_at": "", "ended_at": "", "duration": 0.5, "file_size": 1,
     "frame_count": 1, "merged": false}
curl -u username:password -X DELETE "http://localhost:9090/api/recordings/1704123456789012345"
    {"status": "deleted"}
curl -u username:password -o recording.mp4 "http://localhost:9090/api/recordings/1704123456789012345/download"
    video/mp4
curl -u username:password -o frame_150.jpg "http://localhost:9090/api/recordings/1704123456789012345/download?frame=150"
    image/jpeg
curl -u username:password "http://localhost:9090/api/recordings/1704123456789012345/frames"
    {"frames": [{"index": 1, "filename": "", "size": 1}]}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"recording_ids": ["1704123456789012345", "1704123456789012346"]}' "http://localhost:9090/api/recordings/batch-delete"
    {"deleted": 2, "failed": 0}
curl -u username:password "http://localhost:9090/api/archives"
    {"archives": [{"camera_id": "", "retention_days": 1, "recordings_count": 1, "total_size_mb": 1}]}
curl -u username:password "http://localhost:9090/api/archives/front-door/recordings"
    {"recordings": [{"id": "", "started_at": "", "duration": 0.5, "file_size": 1}], "total": 1}
curl -u username:password -X DELETE "http://localhost:9090/api/archives/front-door"
    {"status": "deleted"}
curl -u username:password -X DELETE "http://localhost:9090/api/archives/front-door/recordings/1704123456789012345"
    {"status": "deleted"}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"retention_days": 60}' "http://localhost:9090/api/archives/front-door/retention"
    {"status": "updated"}
curl -u username:password "http://localhost:9090/api/stats"
    {"total_bytes": 1, "used_bytes": 1, "recording_count": 1, "camera_count": 1}
curl -u username:password "http://localhost:9090/api/stats/trends"
    {"trends": [{"date": "", "total_bytes": 1, "used_bytes": 1, "recording_count": 1}]}
curl -u username:password "http://localhost:9090/api/settings"
    {"server": {"listen": ""}, "storage": {"root_dir": "", "segment_duration": ""},
     "cleanup": {"retention_days": 1, "check_interval": "", "disk_threshold_percent": 1}, "auth": {"username": "admin"}}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"cleanup": {"retention_days": 60, "disk_threshold_percent": 90, "check_interval": "30m"}}' "http://localhost:9090/api/settings"
    {"status": "updated"}
curl -u username:password "http://localhost:9090/api/settings/merge"
    {"enabled": true, "check_interval": "", "window_size": "", "batch_limit": 1, "min_segment_age": "", "min_segments_to_merge": 1}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"enabled": true, "check_interval": "30m", "batch_limit": 100}' "http://localhost:9090/api/settings/merge"
    {"status": "updated"}
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"username": "xiaomi@example.com", "password": "password123"}' "http://localhost:9090/api/xiaomi/auth"
    501
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"username": "xiaomi@example.com"}' "http://localhost:9090/api/xiaomi/captcha"
    404
curl -u username:password -X POST -H "Content-Type: application/json" -d '{"captcha_id": "captcha_123", "captcha_code": "ABC123", "username": "xiaomi@example.com", "password": "password123"}' "http://localhost:9090/api/xiaomi/verify"
    404
curl -u username:password "http://localhost:9090/api/xiaomi/devices"
    {"devices": []}
curl -u username:password -X POST "http://localhost:9090/api/xiaomi/sync"
    401
curl -u username:password "http://localhost:9090/api/merge/status"
    {"enabled": true, "error_count": 0, "files_created": 1, "last_run_time": "", "segments_merged": 1}
curl -u username:password "http://localhost:9090/api/merge/pending"
    {"pending": {}}
curl -u username:password "http://localhost:9090/api/features"
    {"features": {"experimental_hls": false, "auto_delete_old": true, "webdav_upload": true}}
curl -u username:password -X PUT -H "Content-Type: application/json" -d '{"experimental_hls": true, "auto_delete_old": false}' "http://localhost:9090/api/features"
    {"status": "updated"}
curl -u username:password -X POST "http://localhost:9090/api/backup"
    {"backup_id": "", "path": "", "size_bytes": 1, "created_at": ""}
curl -u username:password "http://localhost:9090/api/backups"
    {"backups": [{"backup_id": "", "path": "", "size_bytes": 1, "created_at": ""}]}
curl -u admin:password http://localhost:9090/api/cameras
    [{"id": ""}]
curl -u admin:password "http://localhost:9090/api/recordings"
    {"recordings": [{"id": ""}], "total": 1}
curl -u admin:password -X POST -H "Content-Type: application/json" -d '{"name": "Living Room Cam", "protocol": "rtsp", "encoding": "h264", "url": "rtsp://192.168.1.50:554/stream", "enabled": true}' "http://localhost:9090/api/cameras"
    201 {"id": "living-room-cam", "name": "Living Room Cam"}
curl -u admin:password -X PUT -H "Content-Type: application/json" -d '{"cleanup": {"retention_days": 7}}' "http://localhost:9090/api/settings"
    {"status": "updated"}
curl -u admin:password "http://localhost:9090/api/cameras/living-room/stream/stream.m3u8"
    application/vnd.apple.mpegurl
curl -u admin:password "http://localhost:9090/api/cameras/living-room/stream/segment_001.ts"
    video/mp2t
curl -u admin:password "http://localhost:9090/api/transcoding/check"
    {"supported": true, "ffmpeg_status": "available", "encoders": {"h264": "", "h265": ""}, "warnings": [], "max_concurrent": 1,
     "estimated_fps": 0.5, "total_cores": 1, "total_memory_mb": 1, "h264_encoder_type": "", "h265_encoder_type": "",
     "devices": [{"type": "", "name": ""}]}
"""
"""Beneath each: its status, where that is not 200, and what comes: a type of content, or JSON. A text that is not empty
stands for itself, a number with a point for any number; all else for its type."""


class Example(NamedTuple):
    command: str
    status: int
    answer: str | dict | list | None
    """A type of content, JSON, or nothing that the document prints."""

    @property
    def call(self) -> str:
        """By this a test finds it: what is asked for, and how many other examples of the same call stand before it."""
        return call(shlex.split(self.command))


def call(words: list[str]) -> str:
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    url = next(word for word in words if "://" in word and not word.startswith("{"))
    return f"{method} /{url.split('/', 3)[3]}"


def examples() -> list[Example]:
    found: list[Example] = []
    for block in ("\n" + PRINTED.strip()).split("\ncurl ")[1:]:
        command, said = block.split("\n", 1)
        status, answer = 200, said.strip()
        if answer[:3].isdigit():
            status, answer = int(answer[:3]), answer[3:].strip()
        found.append(Example(f"curl {command}", status, json.loads(answer) if answer[:1] in ("{", "[") else answer or None))
    return found


def is_like(value, printed, place: str = "$"):
    """Fails where a value has not what is printed: its members, or another type. More than is printed may be there."""
    if isinstance(printed, dict):
        assert isinstance(value, dict) and set(value) >= set(printed), f"{place}: {value} has not {sorted(printed)}"
        for name, inner in printed.items():
            is_like(value[name], inner, f"{place}.{name}")
    elif isinstance(printed, list):
        assert isinstance(value, list) and (value or not printed), f"{place}: {value} is no list with something in it"
        # One of several is enough: of another the end may not be known yet.
        faults = [is_unlike(item, inner, place) for inner in printed for item in value]
        assert not faults or None in faults, faults[0]
    elif isinstance(printed, str):
        assert isinstance(value, str) and printed in ("", value), f"{place}: {value!r} is not {printed!r}"
    elif isinstance(printed, float):
        assert isinstance(value, (int, float)) and not isinstance(value, bool), f"{place}: {value!r} is no number"
    else:
        assert type(value) is type(printed), f"{place}: {value!r} is no {type(printed).__name__}"


def is_unlike(value, printed, place: str) -> AssertionError | None:
    try:
        is_like(value, printed, place)
    except AssertionError as fault:
        return fault
    return None
