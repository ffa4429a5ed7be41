"""The tables of peers-faults.md, from what `lb bench --json` said of each leg: FAULT.TARGET.json in the folder given, with a window for each second."""
import json
import pathlib
import statistics
import sys

folder = pathlib.Path(sys.argv[1])
titles = dict(line.split("=", 1) for line in (folder / "titles").read_text().splitlines())
order = ["haproxy", "nginx", "yarp", "ours"]
texts = {
    "kill": "One of three workers is killed (`kill -9`) in second 5, and started again six seconds later.",
    "stop": "One of three workers is stopped (SIGSTOP) from second 5 to 15: its connections are there, and nothing answers.",
    "flap": "One of three workers is killed, started again two seconds later, and killed again two seconds after that; three times, from second 5 on.",
    "overload": "A second generator sends so much more, from second 5 to 15, that both are three times the capacity. What is refused is told apart: 503 with a Retry-After is an answer.",
    "slow": "From second 5 to 15, 500 clients send a byte of head or body a second, or never read their answers.",
}
legs = {(file.name.split(".")[0], file.name.split(".")[1]): json.loads(file.read_text()) for file in folder.glob("*.json") if file.name.count(".") == 2}
begins, ends = 5, 17


def during(leg):
    return [window for window in leg["rounds"][0]["windows"] if begins <= window["from"] < ends]


def refused(jobs):
    return (jobs.get("refused") or {"count": 0})["count"]


def failed(jobs):
    return jobs["failed"] - refused(jobs)


def show(value):
    return "-" if value is None else f"{value:.0f}"


def worst(windows, job_type):
    values = [window[job_type]["p99"] for window in windows if "p99" in window[job_type]]
    return max(values) if values else None


def middle(windows, job_type):
    values = [window[job_type]["p99"] for window in windows if "p99" in window[job_type]]
    return statistics.median(values) if values else None


verdicts = []
for fault in (name for name in texts if any(key[0] == name for key in legs)):
    print(f"\n## {fault.capitalize()}\n\n{texts[fault]}\n")
    print("| proxy | jobs | failed | refused | Short p99 of all | of the worst second | of the median second meanwhile | slowest Short | Long p99 | kinds of failure |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|")
    p99s = {}
    for target in (name for name in order if (fault, name) in legs):
        leg = legs[fault, target]
        short, long = leg["short"], leg["long"]
        kinds = {}
        for job in (short, long):
            for kind, count in job["failures"].items():
                kinds[kind] = kinds.get(kind, 0) + count
        p99s[target] = (short.get("p99"), failed(short) + failed(long))
        jobs = short["answered"] + short["failed"] + long["answered"] + long["failed"]
        print(f"| {titles[target]} | {jobs} | {failed(short) + failed(long)} | {refused(short) + refused(long)} "
              f"| {show(short.get('p99'))} | {show(worst(during(leg), 'short'))} | {show(middle(during(leg), 'short'))} | {show(short.get('max'))} | {show(long.get('p99'))} "
              f"| {', '.join(f'{count} x {kind}' for kind, count in sorted(kinds.items())) or 'none'} |")
    if "ours" in p99s:
        # Who fails jobs is fast with the rest.
        peers = {name: value for name, value in p99s.items() if name != "ours" and value[0] is not None and value[1] <= 0.01 * jobs}
        own, lost = p99s["ours"]
        verdicts.append(f"| {fault}: none of ours failed | {lost} | {'yes' if lost == 0 else '**no**'} |")
        if peers:
            best = min(value[0] for value in peers.values())
            verdicts.append(f"| {fault}: Short p99 at most that of the best of the others that failed at most 1 % | {own:.0f} ms against {best:.0f} | {'yes' if own <= best else '**no**'} |")
    more = {file.name.split(".")[1]: json.loads(file.read_text()) for file in folder.glob(f"{fault}.*.more.json")}
    if more:
        print("\nOf the second generator:\n\n| proxy | answered | failed | refused | Short p99 |\n|---|---:|---:|---:|---:|")
        for target in (name for name in order if name in more):
            short, long = more[target]["short"], more[target]["long"]
            print(f"| {titles[target]} | {short['answered'] + long['answered']} | {failed(short) + failed(long)} | {refused(short) + refused(long)} | {show(short.get('p99'))} |")
    clients = {file.name.split(".")[1]: file.read_text().strip() for file in folder.glob(f"{fault}.*.clients")}
    for target in (name for name in order if name in clients):
        print(f"\n{titles[target]}: {clients[target]}")

print("\n## Wanted of this broker\n\n| | measured | kept |\n|---|---:|---|")
print("\n".join(verdicts))
