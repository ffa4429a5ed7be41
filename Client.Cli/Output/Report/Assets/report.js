'use strict';
(() => {
  const charts = JSON.parse(document.getElementById('data').textContent);
  const colours = 12;
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = value => value == null ? '' : value === 0 ? '0' : Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));

  // Shares are laid out by 1 / (1 - share): 0, 90 %, 99 %, 99.9 % are 1, 10, 100, 1000 and lie evenly on a logarithmic axis.
  const ways = {
    Linear: { to: value => value, text: number },
    Logarithmic: { to: value => value > 0 ? value : null, text: number },
    Nines: { to: value => value < 1 ? 1 / (1 - value) : null, text: value => value == null ? '' : Number(((1 - 1 / value) * 100).toPrecision(7)) + ' %' },
  };

  const isPowerOfTen = value => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

  const axis = (label, way, grid) => ({
    label, stroke: css('--faint'), size: grid ? 80 : 50, labelSize: 22,
    grid: { stroke: css('--line'), width: 1 }, ticks: { stroke: css('--line'), width: 1 },
    values: (_, splits) => splits.map(value => value == null ? '' : way.text(value)),
    // On a logarithmic axis only the powers of ten have a text.
    filter: way === ways.Linear ? undefined : (_, splits) => splits.map(value => isPowerOfTen(value) ? value : null),
  });

  const draw = (place, chart) => {
    const [x, y] = [ways[chart.xAxis], ways[chart.yAxis]];
    const tables = chart.series.map(line => {
      const points = line.x.map((value, i) => [x.to(value), line.y[i] == null ? null : y.to(line.y[i])]).filter(point => point[0] != null);
      return [points.map(point => point[0]), points.map(point => point[1])];
    });
    const data = tables.length > 1 ? uPlot.join(tables) : tables[0];
    const paths = chart.steps ? uPlot.paths.stepped({ align: 1 }) : undefined;
    return new uPlot({
      width: place.clientWidth, height: 320, focus: { alpha: 0.35 }, cursor: { focus: { prox: 24 } },
      scales: {
        x: { time: false, distr: chart.xAxis === 'Linear' ? 1 : 3 },
        y: chart.yAxis === 'Linear' ? { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.05 : 1] } : { distr: 3 },
      },
      axes: [axis(chart.xLabel, x, false), axis(chart.yLabel, y, true)],
      series: [
        { label: chart.xLabel, value: (_, value) => x.text(value) },
        ...chart.series.map(line => ({
          label: line.name, stroke: css('--s' + line.colour % colours), width: 2, spanGaps: true, paths,
          dash: dashes[Math.floor(line.colour / colours) % dashes.length], points: { show: false }, value: (_, value) => y.text(value),
        })),
      ],
    }, data, place);
  };

  let drawn = [];
  const drawAll = () => {
    drawn.forEach(plot => plot.destroy());
    drawn = [...document.querySelectorAll('[data-chart]')].map(place => draw(place, charts[Number(place.dataset.chart)]));
  };

  drawAll();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  let asked;
  addEventListener('resize', () => { clearTimeout(asked); asked = setTimeout(drawAll, 100); });
})();
