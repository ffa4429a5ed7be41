import { $, count, css, darkness, element, text } from './dom.js';

// Rows are elements, for reading and acting; of many workers only so many have one, and a canvas shows all of them.
const mostRows = 40;
const rowsOfMany = 12;
const mostSlots = 40;
const names = ['healthy', 'unhealthy', 'ejected', 'draining', 'drained'];
const free = 0, short = 1, long = 2, held = 3;
const classes = ['', 'short', 'long', 'held'];

const rows = new Map();
let act = () => {};
let colours = null;

export const onDrain = handler => { act = handler; };
darkness.addEventListener('change', () => { colours = null; });

// Longs may take only so many of the slots; of the free ones beyond that the last are marked as held back, wherever the policy would go.
const heldFree = queue => {
  if (queue.slots == null) return 0;
  const unused = Math.max(0, queue.slots - queue.runningShorts - queue.runningLongs);
  const forLongs = Math.max(0, Math.min(unused, queue.slots - queue.heldBack - queue.runningLongs));
  return unused - forLongs;
};

export const spread = heldFree;

// Closed by the broker, not by somebody.
export const isShut = state => names[state] === 'unhealthy' || names[state] === 'ejected';

// What each slot of a worker shows. Jobs beyond the slots were sent ahead.
const slotsOf = (tick, index, heldHere) => {
  const slots = tick.slots[index] < 0 ? tick.inFlight[index] : tick.slots[index];
  const busy = Math.min(slots, tick.inFlight[index]);
  const longs = Math.min(busy, tick.longs[index]);
  return { slots, busy, longs, shorts: busy - longs, ahead: Math.max(0, tick.inFlight[index] - slots), held: Math.min(heldHere, slots - busy) };
};

const heldByWorker = tick => {
  let left = heldFree(tick.queue);
  const result = new Array(tick.state.length).fill(0);
  for (let index = tick.state.length - 1; index >= 0 && left > 0; index--) {
    if (tick.state[index] !== 0 || tick.slots[index] < 0) continue;
    result[index] = Math.min(left, Math.max(0, tick.slots[index] - tick.inFlight[index]));
    left -= result[index];
  }
  return result;
};

export const draw = (layout, tick) => {
  const all = layout.workers.length;
  const open = tick.state.reduce((sum, state) => sum + (state === 0), 0);
  text($('workers-sum'), all === 0 ? '' : open === all ? `${count(all)} open` : `${count(open)} of ${count(all)} open`);
  const heldBack = heldByWorker(tick);
  const isMany = all > mostRows;
  $('worker-filter-label').hidden = !isMany;
  $('matrix').hidden = $('matrix-note').hidden = !isMany;
  if (isMany) drawMatrix(tick, heldBack);
  drawRows(layout, tick, heldBack, chosen(layout, tick, isMany), isMany);
};

// Of many: those that match, those in need of attention first.
const chosen = (layout, tick, isMany) => {
  if (!isMany) return layout.workers.map((_, index) => index);
  const wanted = $('worker-filter').value.trim().toLowerCase();
  const found = [];
  for (const closed of [true, false]) {
    for (let index = 0; index < layout.workers.length && found.length < rowsOfMany; index++) {
      if ((tick.state[index] !== 0) === closed && layout.workers[index].id.toLowerCase().includes(wanted)) found.push(index);
    }
  }
  return found;
};

const drawRows = (layout, tick, heldBack, indexes, isMany) => {
  const list = $('worker-rows');
  const seen = new Set();
  indexes.forEach((index, place) => {
    const worker = layout.workers[index];
    const row = rows.get(worker.id) ?? newRow(worker.id);
    seen.add(worker.id);
    if (list.children[place] !== row.item) list.insertBefore(row.item, list.children[place] ?? null);
    drawRow(row, worker, tick, index, heldBack[index]);
  });
  for (const [id, row] of rows) {
    if (!seen.has(id)) {
      row.item.remove();
      rows.delete(id);
    }
  }
  if (isMany) text($('matrix-note'), `Each group of squares is a worker. Below: ${count(indexes.length)} of ${count(layout.workers.length)}, those that are not open first.`);
};

const newRow = id => {
  const row = {
    item: element('li'), id: element('span', 'id', id), slots: element('span', 'slots'), load: element('span', 'load'), state: element('span', 'state'), button: element('button', 'quiet'), shown: '', squares: [],
  };
  row.slots.setAttribute('role', 'img');
  row.name = element('b');
  row.why = element('span');
  row.state.append(row.name, row.why);
  row.button.type = 'button';
  row.button.addEventListener('click', () => act(id, row.button.dataset.to));
  row.item.append(row.id, row.slots, row.load, row.state, row.button);
  row.item.dataset.worker = id;
  rows.set(id, row);
  return row;
};

