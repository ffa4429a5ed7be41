#!/usr/bin/env python3
"""The grid of docs/dispatch.md: this broker's default against other designs, cell by cell, in simulation.

Usage: grid.py LB OUT [SEED...]; LB is the command that runs lb, such as "dotnet lb.dll"; OUT gets the table. Seeds: 59 by default.
Every figure is repeatable: the same seeds give the same table.
"""
import json
import shlex
import statistics
import subprocess
import sys
import tempfile

OURS, PLAIN = "lb", "central-short-first"
RIVALS = ["least-requests", "power-of-two", "peak-ewma", "prequal", PLAIN]
# Workers, slots, and as many jobs as make some hundred Long times.
CLUSTERS = [(3, 8, 150_000), (10, 1, 100_000), (100, 1, 200_000), (100, 8, 400_000)]
LOADS = [0.5, 0.7, 0.8, 0.9, 0.95]
SHORT, LONG = 0.005, 0.2
# Wanted: Short p99 at most this multiple of the best other, Long p99 at most that of plain short-first.
SHORT_BOUND, LONG_BOUND = 1.05, 1.08


def cells():
    for workers, slots, jobs in CLUSTERS:
        for waves in (False, True):
            for heavy in (False, True):
                for jumps in (False, True):
                    for load in LOADS:
                        yield workers, slots, jobs, waves, heavy, jumps, load


def workload(workers, slots, jobs, waves, heavy, jumps, load):
    text = {"load": load, "jobs": jobs, "cluster": {"workers": workers, "slots": slots}, "designs": RIVALS + [OURS]}
    if waves:
        text["bursts"] = {"height": 1.5, "phase": "1s"}
    if heavy:
        text["short"] = {"mean": "5ms", "spread": "lognormal", "sigma": 1.5}
    if jumps:
        # The second third of the jobs' time, at the same load: the jump is one of the mix.
        whole = jobs / (load * workers * slots / (0.9 * SHORT + 0.1 * LONG))
        text["phases"] = [{"from": whole / 3, "to": whole * 2 / 3, "longShare": 0.3, "load": load}]
    return text


def run(lb, cell, seed):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(workload(*cell), file)
        file.flush()
        lines = subprocess.run(
            [*lb, "simulate", "--workload", file.name, "--seed", str(seed), "--json"], check=True, capture_output=True, text=True).stdout
    runs = {line["design"]: line for line in map(json.loads, lines.splitlines())}
    return {name: (one["short"]["timesFloorP99"], one["long"]["timesFloorP99"]) for name, one in runs.items()}


def row(cell, results):
    workers, slots, _, waves, heavy, jumps, load = cell
    short = {name: statistics.median(one[name][0] for one in results) for name in RIVALS + [OURS]}
    long = {name: statistics.median(one[name][1] for one in results) for name in RIVALS + [OURS]}
    # Ratios are taken within a seed: from seed to seed all designs move together.
    best = statistics.median(one[OURS][0] / min(one[name][0] for name in RIVALS) for one in results)
    plain = statistics.median(one[OURS][1] / one[PLAIN][1] for one in results)
    met = "" if best <= SHORT_BOUND and plain <= LONG_BOUND else "**no**"
    name = f"{workers} x {slots}", "waves" if waves else "Poisson", "heavy" if heavy else "exp.", "jumps" if jumps else "steady", f"{load}"
    figures = [f"{short[one]:.2f} ({long[one]:.2f})" for one in RIVALS + [OURS]]
    return met, "| " + " | ".join([*name, *figures, f"{best:.2f}", f"{plain:.2f}", met]) + " |", name


def main():
    lb, out = shlex.split(sys.argv[1]), sys.argv[2]
    seeds = [int(seed) for seed in sys.argv[3:]] or [59]
    rows = []
    for cell in cells():
        rows.append(row(cell, [run(lb, cell, seed) for seed in seeds]))
        print(rows[-1][1], file=sys.stderr, flush=True)
    missed = [name for met, _, name in rows if met]
    with open(out, "w") as page:
        print("# The grid in simulation\n", file=page)
        print("Made by `bash bench/simulation/run.sh`. 90 % Short of 5 ms, 10 % Long of 200 ms (lognormal, sigma 0.3); *waves*: 1.5 and 0.5 times the rate, a second on average; *heavy*: Shorts", file=page)
        print("lognormal with sigma 1.5 instead of exponential; *jumps*: 30 % Long in the second third of the time, at the same load. Short p99, in brackets Long p99, as multiples of the same without", file=page)
        print(f"waiting; seed {', '.join(map(str, seeds))}. *Short*: ours over the best other; *Long*: ours over plain short-first (`{PLAIN}`, HAProxy's best); ratios within a seed.", file=page)
        print(f"Wanted: Short <= {SHORT_BOUND}, Long <= {LONG_BOUND}: met in {len(rows) - len(missed)} of {len(rows)} cells.\n", file=page)
        print("| cluster | arrivals | Shorts | mix | load | " + " | ".join(RIVALS + [OURS]) + " | Short | Long | met |", file=page)
        print("|---|---|---|---|---:|" + "---:|" * (len(RIVALS) + 3) + "---|", file=page)
        for _, line, _ in rows:
            print(line, file=page)


if __name__ == "__main__":
    main()
