import { $, element, ms, text } from './dom.js';
import { compare } from './charts.js';

const store = 'lb-admin-key';
const fields = ['policy', 'slots', 'order', 'reservation'];

let key = sessionStorage.getItem(store) ?? '';
let current = null; // the settings in force
let effect = null;
let figures = () => null;
let reconnect = () => {};
let mayAct = false;
let asked = null; // what waits for a key: what to do with one, and without

export const authorization = () => key ? { Authorization: `Bearer ${key}` } : {};

export const start = (readFigures, onKey) => {
  figures = readFigures;
  reconnect = onKey;
};

// What the broker says of this caller when the stream begins.
export const hello = said => {
  mayAct = said.mayAct;
  const button = $('key');
  button.hidden = !said.hasKey;
  text(button, mayAct ? 'Forget key' : 'Enter key');
  text($('may'), mayAct ? '' : 'read-only without the key');
};

export const refused = (status, detail) => {
  if (status === 401 || status === 403) {
    if (key) forget();
    ask(detail);
  }
};

const forget = () => {
  key = '';
  sessionStorage.removeItem(store);
};

// Asks for the key, and does what was to be done when it is there.
const ask = (why, then, otherwise) => {
  const dialog = $('key-dialog');
  asked = then ? { then, otherwise } : null;
  text($('key-said'), why ?? '');
  if (!dialog.open) dialog.showModal();
};

$('key').addEventListener('click', () => {
  if (mayAct && key) {
    forget();
    reconnect();
  } else {
    ask();
  }
});
$('key-cancel').addEventListener('click', () => $('key-dialog').close());
$('key-form').addEventListener('submit', async event => {
  event.preventDefault();
  const given = $('key-input').value;
  // Tried before it is kept: reading the policy changes nothing. A name of a header cannot carry what is not Latin-1, the bytes of the key can.
  const tried = await fetch('/admin/policy', { headers: { Authorization: `Bearer ${bytes(given)}` } }).catch(() => null);
  if (!tried?.ok) {
    text($('key-said'), tried ? (await problemOf(tried)) : 'The broker cannot be reached.');
    return;
  }
  key = bytes(given);
  sessionStorage.setItem(store, key);
  $('key-input').value = '';
  const next = asked;
  asked = null;
  $('key-dialog').close();
  reconnect();
  next?.then();
});
$('key-dialog').addEventListener('close', () => {
  asked?.otherwise();
  asked = null;
});

const bytes = given => String.fromCharCode(...new TextEncoder().encode(given));
const problemOf = async answer => (await answer.json().catch(() => ({}))).detail ?? `The broker answered ${answer.status}.`;

// One call that changes something. Without the right to, it asks for the key and goes on when it is there.
const call = async (said, method, path, body) => {
  const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json', ...authorization() }, body: JSON.stringify(body) }).catch(() => null);
  said.classList.toggle('bad', !answer?.ok);
  if (answer?.ok) return answer.json();
  if (answer?.status === 401 || answer?.status === 403) return new Promise(done => problemOf(answer).then(why => ask(why, () => done(call(said, method, path, body)), () => done(null))));
  text(said, answer ? await problemOf(answer) : 'The broker cannot be reached.');
  return null;
};

const options = (select, names, first) => {
  if (select.options.length === names.length + (first ? 1 : 0)) return;
  select.replaceChildren(...(first ? [new Option(first, '')] : []), ...names.map(name => new Option(name, name)));
};

// The settings of the cluster that is shown; fields that somebody is changing stay as they are.
export const settings = (cluster, policies) => {
  options($('s-policy'), policies);
  options($('w-policy'), policies, 'as now');
  const before = current;
  current = { cluster: cluster.id, policy: cluster.policy, slots: cluster.dispatch.slots, order: cluster.dispatch.order, reservation: cluster.dispatch.reservation };
  for (const name of fields) {
    const field = $(`s-${name}`);
    if (!before || before.cluster !== current.cluster || field.value === before[name]) field.value = current[name];
  }
  mark();
};

const changes = () => fields.filter(name => $(`s-${name}`).value.trim().toLowerCase() !== current[name].toLowerCase());

