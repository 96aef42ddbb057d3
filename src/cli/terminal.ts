// Where a command reads its surroundings and writes its answer: the process's own streams, or a test's.

/** As much of a stream as a command needs. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface Terminal {
  /** The answer, and nothing but the answer. */
  readonly out: Stream;
  /** Progress and complaints. */
  readonly err: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether nobody reads the answer any longer, as after `likeness … | head -1`. */
  readonly isClosed: () => boolean;
  /** The command's answer as a number; 0 until the command says otherwise. */
  exitCode: number;
}

/** The terminal of this process. A reader who has gone away is no error. */
export function processTerminal(): Terminal {
  let closed = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      closed ||= stream === process.stdout;
    });
  }
  return { out: process.stdout, err: process.stderr, env: process.env, isClosed: () => closed, exitCode: 0 };
}

/** A terminal in memory, for tests. */
export function memoryTerminal(
  env: Terminal['env'] = {},
): Terminal & { readonly said: { out: string; err: string } } {
  const said = { out: '', err: '' };
  const stream = (name: 'out' | 'err'): Stream => ({
    write: (text) => {
      said[name] += text;
    },
  });
  return { out: stream('out'), err: stream('err'), env, isClosed: () => false, exitCode: 0, said };
}
