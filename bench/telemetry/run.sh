#!/usr/bin/env bash
# What telemetry costs the broker: CPU per job with metrics and traces against without, side by side in one run.
#   bash bench/telemetry/run.sh         into bench/results/telemetry.md
# STARTS, ROUNDS, SECONDS_EACH, WARMUP (seconds) change the length; what it needs and how to read it: bench/README.md
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../peers" || exit
# Each row is started STARTS times: what the runtime compiles, and where memory comes to lie, makes one start up to a fifth dearer than the next.
starts=${STARTS:-8} rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-3} warmup=${WARMUP:-12}
source ./lib.sh
need nginx wrk curl dotnet python3
machine=$(bash ../machine.sh)
dotnet_publish Broker.Api broker
start_workers
python3 ../telemetry/sink.py $((base + 9)) &
pid[sink]=$!

# broker NAME TITLE [SETTING=VALUE]...
broker() {
  local name=$1 text=$2
  shift 2
  proxy "$name" "$text" env Logging__LogLevel__Default=Warning Broker__Port=@PORT@ Broker__BindAddress=localhost Broker__Policy=least-requests \
    ReverseProxy__Clusters__workers__Destinations__1__Address="${workers[0]}" ReverseProxy__Clusters__workers__Destinations__2__Address="${workers[1]}" \
    ReverseProxy__Clusters__workers__Destinations__3__Address="${workers[2]}" "$@" dotnet "$work/broker/Broker.Api.dll"
}

otlp=("Broker__Telemetry__Otlp=http://127.0.0.1:$((base + 9))" Broker__Telemetry__Protocol=http/protobuf)
none() { broker none "nothing: \`Broker:Metrics=off\`" Broker__Metrics=off; }
metrics() { broker metrics "metrics for \`/metrics\`: the default"; }
traced() { broker traced "metrics and traces by OTLP, one request in ten: the default with \`--otlp\`" "${otlp[@]}"; }
all() { broker all "metrics and traces by OTLP, every request: \`Broker:Telemetry:Sampling=1\`" "${otlp[@]}" Broker__Telemetry__Sampling=1; }
for number in $(seq "$starts"); do
  # Forwards and backwards in turn: neither the first nor the last to be started is always the same.
  order=(none metrics traced all)
  [ $((number % 2)) -eq 0 ] && order=(all traced metrics none)
  for name in "${order[@]}"; do "$name"; done
  for name in "${order[@]}"; do leg "$name" "$warmup" job.lua > /dev/null || exit 1; done
  for round in $(seq "$rounds"); do
    for name in "${order[@]}"; do
      cpu=$(leg "$name" "$seconds" job.lua) || exit 1
      echo "$cpu 0 0" >> "$work/$name.legs" # in the columns that median and ratio count by
      echo "start $number round $round  $name  $cpu" >&2
    done
  done
  for name in "${order[@]}"; do
    echo "$(median "$name" 1) $(ratio "$name" none 1) $(resident "$name")" >> "$work/$name.starts"
  done
  for name in "${order[@]}"; do
    stop "$name"
    rm "$work/$name.legs"
  done
done

{
  echo "# Telemetry"
  echo
  echo "$machine"
  echo "Made by \`bash bench/telemetry/run.sh\`: the broker before three workers that answer at once, 64 connections; $starts starts of each row, $rounds rounds of $seconds s each, in turn; medians over the starts, ratios within one start."
  echo "Full load. The collector takes everything and is not counted."
  echo
  echo "| the broker with | CPU per job, µs | ratio to nothing | its least and most | memory, MB |"
  echo "|---|---:|---:|---:|---:|"
  for name in none metrics traced all; do
    echo "| ${title[$name]} | $(over "$name" 1) | $(over "$name" 2) | $(between "$name" 2) | $(over "$name" 3) |"
  done
} | tee "${PAGE:-../results/telemetry.md}"
