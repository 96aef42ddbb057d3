// Progress is for a person who waits, so it goes to stderr: on a terminal as one line that renews itself, else as
// the first message of each step alone, so that logs stay short.

import type { Terminal } from './terminal.js';

export interface Progress {
  /** Says what is being done, and how much of how much where that is known. */
  readonly report: (message: string, done?: number, total?: number) => void;
  /** Clears the line. */
  readonly done: () => void;
}

const CLEAR_LINE = '\r\x1b[2K';

/** Milliseconds; oftener nobody can read. */
const RENEWAL = 100;

export function startProgress({ err }: Terminal): Progress {
  let step = '';
  let started = { at: 0, done: 0 };
  let drawn = 0;
  return {
    report: (message, done = 0, total = 0) => {
      const now = performance.now();
      if (message !== step) {
        step = message;
        started = { at: now, done };
        if (!err.isTTY) err.write(`${message} …\n`);
      } else if (now - drawn < RENEWAL) return;
      if (!err.isTTY) return;
      drawn = now;
      const pace = (now - started.at) / (done - started.done);
      err.write(
        `${CLEAR_LINE}${message} …${total > 0 ? ` ${share(done, total)}${left(pace, total - done)}` : ''}`,
      );
    },
    done: () => {
      if (err.isTTY && step) err.write(CLEAR_LINE);
    },
  };
}

const share = (done: number, total: number): string =>
  `${Math.floor((100 * done) / total)} % (${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')})`;

/** Once a few are done the pace is known well enough. */
function left(pace: number, remaining: number): string {
  const seconds = (pace * remaining) / 1000;
  if (!Number.isFinite(seconds) || remaining === 0) return '';
  return seconds < 90 ? `, ${Math.ceil(seconds)} s left` : `, ${Math.ceil(seconds / 60)} min left`;
}
