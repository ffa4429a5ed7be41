// Small things that all parts of the page use.
export const $ = id => document.getElementById(id);

const whole = new Intl.NumberFormat('en');
export const count = value => whole.format(value);

// A time in milliseconds, with as many digits as anybody reads.
export const ms = value => value == null ? '–' : value < 10 ? value.toFixed(1) + ' ms' : value < 1000 ? Math.round(value) + ' ms' : value < 60000 ? (value / 1000).toFixed(value < 10000 ? 2 : 1) + ' s' : Math.round(value / 60000) + ' min';

export const clock = seconds => new Date(seconds * 1000).toLocaleTimeString('en-GB');

// Writes only what has changed: a text that is set anew is laid out anew.
export const text = (element, value) => {
  if (element.textContent !== value) element.textContent = value;
};

export const element = (name, className, content) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (content != null) made.textContent = content;
  return made;
};

export const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const darkness = matchMedia('(prefers-color-scheme: dark)');
