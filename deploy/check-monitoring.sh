#!/usr/bin/env bash
# Checks what Prometheus and systemd are given: bash deploy/check-monitoring.sh; needs promtool (apt-get install prometheus).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
promtool check config prometheus/prometheus.yml prometheus/compose.yml
(cd prometheus && promtool test rules alerts.test.yml)
if command -v systemd-analyze > /dev/null; then
  # Its figure of exposure goes from 0 to 10, here times ten.
  for unit in systemd/*.service; do
    systemd-analyze security --offline=true --threshold=25 --no-pager "$unit" > /dev/null || { echo "$unit is more exposed than it was" >&2; exit 1; }
  done
  echo "systemd units: checked"
fi
