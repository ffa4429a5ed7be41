"""The tables of peers-latency.md, from what `lb bench --json` said of each leg: RATE.TARGET.ROUND.json in the folder given."""
import json
import pathlib
import statistics
import sys

folder = pathlib.Path(sys.argv[1])
titles = dict(line.split("=", 1) for line in (folder / "titles").read_text().splitlines())
order = ["floor", "leastconn", "best", "nginx", "caddy", "ours"]
legs = {}
for file in folder.glob("*.json"):
    rate, target, round_number, _ = file.name.split(".")
    legs[rate, target, int(round_number)] = json.loads(file.read_text())


def rounds(rate, target):
    return sorted(number for (r, t, number) in legs if (r, t) == (rate, target))


def figure(leg, job_type, name):
    return leg[job_type].get(name)


def median(rate, target, job_type, name):
    values = [figure(legs[rate, target, number], job_type, name) for number in rounds(rate, target)]
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def ratios(rate, target, other, job_type, name):
    """Of each round that both have; the floor was measured once, so it stands for every round."""
    found = []
    for number in rounds(rate, target):
        number_of_other = 1 if other == "floor" else number
        if (rate, other, number_of_other) in legs:
            own = figure(legs[rate, target, number], job_type, name)
            base = figure(legs[rate, other, number_of_other], job_type, name)
            if own and base:
                found.append(own / base)
    return found


def ratio(*arguments):
    found = ratios(*arguments)
    return statistics.median(found) if found else None


def show(value, digits=1):
    return "-" if value is None else f"{value:.{digits}f}"


def spread(found):
    return "-" if not found else f"{statistics.median(found):.2f} ({min(found):.2f}..{max(found):.2f})"


def failed(rate, target):
    return sum(legs[rate, target, number][job_type]["failed"] for number in rounds(rate, target) for job_type in ("short", "long"))


rates = sorted({rate for (rate, _, _) in legs if rate != "start"}, key=float)
for rate in rates:
    print(f"\n## {rate} jobs/s\n")
    print("| proxy | Short p50 | Short p99 | Long p50 | Long p99 | failed | Short p50 to HAProxy's best | Short p99 to HAProxy's best (rounds) "
          "| Short p99 to leastconn | Short p99 to no waiting | Long p99 to HAProxy's best (rounds) | Long p99 to leastconn |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for target in (name for name in order if rounds(rate, name)):
        cells = [
            titles[target],
            show(median(rate, target, "short", "p50")),
            show(median(rate, target, "short", "p99")),
            show(median(rate, target, "long", "p50")),
            show(median(rate, target, "long", "p99")),
            str(failed(rate, target)),
            show(ratio(rate, target, "best", "short", "p50"), 2),
            spread(ratios(rate, target, "best", "short", "p99")),
            show(ratio(rate, target, "leastconn", "short", "p99"), 2),
            show(ratio(rate, target, "floor", "short", "p99"), 2),
            spread(ratios(rate, target, "best", "long", "p99")),
            show(ratio(rate, target, "leastconn", "long", "p99"), 2),
        ]
        print("| " + " | ".join(cells) + " |")

starts = rounds("start", "ours")
if starts:
    print("\n## From the first second on\n")
    print("The broker just started, not a job before; the first ten seconds against the rest.\n")
    print("| round | jobs/s | Short p99, first 10 s | rest | ratio | Long p99, first 10 s | rest | ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    humps = {"short": [], "long": []}
    for number in starts:
        leg = legs["start", "ours", number]
        first, rest = leg["rounds"][0]["windows"]
        for job_type in humps:
            humps[job_type].append(first[job_type]["p99"] / rest[job_type]["p99"])
        print(f"| {number} | {leg['rate']:.0f} | " + " | ".join(
            f"{first[job_type]['p99']:.1f} | {rest[job_type]['p99']:.1f} | {humps[job_type][-1]:.2f}" for job_type in ("short", "long")) + " |")
    print(f"| median | | | | {statistics.median(humps['short']):.2f} | | | {statistics.median(humps['long']):.2f} |")

verdicts = []


def wanted(text, value, limit, alternative=None):
    if value is not None:
        kept = value <= limit or (alternative is not None and alternative[0] is not None and alternative[0] <= alternative[1])
        verdicts.append(f"| {text} | {value:.2f}" + (f" or {alternative[0]:.2f}" if alternative and alternative[0] is not None else "") + f" | {'yes' if kept else '**no**'} |")


for rate in (rate for rate in rates if rounds(rate, "ours")):
    if float(rate) < 500:
        for job_type in ("short", "long"):
            for name in ("p50", "p99"):
                wanted(f"{rate} jobs/s: {job_type.capitalize()} {name} at most 1.10 x leastconn", ratio(rate, "ours", "leastconn", job_type, name), 1.10)
    else:
        wanted(f"{rate} jobs/s: Short p99 at most 0.75 x HAProxy's best, or 1.10 x no waiting", ratio(rate, "ours", "best", "short", "p99"), 0.75,
               (ratio(rate, "ours", "floor", "short", "p99"), 1.10))
        wanted(f"{rate} jobs/s: Long p99 at most 1.05 x HAProxy's best", ratio(rate, "ours", "best", "long", "p99"), 1.05)
    if rate == "850":
        wanted("850 jobs/s: Short p99 at most 0.20 x leastconn", ratio(rate, "ours", "leastconn", "short", "p99"), 0.20)
    wanted(f"{rate} jobs/s: jobs that failed: none", float(failed(rate, "ours")), 0)
if starts:
    wanted("the first 10 s: Long p99 at most 1.20 x the rest", statistics.median(humps["long"]), 1.20)
if verdicts:
    print("\n## Wanted of this broker\n\n| | measured | kept |\n|---|---:|---|")
    print("\n".join(verdicts))

print("\n## Was the load on time?\n")
late = [(key, leg["rounds"][0]["late"]) for key, leg in legs.items()]
worst = max(late, key=lambda one: one[1]["p99"])
print(f"The generator sent all but one in a hundred jobs within {statistics.median(one['p99'] for _, one in late):.2f} ms of their moment (median of {len(late)} legs; "
      f"worst leg {worst[1]['p99']:.2f}: {titles[worst[0][1]]} at {worst[0][0]}), and looked at answers within {statistics.median(one['poolP99'] for _, one in late):.2f} ms "
      f"(worst {max(one['poolP99'] for _, one in late):.2f}). It used {statistics.median(one['cores'] for _, one in late):.2f} cores.")
too_late = sorted(f"{titles[key[1]]} at {key[0]}, round {key[2]}" for key, one in late if not one["onTime"])
if too_late:
    print(f"\n**Late, by more than 2 ms, in {len(too_late)} legs; their figures are too high by that:** {'; '.join(too_late)}.")
