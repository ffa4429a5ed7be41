#!/usr/bin/env bash
# What the broker keeps in memory at rest and under idle connections: bash bench/memory/run.sh [CONNECTIONS], into
# bench/results/memory.md
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
connections=${1:-10000}
port=${PORT:-24300}

# A descriptor for each connection, here in the client and there in the broker.
if ! ulimit -n $((connections + 1000)) 2> /dev/null; then
  echo "may open only $(ulimit -n) files; run as root, or ask for fewer: bash bench/memory/run.sh 900" >&2
  exit 2
fi

machine=$(bash bench/machine.sh)
work=$(mktemp -d)
broker='' worker=''
trap 'for process in $broker $worker; do kill "$process" 2> /dev/null; done; wait; rm -rf "$work"' EXIT
dotnet publish Broker.Api -c Release -o "$work/broker" -v q --nologo
dotnet publish Worker.Api -c Release -o "$work/worker" -v q --nologo

Worker__Count=1 Worker__FirstPort=$((port + 1)) dotnet "$work/worker/Worker.Api.dll" > "$work/worker.out" 2>&1 &
worker=$!
Broker__Port=$port Logging__LogLevel__Default=Warning \
  ReverseProxy__Clusters__workers__Destinations__1__Address="http://127.0.0.1:$((port + 1))/" \
  dotnet "$work/broker/Broker.Api.dll" > "$work/broker.out" 2>&1 &
broker=$!
until curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready"; do
  kill -0 "$broker" || { tail -5 "$work/broker.out" >&2; exit 1; }
  sleep 0.2
done

{
  echo "# Memory of the broker"
  echo
  echo "$machine"
  echo "Made by \`bash bench/memory/run.sh $connections\`: resident memory (VmRSS) of a published build; every connection has sent one job"
  echo "and is kept open."
  echo
  echo "| state | MB |"
  echo "|---|---:|"
} > "$work/result"
python3 bench/memory/idle.py "$port" "$connections" "$broker" >> "$work/result"
mv "$work/result" bench/results/memory.md
cat bench/results/memory.md
