# Sourced by run.sh: how long jobs take at a given rate, the broker beside HAProxy, nginx and Caddy, before workers that really take their time.
# TARGETS, RATES, ROUNDS, SECONDS_EACH, WARMUP, START_SECONDS, OURS_ARGS, OURS: see bench/README.md
need python3
targets=${TARGETS:-leastconn best nginx caddy ours}
rates=${RATES:-350 700 850 900}
seconds=${SECONDS_EACH:-9} warmup=${WARMUP:-2} start_seconds=${START_SECONDS:-30} start_rate=${START_RATE:-850}
page=${PAGE:-../results/peers-latency.md}
legs=$work/legs
mkdir "$legs"
if [[ $targets == *caddy* ]]; then need caddy; fi
dotnet_publish Worker.Api worker
dotnet_publish Client.Cli lb
ours=${OURS:-$work/broker}
[[ -n ${OURS:-} ]] || dotnet_publish Broker.Api broker

title[floor]="no waiting: HAProxy before workers of 1,000 slots"
title[leastconn]="HAProxy, leastconn"
title[best]="HAProxy, maxconn 8 and priority classes"
title[nginx]="nginx, least_conn"
title[caddy]="Caddy, least_conn"
title[ours]="this broker${OURS_ARGS:+, $OURS_ARGS}"

# fresh_workers SLOTS SEED: three of them, compiled by a second of Shorts, while the proxy starts. They run jobs in order of arrival, as most servers do: with
# Short first in the workers, too (WORKER_ORDER=short-first), every proxy would be better for a part of this project.
fresh_workers() {
  local text=$1 worker
  start workers "$text" $((base + 3)) env Logging__LogLevel__Default=Warning DOTNET_gcServer=0 dotnet "$work/worker/Worker.Api.dll" \
    --first-port $((base + 1)) --bind-address localhost --slots "$1" --order "${WORKER_ORDER:-arrival}" --distribution mixed --seed "$2"
  for worker in "${workers[@]}"; do
    wrk -c 8 -t 1 -d 1s -s job.lua "${worker}process" > /dev/null &
    pid[warm$worker]=$!
  done
}

# fresh NAME: a proxy of this name on the port $next.
fresh() {
  local file command
  case $1 in
    leastconn | floor) file=haproxy.cfg command="haproxy -db -f" ;;
    best) file=best.haproxy.cfg command="haproxy -db -f" ;;
    nginx) file=proxy.nginx.conf command="nginx -p $work -c" ;;
    caddy) file=Caddyfile command="env XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work caddy run --adapter caddyfile --config" ;;
    ours)
      # shellcheck disable=SC2086
      start ours "${title[ours]}" "$next" env Logging__LogLevel__Default=Warning Broker__Port="$next" Broker__BindAddress=localhost \
        ReverseProxy__Clusters__workers__Destinations__1__Address="${workers[0]}" \
        ReverseProxy__Clusters__workers__Destinations__2__Address="${workers[1]}" \
        ReverseProxy__Clusters__workers__Destinations__3__Address="${workers[2]}" \
        dotnet "$ours/Broker.Api.dll" ${OURS_ARGS:-}
      return
      ;;
    *) echo "there is no target $1: leastconn best nginx caddy ours" >&2; exit 2 ;;
  esac
  # shellcheck disable=SC2086
  start "$1" "${title[$1]}" "$next" $command "$(settings $file "$next")"
}

# bench NAME ROUND FILE ARGUMENTS-OF-LB...: fresh workers, a fresh proxy, one measurement. The same round means the same jobs for all.
bench() {
  local name=$1 round=$2 file=$3 slots=8 worker
  shift 3
  [[ $name == floor ]] && slots=1000
  fresh_workers "$slots" "$round"
  fresh "$name"
  for worker in "${workers[@]}"; do
    wait "${pid[warm$worker]}"
    unset "pid[warm$worker]"
  done
  "$work/lb/lb" bench --target "$name=http://127.0.0.1:$next" --seed "$round" --json "$@" > "$legs/$file" 2> "$work/lb.out" &
  pid[lb]=$!
  wait "${pid[lb]}" || echo "$name: not every job was answered" >&2
  unset "pid[lb]"
  sed 's/^round 1 of 1 /'"round $round"'/' "$work/lb.out" >&2
  [[ -s $legs/$file ]] || exit 1
  stop "$name"
  stop workers
  next=$((next + 1))
}

for round in $(seq "$rounds"); do
  for rate in $rates; do
    # At light load only what is promised of it is measured.
    [[ $rate -lt 500 && -z ${TARGETS:-} ]] && now="leastconn ours" || now=$targets
    [[ $round == 1 ]] && now="floor $now"
    for name in $now; do
      bench "$name" "$round" "$rate.$name.$round.json" --rate "$rate" --duration "$seconds" --warm-up "$warmup"
    done
  done
  # From its first job on: is there a hump?
  [[ $start_seconds == 0 || $targets != *ours* ]] && continue
  bench ours "$round" "start.ours.$round.json" --rate "$start_rate" --duration "$start_seconds" --warm-up 0 --start
done

for name in "${!title[@]}"; do echo "$name=${title[$name]}"; done > "$legs/titles"
{
  echo "# Latency beside other proxies"
  echo
  echo "$machine"
  echo "Made by \`bash bench/peers/run.sh latency\`: 3 workers x 8 slots; 90 % Short (exponential, 5 ms), 10 % Long (lognormal, 200 ms); Poisson arrivals by \`lb bench\`;"
  echo "Rounds: $rounds, of $seconds s after $warmup s of warm-up, each proxy in turn on the same jobs, each time with fresh workers. Milliseconds; medians over the rounds, ratios taken within a round."
  python3 latency.py "$legs"
} > "$page"
cat "$page"
