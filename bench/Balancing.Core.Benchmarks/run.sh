#!/usr/bin/env bash
# What a pick costs: bash bench/Balancing.Core.Benchmarks/run.sh, about three minutes, into bench/results/picks.md
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
machine=$(bash bench/machine.sh)
dotnet run --project bench/Balancing.Core.Benchmarks -c Release -- --filter '*' --artifacts "$reports"
{
  echo "# Picks"
  echo
  echo "$machine"
  echo "Made by \`bash bench/Balancing.Core.Benchmarks/run.sh\`. Time is per pick of one thread; compare ratios, not nanoseconds."
  for report in "$reports"/results/*-report-github.md; do
    policy=${report##*.Picking.}
    echo
    echo "## ${policy%Benchmarks-report-github.md}"
    echo
    grep '^|' "$report"
  done
} > bench/results/picks.md
echo "written: bench/results/picks.md"
