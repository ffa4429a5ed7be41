#!/usr/bin/env bash
# Packs the packages, looks into them, builds examples/gateway and examples/dotnet-worker of them, and has the one balance three workers, one of which is dead, and the other do jobs.
#   bash packaging/check.sh            needs python3 and curl; PORTS: the first of ten free ports (default 24800)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
base=${PORTS:-24800}
work=$(mktemp -d)
started=()
trap 'for process in "${started[@]}"; do kill "$process" 2> /dev/null || true; done; wait; rm -rf "$work"' EXIT

# has PACKAGE FILE...
has() {
  local files file
  files=$(python3 -m zipfile -l "$1" | awk '{ print $1 }')
  for file in "${@:2}"; do
    grep -qxF "$file" <<< "$files" || { echo "$(basename "$1") has no $file" >&2; exit 1; }
  done
}

for project in Balancing.Core Balancing.Yarp Job.Contracts Job.Http Job.Worker; do
  dotnet pack "$project" -c Release -o "$work/packages" -v q --nologo
  package=$(echo "$work"/packages/"$project".*.nupkg)
  has "$package" "lib/net10.0/$project.dll" "lib/net10.0/$project.xml" README.md icon.png
  has "${package%.nupkg}.snupkg" "lib/net10.0/$project.pdb"
done

# Packages of a folder of its own, or the one of the last check would be taken: it has the same version.
for example in gateway dotnet-worker; do
  cp -r "examples/$example" "$work/$example"
  dotnet build "$work/$example" -c Release -o "$work/built-$example" -v q --nologo \
    -p:RestoreAdditionalProjectSources="$work/packages" -p:RestorePackagesPath="$work/restored"
done

dotnet build Worker.Api -c Release -o "$work/worker" -v q --nologo
dotnet "$work/worker/Worker.Api.dll" --count 2 --first-port $((base + 1)) --bind-address localhost > "$work/workers.out" 2>&1 &
started+=($!)
(
  cd "$work/built-gateway"
  # The third is one that nobody listens for: what goes there is done by another.
  ASPNETCORE_URLS=http://localhost:$base Logging__LogLevel__Default=Warning Logging__LogLevel__Yarp=Error \
    ReverseProxy__Clusters__workers__Destinations__1__Address=http://localhost:$((base + 1))/ \
    ReverseProxy__Clusters__workers__Destinations__2__Address=http://localhost:$((base + 2))/ \
    ReverseProxy__Clusters__workers__Destinations__3__Address=http://localhost:$((base + 9))/ \
    exec dotnet Gateway.dll
) > "$work/gateway.out" 2>&1 &
started+=($!)

job() { curl -sS -m 10 -X POST -H 'Content-Type: text/plain' -d App1:Short "http://localhost:$base/process"; }
for _ in $(seq 100); do
  [[ $(job 2> /dev/null || true) == *processed* ]] && break
  kill -0 "${started[1]}" || { cat "$work/gateway.out" >&2; exit 1; }
  sleep 0.2
done
for _ in $(seq 30); do job; echo; done > "$work/answers"
for worker in 1 2; do
  count=$(grep -c "Worker $worker processed" "$work/answers" || true)
  [ "$count" -ge 10 ] || { echo "worker $worker did $count of 30 jobs:" >&2; sort "$work/answers" | uniq -c >&2; exit 1; }
done
[ "$(grep -c processed "$work/answers")" -eq 30 ] || { echo "not all of 30 jobs were done:" >&2; cat "$work/answers" >&2; exit 1; }

# worker PORT PATTERN [FLAG]...: the worker of the packages does a job whose answer holds the pattern.
worker() {
  local port=$1 pattern=$2 answer="" tries
  shift 2
  dotnet "$work/built-dotnet-worker/DotnetWorker.dll" --urls "http://localhost:$port" --Worker:Id net "$@" > "$work/worker-$port.out" 2>&1 &
  started+=($!)
  for tries in $(seq 100); do
    answer=$(curl -s -m 10 -H 'Content-Type: application/json' -d '{"applicationId":"App1","applicationType":"Short","payload":[1,2,3]}' "http://localhost:$port/process") && break
    sleep 0.2
  done
  grep -qzE "$pattern" <<< "$answer" || { echo "the worker of the packages said: $answer" >&2; tail "$work/worker-$port.out" >&2; exit 1; }
}
worker $((base + 3)) '"message":"Worker net processed simple \(Short\) request for App1\.".*"result":\{"sum":6\}'
# Through a gateway of the packages, too, and piece by piece: the first is there before the job has ended.
piece() {
  local first
  (
    cd "$work/built-gateway"
    ASPNETCORE_URLS=http://localhost:$1 Logging__LogLevel__Default=Warning ReverseProxy__Clusters__workers__Destinations__1__Address="http://localhost:$2/" exec dotnet Gateway.dll
  ) > "$work/gateway-$1.out" 2>&1 &
  started+=($!)
  for _ in $(seq 100); do
    curl -sf -m 10 -o /dev/null -d App1:Short -H 'Content-Type: text/plain' "http://localhost:$1/process" && break
    sleep 0.2
  done
  first=$(curl -sN -m 10 -d App1:Short -H 'Content-Type: text/plain' "http://localhost:$1/process" | while read -r line; do echo "$(date +%s%N) $line"; done |
    awk 'NR == 1 { begin = $1; text = $2 } { end = $1 } END { printf "%s %s %d", NR, text, (end - begin) / 1e6 }')
  [[ $first == '4 {"step":1,"of":3} '* && ${first##* } -ge 100 ]] || { echo "through the gateway came: $first" >&2; exit 1; }
}
worker $((base + 4)) '\{"step":1,"of":3\}.\{"step":2,"of":3\}.\{"step":3,"of":3\}.\{.*Worker net processed' --stream
piece $((base + 5)) $((base + 4))
echo "packages: packed, a gateway made of them balances, and workers made of them do jobs"
