# Sourced by run.sh: what clients notice while workers fail, load exceeds the capacity, or other clients are slow; the broker beside HAProxy, nginx and a bare YARP.
# TARGETS, FAULTS, RATE, SEED, OURS, OURS_ARGS, LEGS, PAGE: see bench/README.md
need python3
targets=${TARGETS:-haproxy nginx yarp ours}
faults=${FAULTS:-kill stop flap overload slow}
rate=${RATE:-200} seed=${SEED:-1}
page=${PAGE:-../results/peers-faults.md}
legs=${LEGS:-$work/legs}
mkdir -p "$legs"
short=20 long=400 slots=8
# 24 slots over the mean of 90 % Shorts and 10 % Longs.
capacity=$(awk -v s=$short -v l=$long -v n=$((3 * slots)) 'BEGIN { printf "%.0f", n / ((0.9 * s + 0.1 * l) / 1000) }')
dotnet_publish Worker.Api worker
dotnet_publish Client.Cli lb
[[ $targets == *yarp* ]] && dotnet_publish bench/peers/BareYarp yarp
ours=${OURS:-$work/broker}
[[ $targets != *ours* || -n ${OURS:-} ]] || dotnet_publish Broker.Api broker

title[haproxy]="HAProxy: checks, \`retries\`, \`redispatch\`, \`retry-on all-retryable-errors\`"
title[nginx]="nginx: \`proxy_next_upstream\`"
title[yarp]="bare YARP"
title[ours]="this broker${OURS_ARGS:+, $OURS_ARGS}"

# worker ID: each a process of its own, so that one can fail alone.
worker() {
  start "w$1" "" $((base + $1)) env Logging__LogLevel__Default=Warning DOTNET_gcServer=0 dotnet "$work/worker/Worker.Api.dll" --count 1 --first-id "$1" \
    --first-port $((base + $1)) --bind-address localhost --slots $slots --order arrival --distribution mixed --short ${short}ms --long ${long}ms --seed $((seed + $1))
}

# fresh NAME: a proxy of this name on the port $next.
fresh() {
  case $1 in
    haproxy) start haproxy "${title[haproxy]}" "$next" haproxy -db -f "$(settings faults.haproxy.cfg "$next")" ;;
    nginx) start nginx "${title[nginx]}" "$next" nginx -p "$work" -c "$(settings faults.nginx.conf "$next")" ;;
    yarp) start yarp "${title[yarp]}" "$next" env Logging__LogLevel__Default=Error ASPNETCORE_URLS="http://127.0.0.1:$next" dotnet "$work/yarp/BareYarp.dll" "${workers[@]}" ;;
    ours)
      # shellcheck disable=SC2086
      start ours "${title[ours]}" "$next" env Logging__LogLevel__Default=Warning Broker__Port="$next" Broker__BindAddress=localhost \
        ReverseProxy__Clusters__workers__Destinations__1__Address="${workers[0]}" \
        ReverseProxy__Clusters__workers__Destinations__2__Address="${workers[1]}" \
        ReverseProxy__Clusters__workers__Destinations__3__Address="${workers[2]}" \
        dotnet "$ours/Broker.Api.dll" ${OURS_ARGS:-}
      ;;
    *) echo "there is no target $1: haproxy nginx yarp ours" >&2; exit 2 ;;
  esac
}

load() {
  local file=$1
  shift
  "$work/lb/lb" bench --target "$name=http://127.0.0.1:$next" --json --timeout 30 "$@" > "$legs/$file.json" 2> "$work/$file.out" &
  pid[$file]=$!
}

killed() {
  kill -9 "${pid[w2]}" 2> /dev/null
  wait "${pid[w2]}" 2> /dev/null
}

# What happens from the fifth second of the load on; ten seconds later it is over.
kill_fault() { sleep 5; killed; sleep 6; worker 2; }
stop_fault() { sleep 5; kill -STOP "${pid[w2]}"; sleep 10; kill -CONT "${pid[w2]}"; }
flap_fault() { sleep 5; for turn in 1 2 3; do killed; sleep 2; worker 2; sleep 2; done; }
overload_fault() { sleep 5; load "overload.$name.more" --seed $((seed + 50)) --rate $((3 * capacity - rate)) --warm-up 0.001 --duration 10; }
slow_fault() { sleep 5; python3 slow.py 127.0.0.1 "$next" 10 > "$legs/slow.$name.clients" & pid[slow]=$!; }

for fault in $faults; do
  for name in $targets; do
    for id in 1 2 3; do worker $id; done
    fresh "$name"
    load "$fault.$name" --seed "$seed" --rate "$rate" --warm-up 2 --duration 20 --every 1
    sleep 2
    "${fault}_fault"
    for process in "$fault.$name" "$fault.$name.more" slow; do
      [[ -n ${pid[$process]:-} ]] && { wait "${pid[$process]}"; unset "pid[$process]"; }
    done
    [[ -s $legs/$fault.$name.json ]] || { echo "$fault, $name: no result" >&2; cat "$work/$fault.$name.out" >&2; exit 1; }
    echo "$fault, $name: $(tail -1 "$work/$fault.$name.out")" >&2
    for process in "$name" w1 w2 w3; do stop "$process"; done
    next=$((next + 1))
  done
done

for name in "${!title[@]}"; do echo "$name=${title[$name]}"; done > "$legs/titles"
{
  echo "# While something fails, beside other proxies"
  echo
  echo "$machine"
  echo "Made by \`bash bench/peers/run.sh faults\`: three worker processes x $slots slots in order of arrival; Short exponential with a mean of $short ms, Long lognormal with one of $long ms; $rate jobs/s,"
  echo "about $((100 * rate / capacity)) % of the capacity, 90 % Short, by \`lb bench\` in an open loop, with at most 30 s for an answer. Each time with fresh workers and a fresh proxy, and the same jobs for all."
  python3 faults.py "$legs"
} > "$page"
cat "$page"
