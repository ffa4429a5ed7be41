// The broker's events. Read by fetch, not by EventSource, which can send no key. A tab that nobody sees reads nothing: browsers allow six
// connections to one server, and the seventh tab would wait for ever.
const silence = 5000;
const longestPause = 5000;

export class Stream {
  #handlers; #authorization; #stop = null; #running = false; #wake = () => {};

  constructor(handlers, authorization) {
    this.#handlers = handlers;
    this.#authorization = authorization;
    document.addEventListener('visibilitychange', () => document.hidden ? this.#stop?.abort() : this.start());
  }

  // Connects, and again whenever the connection ends.
  async start() {
    this.#wake();
    if (this.#running) return;
    this.#running = true;
    let pause = 250;
    while (!document.hidden) {
      const read = await this.#readOnce();
      pause = read ? 250 : Math.min(longestPause, pause * 2);
      if (!document.hidden) await new Promise(done => { this.#wake = done; setTimeout(done, pause); });
    }
    this.#running = false;
  }

  // With another key.
  restart() {
    this.#stop?.abort();
    this.start();
  }

  async #readOnce() {
    const stop = this.#stop = new AbortController();
    let watch = setTimeout(() => stop.abort(), silence);
    let any = false;
    try {
      const answer = await fetch('/dashboard/events', { headers: this.#authorization(), signal: stop.signal, cache: 'no-store' });
      if (!answer.ok) {
        const problem = await answer.json().catch(() => ({}));
        this.#handlers.refused(answer.status, problem.detail ?? `The broker answered ${answer.status}.`);
        return false;
      }
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return any;
        clearTimeout(watch);
        watch = setTimeout(() => stop.abort(), silence);
        any = true;
        const events = (rest + value).split('\n\n');
        rest = events.pop();
        events.forEach(event => this.#handle(event));
      }
    } catch (error) {
      if (error.name !== 'AbortError' && !(error instanceof TypeError)) throw error; // those two: broken off, or nobody there
      return any;
    } finally {
      clearTimeout(watch);
      stop.abort();
    }
  }

  #handle(event) {
    let [name, data] = ['message', ''];
    for (const line of event.split('\n')) {
      if (line.startsWith('event: ')) name = line.slice(7);
      else if (line.startsWith('data: ')) data += line.slice(6);
    }
    if (data) this.#handlers[name]?.(JSON.parse(data));
  }
}
