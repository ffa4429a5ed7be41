#!/usr/bin/env bash
# Three times the capacity for a minute, a spike to 1.4 times, and clients that keep to Retry-After: what the broker makes of it, on real sockets.
#   bash bench/overload/run.sh         into bench/results/overload.md
# SECONDS_OF (the overload, 60) and PAGE change it; what it does and how to read it: bench/README.md
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
page=${PAGE:-../results/overload.md}
seconds=${SECONDS_OF:-60}
source ../peers/lib.sh
need curl dotnet python3
machine=$(bash ../machine.sh)
broker=http://127.0.0.1:$((base + 10))
legs=${LEGS:-$work/legs}
mkdir -p "$legs"

# Jobs long enough that the slots are what is overloaded, and not the machine.
short=50 long=2000 slots=8
# 24 slots over the mean of 90 % Shorts and 10 % Longs; and of Shorts alone.
mix=$(awk -v s=$short -v l=$long -v n=$((3 * slots)) 'BEGIN { printf "%.2f", n / ((0.9 * s + 0.1 * l) / 1000) }')
alone=$(awk -v s=$short -v n=$((3 * slots)) 'BEGIN { printf "%.2f", n / (s / 1000) }')
times() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a * b }'; }

dotnet_publish Worker.Api worker
dotnet_publish Client.Cli lb
[[ -n ${OURS:-} ]] || dotnet_publish Broker.Api broker

# fresh SEED: three workers, each a process of its own, and a broker that knows nothing yet.
fresh() {
  local worker
  for worker in 1 2 3; do
    start "w$worker" "" $((base + worker)) env Logging__LogLevel__Default=Warning DOTNET_gcServer=0 dotnet "$work/worker/Worker.Api.dll" --count 1 --first-id "$worker" \
      --first-port $((base + worker)) --bind-address localhost --slots $slots --distribution mixed --short ${short}ms --long ${long}ms --seed $(($1 + worker))
  done
  # shellcheck disable=SC2086
  start broker "" $((base + 10)) env Logging__LogLevel__Default=Warning Broker__Port=$((base + 10)) Broker__BindAddress=localhost \
    Broker__Dispatch__Deadline__Short=00:00:01 \
    ReverseProxy__Clusters__workers__Destinations__1__Address="${workers[0]}" \
    ReverseProxy__Clusters__workers__Destinations__2__Address="${workers[1]}" \
    ReverseProxy__Clusters__workers__Destinations__3__Address="${workers[2]}" \
    dotnet "${OURS:-$work/broker}/Broker.Api.dll" ${OURS_ARGS:-}
  python3 ../peers/warm.py "$broker" 20000 || exit 1
}

end() {
  local name
  for name in broker w1 w2 w3; do stop $name; done
}

# bench FILE ARGUMENTS: one generator, in the background.
bench() {
  local file=$1
  shift
  "$work/lb/lb" bench --target "ours=$broker" --json --timeout 120 "$@" > "$legs/$file.json" 2> "$legs/$file.out" &
  pid[$file]=$!
}

finish() {
  local name
  for name in "$@"; do
    wait "${pid[$name]}" 2> /dev/null
    unset "pid[$name]"
    [[ -s $legs/$name.json ]] || { echo "$name has no result:" >&2; cat "$legs/$name.out" >&2; exit 1; }
  done
}

# overload NAME SEED CAPACITY MIX TIMES SECONDS: a load of 0.7 all the time, and from the tenth second on so much more that both are TIMES the capacity.
overload() {
  fresh "$2"
  python3 sample.py "${pid[broker]}" "$broker" "${workers[@]}" > "$legs/$1-samples.csv" &
  pid[samples]=$!
  bench "$1-base" --seed "$2" --rate "$(times "$3" 0.7)" --mix "$4" --warm-up 5 --duration $((10 + $6 + 20)) --every 1
  sleep 15
  date +%s.%N > "$legs/$1-from"
  bench "$1-more" --seed $(($2 + 100)) --rate "$(times "$3" "$(awk -v t="$5" 'BEGIN { print t - 0.7 }')")" --mix "$4" --warm-up 0.001 --duration "$6"
  sleep "$6"
  date +%s.%N > "$legs/$1-to"
  finish "$1-more" "$1-base"
  kill "${pid[samples]}"
  wait "${pid[samples]}" 2> /dev/null
  unset "pid[samples]"
  curl -s -m 5 "$broker/admin/stats" > "$legs/$1-stats.json"
  end
}

echo "three times the capacity, $mix jobs/s" >&2
overload three 1 "$mix" 0.1 3 "$seconds"
echo "a spike of Shorts to 1.4 times the capacity, $alone jobs/s" >&2
overload spike 2 "$alone" 0 1.4 10
echo "clients that keep to Retry-After" >&2
fresh 3
timeout 300 python3 polite.py "$broker" > "$legs/polite.json" || exit 1
end
{
  echo "# Overload"
  echo
  echo "$machine"
  echo "Made by \`bash bench/overload/run.sh\`: three worker processes x $slots slots, Short exponential with a mean of $short ms, Long lognormal with one of $long ms; a broker with a deadline of 1 s for Shorts;"
  echo "\`lb bench\` in an open loop. Capacity: $mix jobs/s of 90 % Short and 10 % Long, $alone of Shorts alone. A load of 0.7 all the time; from second 10 on a second generator adds what is missing."
  python3 report.py "$legs" "$short" "$long" $((3 * slots))
} > "$page"
cat "$page"
