#!/usr/bin/env bash
# What open dashboards cost the broker: CPU per job with twenty readers of its events against none, in turn.
#   bash bench/dashboard/run.sh         into bench/results/dashboard.md
# ROUNDS, SECONDS_EACH, WARMUP (seconds), READERS and PAGE change it; what it needs and how to read it: bench/README.md
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../peers" || exit
rounds=${ROUNDS:-12} seconds=${SECONDS_EACH:-5} warmup=${WARMUP:-20} readers=${READERS:-20}
source ./lib.sh
need nginx wrk curl dotnet
machine=$(bash ../machine.sh)
dotnet_publish Broker.Api broker
start_workers
proxy broker "" env Logging__LogLevel__Default=Warning Broker__Port=@PORT@ Broker__BindAddress=localhost Broker__Policy=least-requests \
  ReverseProxy__Clusters__workers__Destinations__1__Address="${workers[0]}" ReverseProxy__Clusters__workers__Destinations__2__Address="${workers[1]}" \
  ReverseProxy__Clusters__workers__Destinations__3__Address="${workers[2]}" dotnet "$work/broker/Broker.Api.dll"

open() {
  local reader
  for reader in $(seq "$readers"); do
    curl -sN "http://127.0.0.1:${port[broker]}/dashboard/events" > "$work/events.$reader" &
    pid[reader$reader]=$!
  done
}
shut() {
  local reader
  for reader in $(seq "$readers"); do stop "reader$reader"; done
}

open
leg broker "$warmup" light.lua > /dev/null || exit 1
bytes=$(($(wc -c < "$work/events.1") / warmup))
shut
leg broker "$warmup" job.lua > /dev/null || exit 1
for round in $(seq "$rounds"); do
  alone=$(leg broker "$seconds" light.lua) || exit 1
  open
  watched=$(leg broker "$seconds" light.lua) || exit 1
  shut
  echo "${alone% *} ${watched% *} $(awk -v a="${alone% *}" -v b="${watched% *}" 'BEGIN { printf "%.3f", b / a }')" >> "$work/rounds"
  echo "round $round  $alone  $watched" >&2
done

# rest SECONDS: milliseconds of CPU a second, without any job. What the readers alone cost: under load one round differs from the next by more.
rest() {
  local before
  before=$(ticks "${pid[broker]}")
  sleep "$1"
  awk -v ticks=$(($(ticks "${pid[broker]}") - before)) -v hertz="$(getconf CLK_TCK)" -v seconds="$1" 'BEGIN { printf "%.1f", ticks / hertz * 1000 / seconds }'
}
idle=$(rest 20)
open
read=$(rest 20)
shut

# middle COLUMN, least COLUMN, most COLUMN
middle() { cut -d' ' -f"$1" "$work/rounds" | sort -n | awk '{ value[NR] = $1 } END { printf "%.2f", (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }
least() { cut -d' ' -f"$1" "$work/rounds" | sort -n | head -1; }
most() { cut -d' ' -f"$1" "$work/rounds" | sort -n | tail -1; }
{
  echo "# Dashboards"
  echo
  echo "$machine"
  echo "Made by \`bash bench/dashboard/run.sh\`: the broker at about a thousand jobs a second; $rounds rounds of $seconds s without and $seconds s with $readers readers of \`/dashboard/events\`, each of which takes $bytes bytes a second; medians."
  echo
  echo "| | under load: CPU per job, µs | at rest: CPU a second, ms |"
  echo "|---|---:|---:|"
  echo "| nobody looks | $(middle 1) | $idle |"
  echo "| $readers dashboards are open | $(middle 2) | $read |"
  echo "| ratio within a round: median, least, most | $(middle 3), $(least 3), $(most 3) | |"
  echo
  awk -v readers="$readers" -v more="$(awk -v a="$idle" -v b="$read" 'BEGIN { print b - a }')" -v job="$(middle 1)" \
    'BEGIN { printf "A round under load differs from the next by more than the readers cost. By what they cost at rest, %d readers add %.1f %% to the CPU of a thousand jobs a second.\n", readers, 100 * more / job }'
} | tee "${PAGE:-../results/dashboard.md}"
