#!/usr/bin/env bash
# Builds one program's Dockerfile on the stand-in images and looks at what came out: bash deploy/check-image.sh Worker.Api
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
program=$1

case $program in
  Worker.Api) name=worker ;;
  Broker.Api) name=broker ;;
  Client.Cli) name=client ;;
esac
image=localhost/loadbalancer-$name

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Docker's own image format: the OCI one has no HEALTHCHECK.
if ! buildah bud --isolation chroot --format docker --layers --quiet \
  --build-arg SDK_IMAGE=localhost/standin-sdk --build-arg RUNTIME_IMAGE=localhost/standin-aspnet \
  -f "$program/Dockerfile" -t "$image" . > "$log" 2>&1; then
  cat "$log" >&2
  echo "$program/Dockerfile: the build failed" >&2
  exit 1
fi

user=$(buildah inspect --type image --format '{{.Docker.Config.User}}' "$image")
if [ "$user" != 1654 ]; then
  echo "$program/Dockerfile: runs as '$user', not as the base image's user without rights" >&2
  exit 1
fi
health=$(buildah inspect --type image --format '{{if .Docker.Config.Healthcheck}}{{.Docker.Config.Healthcheck.Test}}{{end}}' "$image")
if [ "$name" != client ] && [[ $health != "[CMD dotnet "*"--health-check]" ]]; then
  echo "$program/Dockerfile: no HEALTHCHECK by the program itself: '$health'" >&2
  exit 1
fi

container=$(buildah from "$image")
trap 'rm -f "$log"; buildah rm "$container" > /dev/null' EXIT
case $name in
  worker) dll=Worker.Api.dll ;;
  broker) dll=Broker.Api.dll ;;
  client) dll=lb.dll ;;
esac
buildah run --isolation chroot "$container" -- dotnet "$dll" --help > /dev/null
if buildah run --isolation chroot "$container" -- /bin/sh -c true 2> /dev/null; then
  echo "$program/Dockerfile: the final image has a shell; it stands on the wrong base" >&2
  exit 1
fi
echo "$image: built, starts as user $user"