const mark = () => {
  const changed = new Set(current ? changes() : []);
  for (const name of fields) $(`s-${name}`).classList.toggle('changed', changed.has(name));
  $('apply').disabled = changed.size === 0;
  $('undo').hidden = changed.size === 0;
};

$('settings').addEventListener('input', mark);
$('settings').addEventListener('reset', event => {
  event.preventDefault();
  for (const name of fields) $(`s-${name}`).value = current[name];
  text($('settings-said'), '');
  mark();
});
$('settings').addEventListener('submit', async event => {
  event.preventDefault();
  const said = $('settings-said');
  const names = changes();
  const before = figures();
  const old = { ...current };
  const given = Object.fromEntries(names.map(name => [name, $(`s-${name}`).value.trim()]));
  const { policy, ...dispatch } = given;
  const done = [];
  if (policy && await call(said, 'PUT', '/admin/policy', { policy, cluster: old.cluster })) done.push('policy');
  if (Object.keys(dispatch).length && await call(said, 'PUT', '/admin/dispatch', { ...dispatch, cluster: old.cluster })) done.push(...Object.keys(dispatch));
  if (done.length === 0) return;
  if (done.length === names.length) text(said, `In force: ${done.map(name => `${name} ${old[name]} → ${given[name]}`).join(', ')}.`);
  for (const name of done) current[name] = given[name];
  effect = { at: Date.now(), before, words: done.map(name => `${name} ${old[name]} → ${given[name]}`).join(', ') };
  mark();
  drawEffect();
});

const row = (name, before, now, isBetter) => {
  const made = element('tr');
  const head = element('th', '', name);
  head.scope = 'row';
  made.append(head, element('td', '', before), element('td', isBetter == null ? '' : isBetter ? 'better' : 'worse', now));
  return made;
};

// Lower is better; less than a tenth is chance.
const judged = (before, now) => before == null || now == null || Math.abs(now - before) < 0.1 * before ? null : now < before;
const compared = (before, now) => [row('Short p99', ms(before.short99), ms(now.short99), judged(before.short99, now.short99)), row('Long p99', ms(before.long99), ms(now.long99), judged(before.long99, now.long99))];

export const drawEffect = () => {
  if (!effect) return;
  const now = figures();
  $('effect').hidden = false;
  text($('effect-title'), `${effect.words}, ${ms(Date.now() - effect.at).replace(/\.\d+ s/, ' s')} ago`);
  $('effect-rows').replaceChildren(...compared(effect.before, now), row('Throughput', `${effect.before.rate} /s`, `${now.rate} /s`), row('Waiting', String(effect.before.waiting), String(now.waiting)));
};

export const drain = async (id, state) => {
  await call($('settings-said'), 'PUT', `/admin/workers/${encodeURIComponent(id)}/state`, { state, cluster: current.cluster });
};

$('whatif').addEventListener('submit', async event => {
  event.preventDefault();
  const said = $('whatif-said');
  const question = { cluster: current.cluster };
  for (const name of ['policy', 'order', 'reservation']) if ($(`w-${name}`).value) question[name] = $(`w-${name}`).value;
  for (const name of ['workers', 'slots']) if ($(`w-${name}`).value) question[name] = Number($(`w-${name}`).value);
  $('compare').disabled = true;
  text(said, 'Simulating …');
  const answer = await call(said, 'POST', '/admin/what-if', question);
  $('compare').disabled = false;
  if (!answer) return;
  text(said, `${answer.jobs} jobs of the last ${Math.round(answer.seconds)} s. Now: ${answer.now.setting}. Then: ${answer.then.setting}.`);
  const result = value => ({ short99: value.shortP99, long99: value.longP99 });
  $('whatif-result').hidden = false;
  $('whatif-rows').replaceChildren(
    row('Short p50', ms(answer.now.shortP50), ms(answer.then.shortP50), judged(answer.now.shortP50, answer.then.shortP50)),
    ...compared(result(answer.now), result(answer.then)),
    row('Refused', String(answer.now.refused), String(answer.then.refused), judged(answer.now.refused || null, answer.then.refused)),
    row('Slots busy', `${Math.round(100 * answer.now.utilisation)} %`, `${Math.round(100 * answer.then.utilisation)} %`));
  compare($('chart-whatif'), answer.now, answer.then);
});
