import { $, clock, css, darkness, element, ms } from './dom.js';

/* global uPlot */
const seconds = 300;
const leastSeconds = 60;
const heights = { 'chart-latency': 230, 'chart-rate': 170 };
const at = 0, shorts = 1, short50 = 2, short99 = 3, longs = 4, long50 = 5, long99 = 6, retries = 7, refusals = 8, failures = 9;
const marksShown = 6;

// Beside each other there is room below them.
const isWide = matchMedia('(min-width: 1900px)');
const tall = height => isWide.matches ? Math.round(1.9 * height) : height;

let points = [];
let marks = [];
let latency = null;
let rate = null;
let marksText = '';

export const last = () => points[points.length - 1];

// All points anew, or the last few that follow those known.
export const take = (rows, happened, isAll) => {
  if (isAll) {
    points = rows;
    marks = happened;
  } else {
    const newest = points.length ? points[points.length - 1][at] : 0;
    points = points.concat(rows.filter(row => row[at] > newest)).slice(-seconds);
    marks = happened;
  }
  draw();
};

// Of a logarithmic axis the powers of ten only: the lines between are clutter.
const powersWithin = (_, axis, low, high) => {
  const found = [];
  for (let power = Math.ceil(Math.log10(low) - 1e-9); power <= Math.log10(high) + 1e-9; power++) found.push(10 ** power);
  return found;
};

const briefly = value => value >= 1000 ? `${value / 1000} s` : value < 1 ? value.toPrecision(1) : String(value);

