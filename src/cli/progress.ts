// Progress is for a person who waits, so it goes to stderr: on a terminal as one line that renews itself, else as
// the first message alone, so that logs stay short.

import type { Terminal } from './terminal.js';

export interface Progress {
  readonly report: (message: string) => void;
  /** Clears the line. */
  readonly done: () => void;
}

const CLEAR_LINE = '\r\x1b[2K';

export function startProgress({ err }: Terminal): Progress {
  let last = '';
  return {
    report: (message) => {
      if (err.isTTY) err.write(`${CLEAR_LINE}${message} …`);
      else if (!last) err.write(`${message} …\n`);
      last = message;
    },
    done: () => {
      if (err.isTTY && last) err.write(CLEAR_LINE);
    },
  };
}
