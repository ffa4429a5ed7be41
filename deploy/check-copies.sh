#!/usr/bin/env bash
# Each Dockerfile copies the project files of exactly those projects its program is made of: one too few and the restore
# fails, one too many and the cached layer is built anew for nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# projects NAME: the project and all it refers to, each once.
projects() {
  local open=("$1") seen=" " name other
  while [ ${#open[@]} -gt 0 ]; do
    name=${open[0]}
    open=("${open[@]:1}")
    [[ $seen == *" $name "* ]] && continue
    seen+="$name "
    echo "$name"
    while read -r other; do
      open+=("$other")
    done < <(grep -oE '<ProjectReference Include="[^"]*' "$name/$name.csproj" | sed -E 's/.*\\([^\\]+)\.csproj/\1/')
  done
}

wrong=0
for program in Worker.Api Broker.Api Client.Cli; do
  wanted=$(projects "$program" | sort | while read -r name; do echo "COPY $name/$name.csproj $name/packages.lock.json $name/"; done)
  if ! diff <(echo "$wanted") <(grep '^COPY .*\.csproj ' "$program/Dockerfile" | sort); then
    echo "$program/Dockerfile: the lines marked < are wanted, those marked > are there" >&2
    wrong=1
  fi
done
[ "$wrong" -eq 0 ] && echo "Dockerfiles: copy the right projects"
exit "$wrong"
