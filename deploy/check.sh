#!/usr/bin/env bash
# Checks the Dockerfiles and docker-compose.yml on a machine without a Docker engine.
#   bash deploy/check.sh           everything; needs root, buildah and docker-compose (apt-get install buildah docker-compose prometheus)
#   bash deploy/check.sh --quick   seconds: what needs no build, with the tools that happen to be here
# docs/docker.md says what this shows and what it cannot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
here=deploy

bash $here/check-copies.sh
if docker compose version > /dev/null 2>&1; then
  compose() { docker compose "$@"; }
elif command -v docker-compose > /dev/null; then
  compose() { docker-compose "$@"; }
elif [ "${1:-}" = --quick ]; then
  compose() { :; }
  echo "docker-compose.yml was not read: neither 'docker compose' nor docker-compose is here"
else
  echo "needs docker-compose: apt-get install docker-compose" >&2
  exit 2
fi
compose --profile client config -q
LB_PORT=9090 LB_SLOTS=1 LB_POLICY=least-requests compose --profile client config -q
compose -f docker-compose.yml -f deploy/six-workers.yml config -q
compose --profile observability config -q
echo "docker-compose.yml: read"
if command -v promtool > /dev/null; then
  bash $here/check-monitoring.sh
elif [ "${1:-}" = --quick ]; then
  echo "the alerts were not checked: promtool is not here"
else
  echo "needs promtool: apt-get install prometheus" >&2
  exit 2
fi
[ "${1:-}" = --quick ] && exit 0

if ! command -v buildah > /dev/null; then
  echo "needs buildah: apt-get install buildah" >&2
  exit 2
fi
bash $here/standin-images.sh
for program in Worker.Api Broker.Api Client.Cli; do
  bash $here/check-image.sh "$program"
done
bash $here/check-system.sh