const drawRow = (row, worker, tick, index, heldHere) => {
  const view = slotsOf(tick, index, heldHere);
  const state = names[tick.state[index]];
  row.id.title = worker.address;
  const shown = `${view.slots}/${view.shorts}/${view.longs}/${view.held}/${view.ahead}/${state}`;
  if (row.shown !== shown) {
    row.shown = shown;
    drawSlots(row, view, state);
    const limit = tick.slots[index];
    text(row.load, limit < 0 ? count(tick.inFlight[index]) : `${count(tick.inFlight[index])} / ${count(limit)}`);
    row.slots.setAttribute('aria-label', `${view.shorts} Short, ${view.longs} Long${view.ahead ? `, ${view.ahead} prefetched` : ''}${view.held ? `, ${view.held} held back` : ''}, of ${limit < 0 ? 'any number of' : limit} slots`);
  }
  row.state.dataset.state = state;
  text(row.name, tick.state[index] === 0 ? 'open' : state);
  const why = tick.why[index] ?? (tick.slow.includes(index) ? 'slow: others go first' : '');
  text(row.why, why && ` ${why.startsWith(`${state} `) ? why.slice(state.length + 1) : why}`);
  const drains = tick.state[index] >= names.indexOf('draining');
  text(row.button, drains ? 'Open' : 'Drain');
  row.button.dataset.to = drains ? 'open' : 'draining';
  row.button.setAttribute('aria-label', `${drains ? 'Open' : 'Drain'} worker ${worker.id}`);
};

const drawSlots = (row, view, state) => {
  if (view.slots > mostSlots) {
    drawMeter(row, view);
    return;
  }
  if (row.squares.length !== view.slots + view.ahead || row.meter) {
    row.meter = null;
    row.squares = Array.from({ length: view.slots + view.ahead }, () => element('i', 'slot'));
    row.slots.replaceChildren(...row.squares);
  }
  row.squares.forEach((square, place) => {
    const kind = place >= view.slots ? 'ahead'
      : place < view.longs ? classes[long]
      : place < view.busy ? classes[short]
      : place >= view.slots - view.held ? classes[held]
      : classes[free];
    const name = `slot ${kind}${state === 'healthy' ? '' : ' away'}`;
    if (square.className !== name) square.className = name;
  });
};

const drawMeter = (row, view) => {
  if (!row.meter) {
    row.squares = [];
    row.meter = [element('i', 'long'), element('i', 'short')];
    const meter = element('span', 'meter');
    meter.append(...row.meter);
    row.slots.replaceChildren(meter);
  }
  row.meter[0].style.width = `${100 * view.longs / view.slots}%`;
  row.meter[1].style.width = `${100 * view.shorts / view.slots}%`;
};

// All workers at once: a line of squares each, drawn by colour so that a thousand workers are five fills.
const drawMatrix = (tick, heldBack) => {
  const canvas = $('matrix');
  colours ??= ['--free', '--short', '--long', '--held', '--bad'].map(css);
  const width = canvas.clientWidth || canvas.parentElement.clientWidth;
  const ratio = devicePixelRatio || 1;
  const most = Math.min(16, Math.max(1, ...tick.slots.map((slots, index) => slots < 0 ? tick.inFlight[index] : slots)));
  const size = tick.state.length > 400 ? 4 : 7;
  const [step, line] = [size + 1, size + 4];
  const across = Math.max(1, Math.floor((width + 6) / (most * step + 6)));
  const height = Math.ceil(tick.state.length / across) * line;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const paths = colours.map(() => new Path2D());
  for (let index = 0; index < tick.state.length; index++) {
    const view = slotsOf(tick, index, heldBack[index]);
    const [x, y] = [(index % across) * (most * step + 6), Math.floor(index / across) * line];
    const shown = Math.min(most, view.slots);
    const scale = view.slots > most ? most / view.slots : 1; // of more slots than squares: in proportion
    for (let place = 0; place < shown; place++) {
      const at = place / scale;
      const kind = at < view.longs ? long : at < view.busy ? short : at >= view.slots - view.held ? held : free;
      paths[kind].rect(x + place * step, y, size, size);
    }
    if (tick.state[index] !== 0) paths[4].rect(x, y + size + 1, most * step - 1, 1.5);
  }
  paths.forEach((path, kind) => {
    context.fillStyle = colours[kind];
    context.fill(path);
  });
  canvas.setAttribute('aria-label', `${tick.state.length} workers, ${tick.queue.runningShorts} Shorts and ${tick.queue.runningLongs} Longs running`);
};
