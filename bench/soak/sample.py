"""Every five seconds: the broker's memory, threads and open files, and what it holds. Arguments: its process id and its address."""
import json
import os
import sys
import time
import urllib.request

process, broker = sys.argv[1], sys.argv[2]
begun = time.time()
print("second,memory_mb,threads,files,in_flight,queued", flush=True)
while True:
    with open(f"/proc/{process}/status") as file:
        status = dict(line.split(":", 1) for line in file)
    try:
        with urllib.request.urlopen(broker + "/admin/stats", timeout=5) as answer:
            stats = json.load(answer)
    except OSError:
        stats = {}
    print(f"{time.time() - begun:.0f},{int(status['VmRSS'].split()[0]) / 1024:.1f},{int(status['Threads'])},{len(os.listdir(f'/proc/{process}/fd'))},"
          f"{stats.get('inFlight', -1)},{stats.get('queued', -1)}", flush=True)
    time.sleep(5)
