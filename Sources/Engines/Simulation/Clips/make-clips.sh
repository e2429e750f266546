#!/usr/bin/env bash
# Makes the clips that `nightjar camera` plays when it is given none, all with the number of the frame burned in:
# main (1280×720) and sub (640×360), the same scene in H.264 with AAC, 8 s long; and, 320×180 and 2 s long, h265 with
# Opus and mjpeg without sound.
#
#   ./make-clips.sh            writes main.mp4, sub.mp4, h265.mp4 and mjpeg.mp4 beside this script
#
# 8 s hold a whole number of everything (200 pictures at 25/s, 4 groups of 50, 375 AAC frames at 48 kHz), and so do 2 s
# (50 pictures, 2 groups of 25, 100 Opus packets of 20 ms). Every movement has a period that divides them, so the loops
# have no seam. Needs ffmpeg with libx264, libx265 and libopus, and a DejaVu font.
set -euo pipefail
cd "$(dirname "$0")"

font=/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf
pi2='2*3.14159265'

scene="
color=c=0x0d1526:s=1280x720:r=25:d=8[sky];
color=c=0x16233d:s=1280x220:r=25:d=8[hill];
color=c=0xffe9b0:s=90x90:r=25:d=8,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*lte(hypot(X-45,Y-45),44)'[moon];
color=c=0x3d7eff:s=120x60:r=25:d=8[car];
color=c=0xffb020:s=36x36:r=25:d=8[walker];
[sky][hill]overlay=x=0:y=500[a];
[a][moon]overlay=x='980+40*sin($pi2*t/8)':y='90+20*cos($pi2*t/8)'[b];
[b][car]overlay=x='mod(t*175\,1400)-120':y=560[c];
[c][walker]overlay=x='620+300*sin($pi2*t/4)':y='430+18*abs(sin($pi2*t))'[d];
[d]drawtext=fontfile=$font:text='%{eif\:n\:d\:3}':fontsize=150:fontcolor=white:x=60:y=60,
drawtext=fontfile=$font:text='nightjar demo':fontsize=32:fontcolor=0x98a2ae:x=64:y=220"

sound='aevalsrc=0.2*sin(2*3.14159265*440*t)*lt(mod(t\,1)\,0.12):s=48000:c=mono:d=9'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Sound first, as bare AAC frames: exactly 375 of them, and no edit list for the encoder's delay.
ffmpeg -hide_banner -loglevel error -f lavfi -i "$sound" -c:a aac -b:a 48k -frames:a 375 -fflags +bitexact \
    -flags:a +bitexact "$work/sound.aac"

make() { # name, scale, bits per second
    ffmpeg -hide_banner -loglevel error -y -i "$work/sound.aac" \
        -filter_complex "$scene,scale=$2,format=yuv420p[v]" \
        -map '[v]' -c:v libx264 -preset slow -profile:v high -bf 0 -g 50 -keyint_min 50 -sc_threshold 0 \
        -b:v "$3" -maxrate "$3" -bufsize "$3" \
        -map 0:a -c:a copy \
        -map_metadata -1 -fflags +bitexact -flags:v +bitexact -movflags +faststart \
        "$1"
}

small="
color=c=0x0d1526:s=320x180:r=25:d=2[sky];
color=c=0xffb020:s=32x32:r=25:d=2[walker];
[sky][walker]overlay=x='144+120*sin($pi2*t/2)':y='120+20*cos($pi2*t)',
drawtext=fontfile=$font:text='%{eif\:n\:d\:3}':fontsize=60:fontcolor=white:x=20:y=20"

make main.mp4 1280:720 400k
make sub.mp4 640:360 120k

# The encoder's delay would be an edit list; without one each packet is where it was.
ffmpeg -hide_banner -loglevel error -f lavfi -i "$sound" -c:a libopus -b:a 24k -frame_duration 20 -frames:a 100 \
    -fflags +bitexact -flags:a +bitexact "$work/sound.ogg"
ffmpeg -hide_banner -loglevel error -y -i "$work/sound.ogg" -filter_complex "$small,format=yuv420p[v]" \
    -map '[v]' -c:v libx265 -preset slow -b:v 80k -tag:v hvc1 \
    -x265-params bframes=0:keyint=25:min-keyint=25:scenecut=0:open-gop=0:info=0:log-level=error \
    -map 0:a -c:a copy -avoid_negative_ts disabled -use_editlist 0 \
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact -movflags +faststart h265.mp4
# RTP carries only the standard Huffman tables (RFC 2435).
ffmpeg -hide_banner -loglevel error -y -filter_complex "$small,format=yuvj420p[v]" \
    -map '[v]' -c:v mjpeg -huffman default -q:v 18 \
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact -movflags +faststart mjpeg.mp4
ls -l main.mp4 sub.mp4 h265.mp4 mjpeg.mp4
