"""The page of the soak, from the samples and what `lb bench --json` said. Argument: their folder."""
import csv
import json
import pathlib
import statistics
import sys

folder = pathlib.Path(sys.argv[1])
with open(folder / "samples.csv") as file:
    rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
leg = json.loads((folder / "lb.json").read_text())
stats = json.loads((folder / "stats.json").read_text())
left = (folder / "leave.out").read_text().strip()
short, long = leg["short"], leg["long"]
length = leg["seconds"]
part = length / 4


def mean(column, begun, ended):
    return statistics.mean(row[column] for row in rows if begun <= row["second"] < ended)


print(f"\n{short['answered'] + long['answered']} jobs answered, {short['failed'] + long['failed']} failed"
      f"{' (' + ', '.join(f'{count} x {kind}' for job in (short, long) for kind, count in job['failures'].items()) + ')' if short['failed'] + long['failed'] else ''}; {left} clients left. "
      f"Short p99 {short['p99']:.0f} ms, Long p99 {long['p99']:.0f} ms.\n")
print("| minutes | memory MB | threads | open files | in flight | waiting | Short p99 | failed |\n|---|---:|---:|---:|---:|---:|---:|---:|")
windows = leg["rounds"][0].get("windows") or [{"from": 0, "to": length, "short": short, "long": long}]
step = max(1, len(windows) // 10)
for index in range(0, len(windows), step):
    some = windows[index:index + step]
    begun, ended = some[0]["from"], some[-1]["to"]
    print(f"| {some[0]['from'] / 60:.0f} to {some[-1]['to'] / 60:.0f} | " + " | ".join(f"{mean(column, begun, ended):.0f}" for column in ("memory_mb", "threads", "files", "in_flight", "queued"))
          + f" | {statistics.median(one['short'].get('p99', 0) for one in some):.0f} | {sum(one['short']['failed'] + one['long']['failed'] for one in some)} |")
print("\n## Wanted\n\n| | first quarter | last quarter | kept |\n|---|---:|---:|---|")
for text, column, most in (("memory, MB: at most 1.05 x", "memory_mb", 1.05), ("threads: at most 1.1 x", "threads", 1.1), ("open files: at most 1.1 x", "files", 1.1)):
    first, last = mean(column, 0, part), mean(column, length - part, length)
    print(f"| {text} | {first:.1f} | {last:.1f} | {'yes' if last <= most * first else '**no**'} |")
held = stats["inFlight"] + stats["queued"]
print(f"| in flight and waiting in the end: 0 | | {held} | {'yes' if held == 0 else '**no**'} |")
lost = short["failed"] + long["failed"]
print(f"| jobs failed of clients that stayed: 0 | | {lost} | {'yes' if lost == 0 else '**no**'} |")
