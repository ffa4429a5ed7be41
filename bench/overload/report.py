"""The page of the overload runs, from what `lb bench --json`, sample.py and polite.py have said. Arguments: their folder, Short and Long in ms, slots."""
import csv
import json
import pathlib
import statistics
import sys

folder, short_ms, long_ms, slots = pathlib.Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
verdicts = []


def wanted(text, value, kept):
    verdicts.append(f"| {text} | {value} | {'yes' if kept else '**no**'} |")


def leg(name):
    return json.loads((folder / f"{name}.json").read_text())


def samples(name, begun, ended):
    with open(folder / f"{name}-samples.csv") as file:
        return [row for row in csv.DictReader(file) if begun <= float(row["time"]) < ended]


def mean(rows, column):
    return statistics.mean(float(row[column]) for row in rows)


def show(value):
    return "-" if value is None else f"{value:.1f}"


def windows(name):
    return leg(name)["rounds"][0]["windows"]


def table(name, begun, seconds):
    print("| second | Short p50 | Short p99 | Short refused | Long p99 | Long refused | slots busy | waiting | memory MB |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    shown = [0, 5, 9, 10, 11, 12, 15, 20, 30, 40, 50, 60, 69, 70, 71, 72, 75, 80, 89] if seconds > 30 else list(range(8, 26)) + [30]
    for window in windows(name + "-base"):
        second = window["from"]
        if second not in shown:
            continue
        rows = samples(name, begun - 10 + second, begun - 9 + second)
        one, other = window["short"], window["long"]
        print(f"| {second:.0f} | {show(one.get('p50'))} | {show(one.get('p99'))} | {one['failed']} | {show(other.get('p99'))} | {other['failed']} "
              f"| {mean(rows, 'busy') / slots:.0%} | {mean(rows, 'queued'):.0f} | {mean(rows, 'memory_mb'):.0f} |")


def moments(name):
    return (float((folder / f"{name}-{end}").read_text()) for end in ("from", "to"))


# --- three times the capacity
begun, ended = moments("three")
base, more = leg("three-base"), leg("three-more")
refusals = [kind for one in (base, more) for kind in (one["short"].get("refused"), one["long"].get("refused")) if kind]
during = samples("three", begun + 5, ended)
stats = json.loads((folder / "three-stats.json").read_text())
goodput = mean(during, "busy") / slots
seconds = ended - begun
other_failures = {kind: count for one in (base, more) for job in ("short", "long") for kind, count in one[job]["failures"].items() if kind != "503"}
print(f"\n## Three times the capacity for {seconds:.0f} s\n")
print("The base load's jobs, second by second (second 10: the overload begins; 70: it ends); milliseconds.\n")
table("three", begun, seconds)
overloaded = [window for window in windows("three-base") if 10 <= window["from"] < 10 + seconds]
after = [window for window in windows("three-base") if window["from"] >= 12 + seconds]
before = [window for window in windows("three-base") if window["from"] < 10]
worst = more["short"]["p99"]
print(f"\nOf the second generator: {more['short']['answered']} Shorts answered (p50 {more['short']['p50']:.1f}, p99 {worst:.1f}), {more['short']['failed']} not; "
      f"{more['long']['answered']} Longs answered (p50 {more['long'].get('p50', 0) / 1000:.1f} s, p99 {more['long'].get('p99', 0) / 1000:.1f} s), {more['long']['failed']} refused.")
wanted("goodput: slots that work, from 5 s on, at least 95 %", f"{goodput:.1%}", goodput >= 0.95)
wanted("Short p99 of the accepted within the deadline of 1 s", f"{max(worst, base['short']['p99']):.0f} ms", max(worst, base["short"]["p99"]) <= 1000)
refused = sum(kind["count"] for kind in refusals)
wanted("Shorts refused (shed last; 0.55 of the slots would do for all of them)", base["short"]["failed"] + more["short"]["failed"], base["short"]["failed"] + more["short"]["failed"] == 0)
if refusals:
    slowest, usual = max(kind["p99"] for kind in refusals), statistics.median(kind["p50"] for kind in refusals)
    wanted(f"the {refused} refused hear it in under 20 ms (p99)", f"{slowest:.1f} ms (p50 {usual:.1f})", slowest < 20)
    wanted("refused without a Retry-After", sum(kind["withoutRetryAfter"] for kind in refusals), not sum(kind["withoutRetryAfter"] for kind in refusals))
wanted("failed otherwise than by 503", other_failures or 0, not other_failures)
first, last = mean(samples("three", begun + 10, begun + 20), "memory_mb"), mean(samples("three", ended - 10, ended), "memory_mb")
wanted("memory flat: the last 10 s of the overload at most 1.05 x its second 10 to 20", f"{last / first:.2f}", last <= 1.05 * first)
calm, settled = statistics.median(window["short"].get("p99", 0) for window in before), statistics.median(window["short"].get("p99", 0) for window in after)
wanted("from 2 s after its end: Short p99 of a second (median) at most 1.1 x before", f"{settled / calm:.2f}", settled <= 1.1 * calm)
wanted("from 2 s after its end: refused", sum(window["short"]["failed"] + window["long"]["failed"] for window in after), not sum(window["short"]["failed"] + window["long"]["failed"] for window in after))
wanted("in the end: jobs in flight and waiting", stats["inFlight"] + stats["queued"], stats["inFlight"] + stats["queued"] == 0)

# --- the spike
begun, ended = moments("spike")
print("\n## A spike of Shorts alone, to 1.4 times the capacity for 10 s\n")
table("spike", begun, 10)
before = statistics.median(window["short"].get("p50", 0) for window in windows("spike-base") if window["from"] < 10)
settled = [window for window in windows("spike-base") if 13 <= window["from"] < 20]
delay = statistics.median(window["short"].get("p50", 0) for window in settled) - before
busy = mean(samples("spike", begun + 1, ended), "busy") / slots
wanted("the spike: delay (p50 less that of before) from its fourth second on, within 100 ms", f"{delay:.0f} ms", delay <= 100)
wanted("the spike: slots that work, at least 95 %", f"{busy:.1%}", busy >= 0.95)
calm = [window for window in windows("spike-base") if window["from"] >= 22]
wanted("from 2 s after the spike: refused", sum(window["short"]["failed"] for window in calm), not sum(window["short"]["failed"] for window in calm))

# --- Retry-After
polite = json.loads((folder / "polite.json").read_text())
share = polite["takenAtTheSecondTry"] / max(1, polite["refusedAtFirst"])
print("\n## Clients that keep to Retry-After\n")
print(f"{polite['jobs']} Longs, 300 at once and then twice what can be done for 15 s; who is refused comes again when told. {polite['refusedAtFirst']} were refused at first; "
      f"{share:.0%} of them were taken at the second try, and {polite['never']} were not taken at all. Tries: {', '.join(f'{count} x {tries}' for tries, count in polite['tries'].items())}.")
wanted("of the refused, taken at the second try, at least 95 %", f"{share:.1%}", share >= 0.95)

print("\n## Wanted\n\n| | measured | kept |\n|---|---:|---|")
print("\n".join(verdicts))
late = max(one["rounds"][0]["late"]["p99"] for one in (base, more, leg("spike-base"), leg("spike-more")))
stalled = max(one["rounds"][0]["late"]["max"] for one in (base, more))
print(f"\nThe generators sent all but one job in a hundred within {late:.2f} ms of their moment, and the last of them {stalled:.0f} ms late: so long the machine had other things to do.")
