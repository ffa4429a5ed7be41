"""Makes the page of run.sh out of what lb bench and drip.py said. Arguments: the machine, how many slow clients, the rate, the folder of the results."""

import json
import pathlib
import statistics
import sys

MOST = 1.2


def main() -> None:
    machine, clients, rate, folder = sys.argv[1:]
    work = pathlib.Path(folder)
    alone, beside = ([json.loads(line) for line in (work / name).read_text().splitlines()] for name in ("alone", "beside"))
    slow = [json.loads(path.read_text()) for path in sorted(work.glob("slow.*"))]
    ratios = [theirs["short"]["p99"] / ours["short"]["p99"] for ours, theirs in zip(alone, beside)]
    failed = sum(line["short"]["failed"] + line["long"]["failed"] for line in beside)

    print("# A normal client beside slow ones\n")
    print(machine)
    print(f"Made by `bash bench/slow-clients/run.sh {clients}`: {rate} jobs/s of a normal client, alone and beside {clients} clients that drip heads, bodies, chunks or extensions,")
    print("or say half a job and nothing more; who is cut comes again at once. Client, slow clients, broker and worker share the machine.\n")
    print("| round | Short p99 alone, ms | beside them, ms | ratio | cut | longest life, s |")
    print("|---|---:|---:|---:|---:|---:|")
    for number, (ours, theirs, ratio, cut) in enumerate(zip(alone, beside, ratios, slow), 1):
        print(f"| {number} | {ours['short']['p99']:.1f} | {theirs['short']['p99']:.1f} | {ratio:.2f} | {cut['cut']} | {max(cut['longest'].values()):.1f} |")

    ratio, longest = statistics.median(ratios), max(max(cut["longest"].values()) for cut in slow)
    print()
    print(f"- Short p99 at most {MOST} x that alone (median of the rounds): **{ratio:.2f}**, {'kept' if ratio <= MOST else 'MISSED'}")
    print(f"- the normal client's jobs failed: **{failed}**, {'kept' if failed == 0 else 'MISSED'}")
    print(f"- slow clients cut within 15 s, and a second for the look once a second: **{longest:.1f} s**, {'kept' if longest <= 16 else 'MISSED'}")


main()
