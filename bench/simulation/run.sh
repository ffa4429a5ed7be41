#!/usr/bin/env bash
# Simulates the grid of docs/dispatch.md and writes bench/results/grid.md; some twenty minutes. Seeds may be given: run.sh 1 2 3.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v python3 > /dev/null || { echo "needs python3" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish Client.Cli -c Release -o "$work" --nologo -v q
python3 bench/simulation/grid.py "dotnet $work/lb.dll" bench/results/grid.md "$@"
