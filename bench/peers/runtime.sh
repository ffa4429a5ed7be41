# Sourced by run.sh: what each .NET runtime setting is worth to a bare YARP, each on its own against the SDK's defaults.
need python3
dotnet_publish bench/peers/BareYarp bare
start_workers

# bare NAME TITLE [Runtime.Option=VALUE | VARIABLE=VALUE]...: one more bare YARP. Names with a dot go into its
# runtimeconfig.json, the others into its environment.
bare() {
  local name=$1 text=$2 folder=$work/bare-$1 setting environment=() options=()
  shift 2
  for setting in "$@"; do
    if [[ ${setting%%=*} == *.* ]]; then options+=("$setting"); else environment+=("$setting"); fi
  done
  cp -r "$work/bare" "$folder"
  python3 - "$folder/BareYarp.runtimeconfig.json" "${options[@]}" << 'PYTHON'
import json, sys
path = sys.argv[1]
document = json.load(open(path))
# What the web SDK sets by itself, and not what the project adds.
properties = {"System.GC.Server": True, "System.Globalization.Invariant": True}
for option in sys.argv[2:]:
    name, value = option.split("=")
    properties[name] = json.loads(value)
document["runtimeOptions"]["configProperties"] = properties
json.dump(document, open(path, "w"))
PYTHON
  proxy "$name" "$text" env ASPNETCORE_URLS=http://127.0.0.1:@PORT@ Logging__LogLevel__Default=Warning "${environment[@]}" dotnet "$folder/BareYarp.dll" "${workers[@]}"
}

spin=System.Threading.ThreadPool.UnfairSemaphoreSpinLimit=0
completions=DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1
scheduling=Sockets__UnsafePreferInlineScheduling=true
bare base "the SDK's defaults: server GC, concurrent, spinning, tiered PGO"
bare spin "no spinning (\`ThreadPoolSpinCount\` 0)" $spin
bare completions "inline completions of sockets (\`$completions\`)" $completions
bare scheduling "Kestrel's inline scheduling (\`UnsafePreferInlineScheduling\`)" $scheduling
bare inline "both inline" $completions $scheduling
bare workstation "workstation GC" System.GC.Server=false
bare serial "GC not concurrent" System.GC.Concurrent=false
bare small "workstation GC, not concurrent" System.GC.Server=false System.GC.Concurrent=false
bare fixed "server GC without adaptation (\`GCDynamicAdaptationMode\` 0)" System.GC.DynamicAdaptationMode=0
bare nopgo "tiered PGO off" System.Runtime.TieredPGO=false
bare notiers "tiered compilation off" System.Runtime.TieredCompilation=false
bare all "no spinning, both inline, GC not concurrent" $spin $completions $scheduling System.GC.Concurrent=false
measure "$rounds" "$seconds" "$warmup"

{
  echo "# Runtime settings"
  echo
  echo "$machine"
  echo "Made by \`bash bench/peers/run.sh runtime\`: a bare YARP, $rounds rounds of $seconds s, each row in turn; medians."
  echo "Full load is as much as it takes; light load about a thousand jobs a second."
  echo
  echo "| bare YARP with | full load: CPU per job, µs | ratio to the defaults | jobs/s | light load: CPU per job, µs | ratio | memory, MB |"
  echo "|---|---:|---:|---:|---:|---:|---:|"
  for name in "${rows[@]}"; do
    echo "| ${title[$name]} | $(median "$name" 1) | $(ratio "$name" base 1) | $(median "$name" 2) | $(median "$name" 3) | $(ratio "$name" base 3) | $(resident "$name") |"
  done
} > ../results/runtime-settings.md
cat ../results/runtime-settings.md
