#!/usr/bin/env bash
# Twenty minutes at a load of 0.8 while workers are replaced and clients leave: does the broker keep anything?
#   bash bench/soak/run.sh             into bench/results/soak.md
# MINUTES (20), WARMUP (5, minutes of the same before them) and PAGE change it; what it does and how to read it: bench/README.md
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit
page=${PAGE:-../results/soak.md}
minutes=${MINUTES:-20} warmup=${WARMUP:-5}
source ../peers/lib.sh
need curl dotnet python3
machine=$(bash ../machine.sh)
broker=http://127.0.0.1:$((base + 10))
legs=${LEGS:-$work}
mkdir -p "$legs"
short=50 long=1000 slots=8
# 0.8 of 24 slots over the mean of 90 % Shorts and 10 % Longs; one in twenty of the jobs is of a client that leaves.
rate=$(awk -v s=$short -v l=$long -v n=$((3 * slots)) 'BEGIN { printf "%.0f", 0.8 * 0.95 * n / ((0.9 * s + 0.1 * l) / 1000) }')
leaving=$(awk -v rate="$rate" 'BEGIN { printf "%.1f", rate / 19 }')

dotnet_publish Worker.Api worker
dotnet_publish Client.Cli lb
[[ -n ${OURS:-} ]] || dotnet_publish Broker.Api broker

# worker NUMBER: registers with the broker by itself, under an id that nobody had before.
worker() {
  start "w$1" "" $((base + 20 + $1 % 40)) env Logging__LogLevel__Default=Warning DOTNET_gcServer=0 dotnet "$work/worker/Worker.Api.dll" --count 1 --first-id "$1" \
    --first-port $((base + 20 + $1 % 40)) --bind-address localhost --advertise 127.0.0.1 --broker "$broker" --slots $slots --distribution mixed --short ${short}ms --long ${long}ms --seed "$1"
}

# shellcheck disable=SC2086
env Logging__LogLevel__Default=Warning Broker__Port=$((base + 10)) Broker__BindAddress=localhost Broker__Members__Source=registered \
  dotnet "${OURS:-$work/broker}/Broker.Api.dll" ${OURS_ARGS:-} > "$work/broker.out" 2>&1 &
pid[broker]=$!
for number in 1 2 3; do worker $number; done
python3 ../peers/warm.py "$broker" 20000 && python3 churn.py "$broker" 4000 || exit 1
(
  sleep $((warmup * 60))
  exec python3 sample.py "${pid[broker]}" "$broker"
) > "$legs/samples.csv" &
pid[samples]=$!
"$work/lb/lb" bench --target "ours=$broker" --json --rate "$rate" --warm-up $((warmup * 60)) --duration $((minutes * 60)) --every 60 > "$legs/lb.json" 2> "$work/lb.out" &
pid[lb]=$!
python3 leave.py "$broker" "$leaving" $(((warmup + minutes) * 60)) > "$legs/leave.out" &
pid[leave]=$!

next=4
end=$((SECONDS + (warmup + minutes) * 60))
while ((SECONDS + 30 < end)); do
  sleep 28
  worker $next
  kill "${pid[w$((next - 3))]}" # it says goodbye, and finishes what it has
  wait "${pid[w$((next - 3))]}"
  unset "pid[w$((next - 3))]"
  next=$((next + 1))
done
wait "${pid[lb]}"
unset "pid[lb]"
wait "${pid[leave]}"
unset "pid[leave]"
sleep 2
curl -s -m 5 "$broker/admin/stats" > "$legs/stats.json"
kill "${pid[samples]}"
{
  echo "# Soak"
  echo
  echo "$machine"
  echo "Made by \`bash bench/soak/run.sh\`: $minutes minutes, after 4,000 workers that joined and left and $warmup minutes of the same; three worker processes x $slots slots that register themselves, Short exponential with a mean of $short ms, Long lognormal with one of $long ms;"
  echo "$rate jobs/s by \`lb bench\` and $leaving more by clients that leave before their answer, a load of 0.8. Every half minute a new worker joins and the oldest is told to stop: $((next - 4)) in all."
  python3 report.py "$legs"
} > "$page"
cat "$page"
