#!/usr/bin/env bash
# The line under which figures are written down: without the machine they mean nothing.
model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -1)
memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
system=$(. /etc/os-release && echo "$PRETTY_NAME")
load=$(cut -d' ' -f1 /proc/loadavg)
printf 'Machine: %s, %s cores, %s; %s, Linux %s; .NET %s; %s UTC, load average %s at the start.\n' \
  "$model" "$(nproc)" "$memory" "$system" "$(uname -r)" \
  "$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { version = $2 } END { print version }')" \
  "$(date -u '+%F %H:%M')" "$load"
