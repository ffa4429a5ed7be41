#!/usr/bin/env bash
# From the start of `lb up` (published build) to the first answered job: bash bench/startup/run.sh [RUNS], into
# bench/results/startup.md. Wanted: 2 s at most.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs=${1:-5}
# The port of `lb up`, and behind it those of its workers, on loopback; all must be free.
port=${PORT:-24200}

machine=$(bash bench/machine.sh)
work=$(mktemp -d)
up=
trap '[ -z "$up" ] || kill "$up" 2> /dev/null; wait; rm -rf "$work"' EXIT
dotnet publish Client.Cli -c Release -o "$work/lb" -v q --nologo
now() { date +%s%3N; }

for run in $(seq "$runs"); do
  start=$(now)
  dotnet "$work/lb/lb.dll" up --port "$port" > "$work/out" 2>&1 &
  up=$!
  until curl -sf -o "$work/answer" -m 5 -H 'Content-Type: application/json' \
    -d '{"applicationId":"App1","applicationType":"Short"}' "http://127.0.0.1:$port/process"; do
    if ! kill -0 "$up" 2> /dev/null || [ $(($(now) - start)) -gt 30000 ]; then
      echo "lb up does not answer:" >&2
      tail -5 "$work/out" >&2
      exit 1
    fi
    sleep 0.01
  done
  echo $(($(now) - start)) | tee -a "$work/times"
  kill -TERM "$up"
  wait "$up" || true
  up=
done

{
  echo "# From \`lb up\` to the first answered job"
  echo
  echo "$machine"
  echo "Made by \`bash bench/startup/run.sh $runs\`: a published build, asked by curl every 10 ms until a Short job of 5 ms is answered."
  echo
  echo "| median, ms | all, ms |"
  echo "|---:|---|"
  echo "| $(sort -n "$work/times" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }') | $(sort -n "$work/times" | paste -sd ' ') |"
} > bench/results/startup.md
cat bench/results/startup.md
