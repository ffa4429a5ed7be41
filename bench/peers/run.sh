#!/usr/bin/env bash
# The broker beside other proxies on the same work.
#   bash bench/peers/run.sh cpu        CPU time per proxied job            into bench/results/peers-cpu.md
#   bash bench/peers/run.sh latency    how long jobs take at a given rate  into bench/results/peers-latency.md
#   bash bench/peers/run.sh faults     what clients notice of faults       into bench/results/peers-faults.md
#   bash bench/peers/run.sh runtime    the same for .NET runtime settings  into bench/results/runtime-settings.md
# ROUNDS, SECONDS_EACH, WARMUP (seconds) change the length; what it needs and how to read it: bench/README.md
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5} warmup=${WARMUP:-8}

what=${1:-}
what=${what#--}
case $what in
  cpu | latency | faults | runtime) ;;
  *) sed -n '2,7s/^# //p' "$0"; exit 2 ;;
esac
source ./lib.sh
need nginx haproxy wrk curl dotnet
machine=$(bash ../machine.sh)
source "./$what.sh"
