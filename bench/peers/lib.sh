# Sourced by the scripts of this folder: starts the stand-in workers and the proxies, and measures one of them at a time.
# PORTS: the first of some 100 free ports on loopback (default 24000).

base=${PORTS:-24000}
work=$(mktemp -d)
workers=("http://127.0.0.1:$((base + 1))/" "http://127.0.0.1:$((base + 2))/" "http://127.0.0.1:$((base + 3))/")
declare -A pid port title
rows=()
next=$((base + 10))

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || { echo "needs $tool: apt-get install nginx haproxy caddy wrk curl python3" >&2; exit 2; }
  done
}

# Ends what was started here, by its id, and waits for it.
stop_all() {
  local name
  for name in "${!pid[@]}"; do kill -CONT "${pid[$name]}" 2> /dev/null; kill "${pid[$name]}" 2> /dev/null; done
  for name in "${!pid[@]}"; do wait "${pid[$name]}" 2> /dev/null; done
  rm -rf "$work"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# stop NAME: ends one of them, as stop_all does with all.
stop() {
  kill -CONT "${pid[$1]}" 2> /dev/null
  kill "${pid[$1]}" 2> /dev/null
  wait "${pid[$1]}" 2> /dev/null
  unset "pid[$1]"
}

# settings FILE PORT: a configuration with its ports and folder filled in.
settings() {
  sed -e "s|@DIR@|$work|; s|@PORT@|$2|; s|@WORKER1@|$((base + 1))|; s|@WORKER2@|$((base + 2))|; s|@WORKER3@|$((base + 3))|" \
    "$1" > "$work/$2.$(basename "$1")"
  echo "$work/$2.$(basename "$1")"
}

# start NAME TITLE PORT COMMAND...: in the background; its port must answer a job within half a minute.
start() {
  local name=$1 tries
  title[$name]=$2
  port[$name]=$3
  shift 3
  "$@" > "$work/$name.out" 2>&1 &
  pid[$name]=$!
  for tries in $(seq 150); do
    if curl -sf -o /dev/null -m 2 -H 'Content-Type: application/json' \
      -d '{"applicationId":"App1","applicationType":"Short"}' "http://127.0.0.1:${port[$name]}/process"; then
      return 0
    fi
    kill -0 "${pid[$name]}" 2> /dev/null || break
    sleep 0.2
  done
  echo "$name does not answer on port ${port[$name]}:" >&2
  tail -5 "$work/$name.out" >&2
  exit 1
}

start_workers() {
  start workers "" $((base + 1)) nginx -p "$work" -c "$(settings workers.nginx.conf $((base + 1)))"
}

# proxy NAME TITLE COMMAND...: starts one whose row is measured; @PORT@ in the command is its port.
proxy() {
  local name=$1 text=$2
  shift 2
  start "$name" "$text" "$next" "${@//@PORT@/$next}"
  rows+=("$name")
  next=$((next + 1))
}

# Clock ticks spent so far by a process and its children, user and system.
ticks() {
  local process total=0 fields
  for process in $1 $(pgrep -P "$1"); do
    # The name in parentheses may hold spaces: count the fields behind it.
    fields=$(sed 's/.*) //' "/proc/$process/stat") || continue
    # shellcheck disable=SC2086
    set -- $fields
    total=$((total + ${12} + ${13}))
  done
  echo "$total"
}

# leg NAME SECONDS SCRIPT: one window of load; prints "MICROSECONDS-OF-CPU-PER-REQUEST REQUESTS-PER-SECOND".
leg() {
  local before after requests rate
  before=$(ticks "${pid[$1]}")
  timeout $(($2 + 20)) wrk -c 64 -t 1 -d "$2s" -s "$3" "http://127.0.0.1:${port[$1]}/process" > "$work/wrk" || return 1
  after=$(ticks "${pid[$1]}")
  if grep -qE 'Non-2xx|Socket errors' "$work/wrk"; then
    echo "$1: not every job was answered: $(grep -E 'Non-2xx|Socket errors' "$work/wrk")" >&2
    exit 1
  fi
  requests=$(awk '/requests in/ { print $1 }' "$work/wrk")
  rate=$(awk '/^Requests\/sec/ { print $2 }' "$work/wrk")
  awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" -v requests="$requests" -v rate="$rate" \
    'BEGIN { printf "%.2f %.0f\n", ticks / hertz * 1e6 / requests, rate }'
}

# measure ROUNDS SECONDS WARMUP: every row in turn, so that a busy neighbour meets all of them; a line per round into
# $work/NAME.legs: "CPU RATE" of the full load, then of the light one.
measure() {
  local round name full light
  for name in "${rows[@]}"; do
    echo "warming $name: ${title[$name]}" >&2
    leg "$name" "$3" job.lua > /dev/null || exit 1
  done
  for round in $(seq "$1"); do
    for name in "${rows[@]}"; do
      full=$(leg "$name" "$2" job.lua) && light=$(leg "$name" "$2" light.lua) || exit 1
      echo "$full $light" >> "$work/$name.legs"
      echo "round $round  $name  $full  $light" >&2
    done
  done
}

# median NAME COLUMN
median() {
  cut -d' ' -f"$2" "$work/$1.legs" | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# ratio NAME OTHER COLUMN: the median over the rounds of the quotient within one round.
ratio() {
  paste -d' ' "$work/$1.legs" "$work/$2.legs" | awk -v column="$3" '{ print $column / $(column + 4) }' | sort -n |
    awk '{ value[NR] = $1 } END { printf "%.2f", value[int((NR + 1) / 2)] }'
}

# Of programs that are started several times, a line for each start in $work/NAME.starts. over NAME COLUMN: the median over the starts; between NAME COLUMN: the lowest and the highest of them.
over() {
  cut -d' ' -f"$2" "$work/$1.starts" | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}
between() {
  cut -d' ' -f"$2" "$work/$1.starts" | sort -n | awk 'NR == 1 { low = $1 } END { print low ".." $1 }'
}

# dotnet_publish PROJECT FOLDER: or takes it from the folder PUBLISHED, where it lies under the project's path.
dotnet_publish() {
  if [[ -n ${PUBLISHED:-} ]]; then
    ln -s "$PUBLISHED/$1" "$work/$2"
    return
  fi
  dotnet publish "../../$1" -c Release -o "$work/$2" -v q --nologo > "$work/$2.publish" 2>&1 || { cat "$work/$2.publish" >&2; exit 1; }
}

# resident NAME: memory in use now, in MB, of the process and its children.
resident() {
  local process
  for process in "${pid[$1]}" $(pgrep -P "${pid[$1]}"); do
    awk '/^VmRSS/ { print $2 }' "/proc/$process/status"
  done | awk '{ total += $1 } END { printf "%.0f", total / 1024 }'
}
