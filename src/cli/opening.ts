// Opens the engine for one command and closes it after, whatever happens. Loads it only now.

import type { Likeness, LikenessOptions } from '../decision/index.js';
import { startProgress } from './progress.js';
import type { Terminal } from './terminal.js';

export interface EngineChoice {
  readonly model?: string | undefined;
  readonly policy?: LikenessOptions['policy'];
  readonly visualZone?: true | undefined;
}

export async function withLikeness<T>(
  terminal: Terminal,
  { model, policy, visualZone }: EngineChoice,
  use: (likeness: Likeness) => Promise<T>,
): Promise<T> {
  const { Likeness } = await import('../decision/index.js');
  const progress = startProgress(terminal);
  const home = terminal.env.LIKENESS_HOME;
  const likeness = await Likeness.open({
    ...(model === undefined ? {} : { model }),
    ...(policy === undefined ? {} : { policy }),
    ...(visualZone === undefined ? {} : { visualZone }),
    ...(home ? { home } : {}),
    onProgress: progress.report,
  }).finally(progress.done);
  try {
    return await use(likeness);
  } finally {
    await likeness.close();
  }
}
