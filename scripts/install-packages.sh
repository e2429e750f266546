#!/usr/bin/env bash
# Installs the Debian packages of the named sets, only those that are missing, as root or through sudo.
#
#   scripts/install-packages.sh build [test] [bench] [lint]
set -euo pipefail

build=(
    libsqlite3-dev libssl-dev libargon2-dev zlib1g-dev libavcodec-dev libswresample-dev libswscale-dev libturbojpeg0-dev
)
test=(
    ffmpeg curl openssl zbar-tools chromium fonts-dejavu-core python3-venv python3-gi
    gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad
    gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-rtsp
    gir1.2-gst-rtsp-server-1.0 gir1.2-gst-plugins-base-1.0
)
bench=(ffmpeg gcc libc6-dev libavformat-dev pkg-config python3 wrk)

lint=(node-typescript)

wanted=()
for set in "$@"; do
    case "$set" in
        build) wanted+=("${build[@]}") ;;
        test) wanted+=("${test[@]}") ;;
        bench) wanted+=("${bench[@]}") ;;
        lint) wanted+=("${lint[@]}") ;;
        *) echo "install-packages: no set of packages is called '$set'" >&2; exit 2 ;;
    esac
done

missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "==> Debian packages: all are there"
    exit 0
fi

echo "==> Installing Debian packages: ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "install-packages: run this as root, or install sudo" >&2; exit 1; }
    as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "==> Debian packages: done"
