import { $, count, ms, text } from './dom.js';
import { spread } from './workers.js';

// Overtakings come as a count since the start; what is shown is how many of late.
const seconds = 10;
let passed = [];

export const forget = () => { passed = []; };

export const draw = tick => {
  const queue = tick.queue;
  text($('queue-sum'), queue.shorts + queue.longs === 0 ? 'nothing waits' : `${count(queue.shorts + queue.longs)} waiting`);
  drawLane('q-short', queue.shorts, queue.nextShortMs);
  drawLane('q-long', queue.longs, queue.nextLongMs);
  drawPassing(tick.at, queue.overtakings);
  drawShares(queue);
};

const drawLane = (id, waiting, waited) => {
  text($(id), count(waiting));
  $(`${id}-bar`).style.width = `min(100%, ${waiting * 7}px)`;
  text($(`${id}-wait`), waited == null ? '' : `the next has waited ${ms(waited)}`);
};

const drawPassing = (at, overtakings) => {
  passed.push([at, overtakings]);
  while (passed.length > 1 && passed[0][0] < at - seconds * 1000) passed.shift();
  const number = overtakings - passed[0][1];
  $('passing').classList.toggle('on', number > 0);
  text($('passing-text'), number > 0 ? `${count(number)} Shorts passed Longs that came before them, in the last ${seconds} s` : 'No Short had to pass a waiting Long of late');
};

const drawShares = queue => {
  const [short, long, free, held] = $('shares').children;
  const limited = queue.slots != null && queue.slots > 0;
  $('shares').hidden = !limited;
  if (!limited) {
    text($('shares-text'), queue.slots === 0 ? 'No worker is open.' : `Without a limit: ${count(queue.runningShorts)} Short and ${count(queue.runningLongs)} Long running.`);
    return;
  }
  const kept = spread(queue);
  const unused = Math.max(0, queue.slots - queue.runningShorts - queue.runningLongs - kept);
  for (const [part, value] of [[short, queue.runningShorts], [long, queue.runningLongs], [free, unused], [held, kept]]) part.style.width = `${100 * value / queue.slots}%`;
  const words = `${count(queue.slots)} slots: ${count(queue.runningShorts)} Short, ${count(queue.runningLongs)} Long, ${count(unused)} free, ${count(kept)} held back for Shorts`;
  text($('shares-text'), words);
  $('shares').setAttribute('aria-label', words);
};
