#!/usr/bin/env bash
# Runs the images made by check-image.sh together, as docker-compose.yml does: three workers, the broker, then the client.
# There is one network, this machine's, so the ports are others and the names are addresses. PORTS: the first of four free ones.
set -euo pipefail
base=${PORTS:-25000}
scratch=$(mktemp -d)
containers=()
pids=()

# program PID: the program itself, below the processes of buildah that a signal would end instead of it.
program() {
  local child
  child=$(pgrep -P "$1" | head -1)
  if [ -n "$child" ]; then program "$child"; else echo "$1"; fi
}

stop() {
  for pid in "${pids[@]}"; do kill -TERM "$(program "$pid")" 2> /dev/null || true; done
  wait
  for container in "${containers[@]}"; do buildah rm "$container" > /dev/null; done
  rm -rf "$scratch"
}
trap stop EXIT

# in_container NAME IMAGE DLL VARIABLE=VALUE...: makes a container whose program has these settings.
in_container() {
  local name=$1 container setting
  container=$(buildah from "localhost/loadbalancer-$2")
  containers+=("$container")
  for setting in "${@:4}"; do buildah config --env "$setting" "$container"; done
  declare -g "container_$name=$container" "dll_$name=$3"
}

# run NAME ARGUMENTS...
run() {
  local container=container_$1 dll=dll_$1
  buildah run --isolation chroot "${!container}" -- dotnet "${!dll}" "${@:2}"
}

# serve NAME: starts it, and waits until its own health check says it is ready; before the start it must say it is not.
serve() {
  local tries
  if run "$1" --health-check > /dev/null 2>&1; then
    echo "$1: the health check says ready before anything runs" >&2
    exit 1
  fi
  run "$1" > "$scratch/$1.out" 2>&1 &
  pids+=($!)
  for tries in $(seq 60); do
    run "$1" --health-check > "$scratch/$1.health" 2>&1 && return 0
    sleep 0.5
  done
  echo "$1: not ready after half a minute: $(cat "$scratch/$1.health")" >&2
  tail -5 "$scratch/$1.out" >&2
  exit 1
}

for id in 1 2 3; do
  in_container "worker$id" worker Worker.Api.dll Worker__Count=1 "Worker__FirstId=$id" "Worker__FirstPort=$((base + id))"
  serve "worker$id"
done
in_container broker broker Broker.Api.dll "Broker__Port=$base" Broker__Admin__Key= \
  ReverseProxy__Clusters__workers__LoadBalancingPolicy=round-robin \
  "ReverseProxy__Clusters__workers__Destinations__1__Address=http://127.0.0.1:$((base + 1))/" \
  "ReverseProxy__Clusters__workers__Destinations__2__Address=http://127.0.0.1:$((base + 2))/" \
  "ReverseProxy__Clusters__workers__Destinations__3__Address=http://127.0.0.1:$((base + 3))/"
serve broker
in_container client client lb.dll "LB_BROKER=http://127.0.0.1:$base"
run client send App1:Long App2:Short App3:Long App4:Short | tee "$scratch/answers"
if [ "$(grep -c '^Client received: Worker [123] processed ' "$scratch/answers")" -ne 4 ]; then
  echo "client: four answers were expected" >&2
  exit 1
fi

# The broker first, as compose stops what depends on others before those.
for index in 3 2 1 0; do
  kill -TERM "$(program "${pids[$index]}")"
  if ! wait "${pids[$index]}"; then
    echo "a program did not end by itself with exit code 0 when it was told to stop" >&2
    exit 1
  fi
done
pids=()
echo "workers, broker and client: ran together from their images"
