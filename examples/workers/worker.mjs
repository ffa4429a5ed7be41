// A worker on Node alone: node worker.mjs [ID] [PORT]. Put your work into work().
import { createServer } from 'node:http';

const [id = 'node', port = '8085'] = process.argv.slice(2);
const load = { slots: 4, inFlight: 0, queued: 0 };
const waiting = [];
let draining = false;

async function work(app, kind, payload) {
  return payload ? { sum: payload.reduce((a, b) => a + b) } : undefined;
}

async function run({ applicationId, applicationType, payload }) {
  if (load.inFlight === load.slots) {
    load.queued = waiting.length + 1;
    await new Promise(turn => waiting.push(turn)); // the slot is handed over, and stays counted
  } else load.inFlight++;
  const start = performance.now();
  try {
    const result = await work(applicationId, applicationType, payload);
    const words = applicationType === 'Long' ? 'complex (Long)' : 'simple (Short)';
    const message = `Worker ${id} processed ${words} request for ${applicationId}.`;
    return { applicationId, applicationType, worker: id, message, durationMs: +(performance.now() - start).toFixed(1), result };
  } finally {
    const next = waiting.shift();
    load.queued = waiting.length;
    next ? next() : load.inFlight--;
  }
}

function jobOf(body, isJson) {
  const [textId, textType] = isJson ? [] : body.trim().split(':');
  const job = isJson ? JSON.parse(body) : { applicationId: textId, applicationType: textType };
  const applicationType = { long: 'Long', short: 'Short' }[job.applicationType.toLowerCase()];
  if (typeof job.applicationId !== 'string' || !applicationType) throw new Error();
  return { ...job, applicationType };
}

const server = createServer(async (request, response) => {
  const answer = (status, value, media = 'application/json') => {
    const body = media.startsWith('text') ? value : JSON.stringify(value);
    response.writeHead(status, { 'Content-Type': media, 'Content-Length': Buffer.byteLength(body) }).end(body);
  };
  const problem = (status, detail) => answer(status, { type: 'about:blank', title: 'Error', status, detail }, 'application/problem+json');
  const isJson = request.headers['content-type']?.startsWith('application/json');
  const chunks = await request.toArray();
  if (request.url === '/load') return answer(200, load);
  if (request.url === '/health/ready') return draining ? problem(503, 'Draining.') : answer(200, { status: 'ready' });
  if (request.method !== 'POST' || request.url !== '/process') return problem(404, 'No such path.');
  let job;
  try { job = jobOf(Buffer.concat(chunks).toString(), isJson); } catch { return problem(400, 'Not a job: it has an applicationId, and an applicationType that is Long or Short.'); }
  try {
    const done = await run(job);
    isJson ? answer(200, done) : answer(200, done.message, 'text/plain; charset=utf-8');
  } catch (error) { problem(500, `The work failed: ${error}`); }
});
process.on('SIGTERM', () => { draining = true; server.close(() => process.exit(0)); }); // drain: what was accepted is finished
server.listen(port, () => console.log(`Worker server ${id} listening on port ${server.address().port}...`));
