import { $, count, element, ms, text } from './dom.js';
import { Stream } from './stream.js';
import * as workers from './workers.js';
import * as queue from './queue.js';
import * as charts from './charts.js';
import * as lists from './lists.js';
import * as acts from './acts.js';

const staleAfter = 2000;

let layout = null;
let tick = null;
let minutes = null;
let chosen = new URLSearchParams(location.search).get('cluster');
let heardAt = 0;
let isWanted = false;

// How long the script worked on each of the last frames, in milliseconds, for whoever measures it.
const frames = globalThis.dashboardFrames = [];

const index = () => Math.max(0, layout.clusters.findIndex(cluster => cluster.id === chosen));
const cluster = () => layout.clusters[index()];

// Snapshots may come faster than the screen shows them.
const redraw = () => {
  if (isWanted) return;
  isWanted = true;
  requestAnimationFrame(() => {
    isWanted = false;
    const begun = performance.now();
    draw();
    frames.push(performance.now() - begun);
    if (frames.length > 200) frames.shift();
  });
};

const draw = () => {
  if (!layout || !tick || tick.layout !== layout.number || !cluster()) {
    drawStart();
    return;
  }
  const mine = { ...tick.clusters[index()], at: tick.at };
  workers.draw(cluster(), mine);
  queue.draw(mine);
  drawFigures(mine);
  drawStart();
};

const figures = () => {
  const point = charts.last();
  const mine = tick?.clusters[index()];
  return { short99: point?.[3] ?? null, long99: point?.[6] ?? null, rate: point ? point[1] + point[4] : 0, waiting: mine ? mine.queue.shorts + mine.queue.longs : 0 };
};

const drawFigures = mine => {
  const slots = mine.queue.slots;
  const busy = mine.inFlight.reduce((sum, value) => sum + value, 0);
  text($('f-busy'), count(busy));
  text($('f-slots'), slots == null ? 'no limit' : `of ${count(slots)}`);
  text($('f-waiting'), count(mine.queue.shorts + mine.queue.longs));
  text($('f-waiting-of'), mine.queue.shorts + mine.queue.longs ? `${count(mine.queue.shorts)} S · ${count(mine.queue.longs)} L` : '');
  const all = tick.counts.forwarded + tick.counts.failed + tick.counts.refused;
  for (const name of ['forwarded', 'retried', 'refused', 'failed']) {
    text($(`f-${name}`), count(tick.counts[name]));
    text($(`f-${name}-of`), name === 'forwarded' || !tick.counts[name] ? 'since the start' : `${Number((100 * tick.counts[name] / all).toPrecision(2))} % of all`);
  }
};

const drawSecond = () => {
  text($('f-rate'), count(figures().rate));
  for (const [id, view] of [['f-short', minutes.short], ['f-long', minutes.long]]) {
    text($(id), view.jobs ? ms(view.p99) : '–');
    text($(`${id}50`), view.jobs ? `p50 ${ms(view.p50)}` : '');
  }
  acts.drawEffect();
};

// At rest the page says what to do next.
const drawStart = () => {
  const none = layout && (!cluster() || cluster().workers.length === 0 || tick && tick.clusters[index()]?.state.every(workers.isShut));
  const idle = layout && tick && !none && tick.counts.forwarded + tick.counts.failed + tick.counts.refused === 0;
  const kind = none ? 'none' : idle ? 'idle' : '';
  const panel = $('start');
  if (panel.dataset.kind === kind) return;
  panel.dataset.kind = kind;
  panel.hidden = !kind;
  if (!kind) return;
  const here = location.origin;
  const to = location.port === '8080' ? '' : ` --broker ${here}`;
  text($('start-title'), none ? 'No worker is open yet' : 'Ready: send the first jobs');
  text($('start-text'), none
    ? 'Jobs wait a few seconds for a worker and are refused then. Start some: they are taken in as soon as they answer.'
    : 'Everything is up, nothing has come yet. Copy one of these into a terminal and watch the slots fill.');
  $('start-commands').replaceChildren(...(none
    ? ['dotnet run --project Worker.Api', `dotnet run --project Worker.Api -- --count 1 --first-id 4 --first-port 8084 --broker ${here}`]
    : [`lb send App1:Long App2:Short App3:Long App4:Short${to}`, `curl -d App1:Long -H "Content-Type: text/plain" ${here}/process`, `lb send App1:Short App2:Short App3:Long --repeat 500 --concurrency 60${to}`]).map(command));
};

const command = words => {
  const item = element('li');
  const button = element('button', 'quiet', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy: ${words}`);
  button.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(words).then(() => text(button, 'Copied'), () => {});
    setTimeout(() => text(button, 'Copy'), 1500);
  });
  const code = element('code', '', words);
  code.tabIndex = 0; // it scrolls
  item.append(code, button);
  return item;
};

const drawLayout = () => {
  const select = $('cluster');
  $('cluster-choice').hidden = layout.clusters.length < 2;
  if ([...select.options].map(option => option.value).join() !== layout.clusters.map(one => one.id).join()) {
    select.replaceChildren(...layout.clusters.map(one => new Option(one.id, one.id)));
  }
  const since = new Date(layout.started);
  $('since').dateTime = layout.started;
  text($('since'), since.toLocaleString('en-GB'));
  if (!cluster()) return;
  select.value = cluster().id;
  text($('policy-now'), `${cluster().policy} · ${cluster().dispatch.order}`);
  acts.settings(cluster(), layout.policies);
};

const stream = new Stream({
  hello: said => acts.hello(said),
  layout: said => { layout = { ...said, number: null }; },
  tick: said => {
    heardAt = performance.now();
    tick = said;
    if (layout && layout.number === null) {
      layout.number = said.layout;
      drawLayout();
    }
    drawLink();
    redraw();
  },
  history: said => second(said, true),
  second: said => second(said, false),
  refused: (status, detail) => {
    link('refused', 'Not allowed');
    banner(detail);
    acts.refused(status, detail);
  },
}, acts.authorization);

const second = (said, isAll) => {
  minutes = said;
  charts.take(said.points, said.marks, isAll);
  lists.take(said.decisions, said.applications);
  drawSecond();
};

const link = (state, words) => {
  $('link').dataset.state = state;
  text($('link-text'), words);
};

const banner = words => {
  $('stale').hidden = !words;
  text($('stale'), words);
};

const drawLink = () => {
  if (!heardAt) return;
  const silent = performance.now() - heardAt;
  if (silent < staleAfter) {
    link('live', 'Live');
    banner('');
  } else {
    link('stale', 'Not connected');
    banner(`The broker does not answer: what you see is ${ms(silent).replace(/\.\d+ s/, ' s')} old. Trying again by itself.`);
  }
};

$('cluster').addEventListener('change', () => {
  chosen = $('cluster').value;
  queue.forget();
  drawLayout();
  redraw();
});
$('worker-filter').addEventListener('input', redraw);
addEventListener('resize', redraw);
setInterval(() => document.hidden || drawLink(), 500);
acts.start(figures, () => stream.restart());
workers.onDrain(acts.drain);
stream.start();
