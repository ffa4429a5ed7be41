import { $, count, element, ms } from './dom.js';

let decisions = [];
let applications = [];
let paused = false;
let shown = '';

export const take = (newest, known) => {
  applications = known;
  if (!paused) decisions = newest;
  drawDecisions();
  drawApplications();
};

const isOdd = decision => decision.queueMs >= 1 || decision.try > 1 || decision.refused || decision.wasHeldBack || decision.label && decision.label !== decision.type;

const drawDecisions = () => {
  const wanted = $('d-filter').value.trim().toLowerCase();
  const found = decisions.filter(decision => decision.applicationId.toLowerCase().includes(wanted) && (!$('d-odd').checked || isOdd(decision)));
  const words = found.map(decision => `${decision.cluster}${decision.number}${decision.actualMs}`).join() + decisions.length;
  if (words === shown) return;
  shown = words;
  $('decisions').replaceChildren(...(found.length ? found.map(decisionRow) : [empty(8, decisions.length ? 'None of the last decisions matches.' : 'No job has come yet.')]));
};

const decisionRow = decision => {
  const row = element('tr', decision.refused ? 'refused' : '');
  row.append(
    cell(new Date(decision.at).toLocaleTimeString('en-GB') + '.' + String(new Date(decision.at).getMilliseconds()).padStart(3, '0')),
    cell(decision.applicationId || '–', 'app'),
    cell(decision.type, `type ${decision.type}`),
    cell(decision.worker ?? (decision.refused ? 'refused' : '–')),
    cell(ms(decision.queueMs), 'n'),
    cell(decision.actualMs == null ? decision.refused ? '–' : 'running' : ms(decision.actualMs), 'n'),
    cell(ms(decision.expectedMs), 'n'),
    cell(decision.why),
  );
  return spoken(row);
};

const drawApplications = () => {
  const rows = [];
  for (const known of applications) {
    for (const label of ['short', 'long', 'unlabelled']) {
      const view = known[label];
      if (!view) continue;
      const row = element('tr');
      const name = cell(known.id || '–', 'app');
      name.title = known.route ? `route ${known.route}` : '';
      row.append(name, cell(label === 'unlabelled' ? 'nothing' : label === 'short' ? 'Short' : 'Long'), cell(view.type, `type ${view.type}`), cell(ms(view.expectedMs), 'n'), cell(view.jobs >= 31 ? '31+' : count(view.jobs), 'n'));
      rows.push(row);
    }
  }
  $('applications').replaceChildren(...(rows.length ? rows : [empty(5, 'Nothing has been learned yet.')]));
};

// On a small screen decisions are no rows of a table to the browser any more; to a screen reader they stay such.
const spoken = row => {
  row.setAttribute('role', 'row');
  for (const one of row.children) one.setAttribute('role', 'cell');
  return row;
};

const cell = (content, className) => element('td', className, content);

const empty = (columns, words) => {
  const row = element('tr');
  const only = cell(words, 'empty');
  only.colSpan = columns;
  row.append(only);
  return spoken(row);
};

$('d-pause').addEventListener('click', () => {
  paused = !paused;
  $('d-pause').setAttribute('aria-pressed', String(paused));
});
$('d-filter').addEventListener('input', drawDecisions);
$('d-odd').addEventListener('change', drawDecisions);
