# Sourced by run.sh: CPU time per proxied job, the broker beside HAProxy, nginx and a bare YARP.
# Each program is started STARTS times: what the runtime compiles, and where memory comes to lie, makes one start up to a fifth dearer than the next.
starts=${STARTS:-3} rounds=${ROUNDS:-2} seconds=${SECONDS_EACH:-4}
dotnet_publish bench/peers/BareYarp bare
dotnet_publish Broker.Api broker
start_workers

# The same runtime settings and the same log level for both: the bare YARP takes over the broker's.
sed 's/Broker\.Api/BareYarp/' "$work/broker/Broker.Api.runtimeconfig.json" > "$work/bare/BareYarp.runtimeconfig.json"

broker() {
  local name=$1 text=$2 log=$3
  proxy "$name" "$text" env "Logging__LogLevel__Default=$log" Broker__Port=@PORT@ Broker__BindAddress=localhost \
    ReverseProxy__Clusters__workers__LoadBalancingPolicy=least-requests \
    ReverseProxy__Clusters__workers__Destinations__1__Address="${workers[0]}" \
    ReverseProxy__Clusters__workers__Destinations__2__Address="${workers[1]}" \
    ReverseProxy__Clusters__workers__Destinations__3__Address="${workers[2]}" \
    dotnet "$work/broker/Broker.Api.dll"
}

for number in $(seq "$starts"); do
  echo "start $number of $starts" >&2
  rows=()
  proxy haproxy "HAProxy, leastconn" haproxy -db -f "$(settings haproxy.cfg $next)"
  proxy nginx "nginx, least_conn" nginx -p "$work" -c "$(settings proxy.nginx.conf $next)"
  proxy bare "bare YARP, LeastRequests" env ASPNETCORE_URLS=http://127.0.0.1:@PORT@ \
    DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1 Sockets__UnsafePreferInlineScheduling=true Logging__LogLevel__Default=Warning \
    dotnet "$work/bare/BareYarp.dll" "${workers[@]}"
  broker ours "this broker, least-requests, no line per job" Warning
  broker logged "this broker, least-requests, a line per job (its default)" Information
  measure "$rounds" "$seconds" "$warmup"
  for name in "${rows[@]}"; do
    # One line a start: medians and ratios of its rounds, so that each start counts once.
    echo "$(median "$name" 1) $(ratio "$name" haproxy 1) $(ratio "$name" bare 1) $(median "$name" 2) $(median "$name" 3) $(resident "$name")" >> "$work/$name.starts"
  done
  for name in "${rows[@]}"; do
    stop "$name"
    rm "$work/$name.legs"
  done
done

{
  echo "# CPU time per proxied job"
  echo
  echo "$machine"
  echo "Made by \`bash bench/peers/run.sh cpu\`: wrk, 64 connections, a small JSON job; each program started $starts times, each time $rounds rounds of $seconds s, each proxy in turn;"
  echo "medians over the starts, in brackets the lowest and the highest start. Light load is about a thousand jobs a second. Ratios are taken within a round. Every proxy may use two threads; connections are kept on both sides; no access logs."
  echo
  echo "| proxy | CPU per job, µs | ratio to HAProxy | ratio to bare YARP | jobs/s | light load: CPU per job, µs | memory, MB |"
  echo "|---|---:|---:|---:|---:|---:|---:|"
  for name in "${rows[@]}"; do
    echo "| ${title[$name]} | $(over "$name" 1) | $(over "$name" 2) ($(between "$name" 2)) | $(over "$name" 3) ($(between "$name" 3)) | $(over "$name" 4) | $(over "$name" 5) | $(over "$name" 6) |"
  done
} > ../results/peers-cpu.md
cat ../results/peers-cpu.md
