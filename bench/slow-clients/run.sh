#!/usr/bin/env bash
# What a normal client notices of 500 slow ones beside it: bash bench/slow-clients/run.sh [CLIENTS], into bench/results/slow-clients.md
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
clients=${1:-500}
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-15} rate=${RATE:-200} port=${PORT:-24400} page=${PAGE:-bench/results/slow-clients.md}

machine=$(bash bench/machine.sh)
work=$(mktemp -d)
broker='' worker='' slow=''
trap 'for process in $slow $broker $worker; do kill "$process" 2> /dev/null; done; wait; rm -rf "$work"' EXIT
for program in Broker.Api Worker.Api Client.Cli; do
  dotnet publish "$program" -c Release -o "$work/$program" -v q --nologo
done

dotnet "$work/Worker.Api/Worker.Api.dll" --count 1 --first-port $((port + 1)) --bind-address localhost --slots 24 --distribution mixed --Logging:LogLevel:Default=Warning > "$work/worker.out" 2>&1 &
worker=$!
dotnet "$work/Broker.Api/Broker.Api.dll" --port "$port" --bind-address localhost --Logging:LogLevel:Default=Warning \
  --ReverseProxy:Clusters:one:Destinations:1:Address="http://127.0.0.1:$((port + 1))/" --ReverseProxy:Routes:process:ClusterId=one > "$work/broker.out" 2>&1 &
broker=$!
until curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready"; do
  kill -0 "$broker" || { tail -5 "$work/broker.out" >&2; exit 1; }
  sleep 0.2
done

measure() {
  dotnet "$work/Client.Cli/lb.dll" bench --target "$1=http://127.0.0.1:$port" --seed "$2" --rate "$rate" --duration "$seconds" --warm-up 3 --json >> "$work/$1"
}

for round in $(seq "$rounds"); do
  measure alone "$round"
  python3 bench/slow-clients/drip.py "$port" "$clients" > "$work/slow.$round" &
  slow=$!
  sleep 2 # all have connected, and drip
  measure beside "$round"
  kill -TERM "$slow"
  wait "$slow" || { cat "$work/slow.$round" >&2; exit 1; }
  slow=''
done

python3 bench/slow-clients/page.py "$machine" "$clients" "$rate" "$work" > "$work/page"
mv "$work/page" "$page"
cat "$page"
