#!/usr/bin/env bash
# Makes the README's pictures from the real page: bash docs/pictures/make.sh; needs Chromium (CHROMIUM, or chromium in the path).
# A cluster of three workers, loaded to about four fifths for a minute; the page in its light and its dark colours.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
port=${PORT:-24500}
chromium=${CHROMIUM:-chromium}
work=$(mktemp -d)
started=()
trap 'for process in "${started[@]}"; do kill "$process" 2> /dev/null || true; done; wait; rm -rf "$work"' EXIT
dotnet build Client.Cli -c Release -o "$work/lb" -v q --nologo
lb() { dotnet "$work/lb/lb.dll" "$@"; }

dotnet "$work/lb/lb.dll" up --port "$port" --first-port $((port + 1)) --policy least-requests > "$work/up.out" 2>&1 &
started+=($!)
until curl -sf -o /dev/null "http://localhost:$port/health/ready"; do sleep 0.2; done
dotnet "$work/lb/lb.dll" bench --target "broker=http://localhost:$port" --rate 620 --mix 0.1 --duration 120 --warm-up 1 > /dev/null 2>&1 &
started+=($!)
sleep 65
# The first is thrown away: a browser that has just been started takes its picture too early.
for scheme in light light dark; do
  # The page never stops loading, as its events have no end: after so many milliseconds the picture is taken.
  "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1280,1000 --timeout=9000 \
    --blink-settings=preferredColorScheme=$([ $scheme = dark ] && echo 0 || echo 1) \
    --screenshot="docs/pictures/dashboard-$scheme.png" "http://localhost:$port/" > "$work/$scheme.out" 2>&1 || { cat "$work/$scheme.out" >&2; exit 1; }
done
ls -l docs/pictures/*.png
