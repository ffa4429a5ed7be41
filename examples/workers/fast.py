"""A worker on FastAPI: python3 fast.py [ID] [PORT]; apt-get install python3-fastapi python3-uvicorn. Put your work into do()."""
import asyncio, socket, sys, time
from typing import Any, Literal, Optional
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ValidationError

ID, PORT = (sys.argv[1:] + ["fast", "8087"][len(sys.argv) - 1:])[:2]
SLOTS, load, places, app = 4, {"inFlight": 0, "queued": 0}, asyncio.Semaphore(4), FastAPI()

class Job(BaseModel):
    applicationId: str
    applicationType: Literal["Long", "Short"]
    payload: Optional[Any] = None

async def do(job: Job):
    return {"sum": sum(job.payload)} if job.payload else None

def problem(status, detail):
    return JSONResponse(dict(type="about:blank", title="Error", status=status, detail=detail), status, media_type="application/problem+json")

@app.get("/health/ready")
async def ready():
    return {"status": "ready"}

@app.get("/load")
async def tell():
    return {"slots": SLOTS, **load}

@app.post("/process")
async def process(request: Request):
    is_json = request.headers.get("Content-Type", "").startswith("application/json")
    try:
        given = await request.json() if is_json else dict(zip(("applicationId", "applicationType"), (await request.body()).decode().strip().split(":")))
        job = Job(**{**given, "applicationType": str(given["applicationType"]).capitalize()})
    except (ValueError, KeyError, TypeError, ValidationError):
        return problem(400, "Not a job: it has an applicationId, and an applicationType that is Long or Short.")
    load["queued"] += 1
    async with places:
        load.update(queued=load["queued"] - 1, inFlight=load["inFlight"] + 1)
        try:
            start, result = time.monotonic(), await do(job)
        except Exception as error:
            return problem(500, f"The work failed: {error!r}")
        finally:
            load["inFlight"] -= 1
    message = f"Worker {ID} processed {'complex (Long)' if job.applicationType == 'Long' else 'simple (Short)'} request for {job.applicationId}."
    took = round((time.monotonic() - start) * 1000, 1)
    return JSONResponse(dict(job.dict(exclude={"payload"}), worker=ID, message=message, durationMs=took, result=result)) if is_json else PlainTextResponse(message)

listener = socket.create_server(("", int(PORT)), backlog=1024)
print(f"Worker server {ID} listening on port {listener.getsockname()[1]}...", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_keep_alive=120)).run(sockets=[listener])  # SIGTERM: what was accepted is finished
