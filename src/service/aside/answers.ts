// Answers that take long and stay true for a while: made once for all who ask at the same moment, and kept for whoever asks
// next.

interface Answer<T> {
  readonly made: Promise<T>;
  /** Aborted when nobody waits for it any more. */
  readonly wanted: AbortController;
  waiting: number;
  isMade: boolean;
}

export interface Answers<T> {
  /**
   * @param key says all that the answer hangs on, and how long it stays true
   * @param make ends when the signal that it is given is aborted: when all who waited have gone
   * @throws what `make` throws, which is not kept; what the signal was aborted with
   */
  answer(key: string, signal: AbortSignal, make: (wanted: AbortSignal) => Promise<T>): Promise<T>;
}

/** @param most are kept: those that were asked for last */
export function keepAnswers<T>(most: number): Answers<T> {
  const answers = new Map<string, Answer<T>>();

  function begin(key: string, make: (wanted: AbortSignal) => Promise<T>): Answer<T> {
    const wanted = new AbortController();
    const answer: Answer<T> = { made: make(wanted.signal), wanted, waiting: 0, isMade: false };
    const forget = (): void => {
      if (answers.get(key) === answer) answers.delete(key);
    };
    wanted.signal.addEventListener('abort', forget, { once: true });
    answer.made.then(() => {
      answer.isMade = true;
    }, forget);
    return answer;
  }

  function keep(key: string, answer: Answer<T>): void {
    answers.delete(key);
    answers.set(key, answer);
    for (const [oldest, { isMade }] of answers) {
      if (answers.size <= most) return;
      // Somebody waits for the others.
      if (isMade) answers.delete(oldest);
    }
  }

  return {
    async answer(key, signal, make) {
      signal.throwIfAborted();
      const answer = answers.get(key) ?? begin(key, make);
      keep(key, answer);
      answer.waiting++;
      try {
        return await whileWanted(answer.made, signal);
      } finally {
        answer.waiting--;
        if (answer.waiting === 0 && !answer.isMade) answer.wanted.abort(signal.reason);
      }
    },
  };
}

function whileWanted<T>(made: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    made.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
