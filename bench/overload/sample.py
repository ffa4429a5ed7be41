"""Five times a second: busy slots of the workers, jobs that wait in the broker, and its memory. Arguments: its process id, its address, the workers' addresses."""
import concurrent.futures
import json
import sys
import time
import urllib.request

process, broker, workers = sys.argv[1], sys.argv[2], sys.argv[3:]


def get(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return json.load(answer)
    except OSError:
        return {}


def resident():
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


print("time,busy,queued,memory_mb", flush=True)
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    while True:
        begun = time.time()
        loads = list(pool.map(get, [worker + "load" for worker in workers]))
        stats = get(broker + "/admin/stats")
        print(f"{begun:.3f},{sum(load.get('inFlight', 0) for load in loads)},{stats.get('queued', -1)},{resident():.1f}", flush=True)
        time.sleep(max(0, 0.2 - (time.time() - begun)))