const axis = more => ({ stroke: css('--faint'), grid: { stroke: css('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif', ...more });
const timeAxis = () => axis({ size: 26, space: 80, values: (_, splits) => splits.map(clock) });
const valueAxis = isLog => axis({ size: 46, ...(isLog ? { splits: powersWithin, values: (_, splits) => splits.map(briefly) } : {}) });

const line = (label, colour, dash, value) => ({
  label, stroke: css(colour), width: dash ? 1.25 : 2, dash, points: { show: false }, value: (_, number) => number == null ? '–' : value(number),
});

const time = { label: 'Time', value: (_, number) => number == null ? '–' : clock(number) };
const powers = (_, low, high) => low == null ? [1, 1000] : [10 ** Math.floor(Math.log10(Math.max(low, 0.01))), 10 ** Math.ceil(Math.log10(Math.max(high, 0.1) * 1.05))];
const now = () => points.length ? points[points.length - 1][at] : Date.now() / 1000;
const span = () => [now() - Math.min(seconds, Math.max(leastSeconds, points.length)), now()]; // a broker just started has not much to show

const make = (id, scale, isLog, series) => {
  const place = $(id);
  const plot = new uPlot({
    width: Math.max(200, place.clientWidth), height: tall(heights[id]), cursor: { y: false, points: { size: 6 } },
    scales: { x: { time: true, range: span }, y: scale }, axes: [timeAxis(), valueAxis(isLog)], series: [time, ...series], legend: { live: true },
    hooks: { draw: [drawMarks] },
  }, [[], ...series.map(() => [])], place);
  return plot;
};

const columns = (...indexes) => indexes.map(index => points.map(point => point[index]));

const draw = () => {
  if (typeof uPlot === 'undefined') return;
  if (!latency) {
    const perSecond = value => `${Math.round(value)} /s`;
    latency = make('chart-latency', { distr: 3, range: powers }, true, [
      line('Short p99', '--short', undefined, ms), line('Short p50', '--short', [4, 3], ms), line('Long p99', '--long', undefined, ms), line('Long p50', '--long', [4, 3], ms),
    ]);
    rate = make('chart-rate', { range: (_, low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] }, false, [line('Short', '--short', undefined, perSecond), line('Long', '--long', undefined, perSecond)]);
  }
  // A latency of nothing has no place on a logarithmic axis.
  const times = points.map(point => point[at]);
  latency.setData([times, ...columns(short99, short50, long99, long50).map(column => column.map(value => value > 0 ? value : null))]);
  rate.setData([times, ...columns(shorts, longs)]);
  for (const [id, plot, words] of [['chart-latency', latency, 'Latency'], ['chart-rate', rate, 'Throughput']]) {
    $(id).setAttribute('role', 'img');
    $(id).setAttribute('aria-label', `${words} over the last five minutes; ${summary()}`);
    const height = tall(heights[id]);
    if ((plot.width !== $(id).clientWidth || plot.height !== height) && $(id).clientWidth > 0) plot.setSize({ width: $(id).clientWidth, height });
    if (plot.cursor.idx == null && points.length) plot.setLegend({ idx: points.length - 1 }); // without a pointer on it, the latest
  }
  listMarks();
};

const summary = () => {
  const point = last();
  return point ? `now ${point[shorts]} Shorts a second, p99 ${ms(point[short99])}, and ${point[longs]} Longs a second, p99 ${ms(point[long99])}` : 'nothing yet';
};

// Along the foot of each chart: what was refused and tried again, second by second, and what happened.
const drawMarks = plot => {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio || 1;
  const foot = bbox.top + bbox.height;
  const bar = (x, colour, level) => {
    ctx.fillStyle = colour;
    ctx.fillRect(x - ratio, foot - (level + 1) * 7 * ratio, 2 * ratio, 6 * ratio);
  };
  ctx.save();
  const [bad, again] = [css('--bad'), css('--long')];
  const [from, to] = span();
  for (const point of points) {
    if (point[at] < from || (!point[refusals] && !point[failures] && !point[retries])) continue;
    const x = plot.valToPos(point[at], 'x', true);
    if (point[refusals] || point[failures]) bar(x, bad, 0);
    if (point[retries]) bar(x, again, 1);
  }
  for (const mark of marks) {
    if (mark.at < from || mark.at > to) continue;
    const x = plot.valToPos(mark.at, 'x', true);
    const colour = css(mark.kind === 'closed' ? '--bad' : mark.kind === 'opened' ? '--good' : '--accent');
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, foot);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x, bbox.top + 4 * ratio, 3.5 * ratio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
};

const listMarks = () => {
  const shown = marks.slice(-marksShown).reverse();
  const words = shown.map(mark => mark.number).join();
  if (words === marksText) return;
  marksText = words;
  $('marks').replaceChildren(...shown.map(mark => {
    const item = element('li');
    item.append(element('i', `tick ${mark.kind}`), element('time', '', clock(mark.at)), element('span', '', mark.text));
    return item;
  }));
};

// The simulated distributions: time against the share of jobs that took no longer.
let compared = null;
export const compare = (place, before, after) => {
  compared?.destroy();
  const nines = share => 1 / (1 - Math.min(share, 0.9999));
  const tables = [before.shortCurve, after.shortCurve, before.longCurve, after.longCurve].map(curve => {
    const shares = new Map(curve.filter(([value]) => value > 0)); // of one time the last and highest share
    return [[...shares.keys()], [...shares.values()].map(nines)];
  });
  const shares = (_, number) => number == null ? '–' : `${Number(((1 - 1 / number) * 100).toPrecision(4))} %`;
  const made = (label, colour, dash) => ({ label, stroke: css(colour), width: 2, dash, spanGaps: true, points: { show: false }, value: shares });
  compared = new uPlot({
    width: Math.max(200, place.clientWidth), height: 220, cursor: { y: false },
    scales: { x: { time: false, distr: 3, range: powers }, y: { distr: 3, range: () => [1, 1000] } },
    axes: [axis({ size: 26, splits: powersWithin, values: (_, splits) => splits.map(briefly) }), axis({ size: 56, splits: powersWithin, values: (_, splits) => splits.map(value => shares(_, value)) })],
    series: [{ label: 'Time', value: (_, number) => ms(number) }, made('Short now', '--short'), made('Short then', '--short', [5, 4]), made('Long now', '--long'), made('Long then', '--long', [5, 4])],
  }, uPlot.join(tables.map(table => table[0].length ? table : [[1], [null]])), place);
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', `Short p99 ${ms(before.shortP99)} now, ${ms(after.shortP99)} then; Long p99 ${ms(before.longP99)} now, ${ms(after.longP99)} then`);
};

// uPlot draws in the colours it was made with.
darkness.addEventListener('change', () => {
  latency?.destroy();
  rate?.destroy();
  latency = rate = null;
  draw();
});
addEventListener('resize', () => requestAnimationFrame(draw));
