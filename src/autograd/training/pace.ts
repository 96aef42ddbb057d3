// How fast a run goes, and how long its steps wait for data.

export interface Pace {
  /** Does what the step waits for. */
  waiting<T>(work: () => Promise<T>): Promise<T>;
  /** Does the step itself. */
  working<T>(work: () => Promise<T>): Promise<T>;
  /** Of the last steps, evaluations and checkpoints apart. */
  lately(): number;
  /** Of all steps since the start, evaluations and checkpoints apart. */
  samplesPerSecond(): number;
  /** Share of the steps' time that they waited for data, 0 to 1. */
  waitingShare(): number;
  /** Since the start, all in all. */
  seconds(): number;
  /** Until so many more steps are done, with evaluations and checkpoints as often as until now. */
  secondsLeft(steps: number): number;
}

/** Weight of the newest step in the pace of the last ones. */
const NEWEST = 0.1;

export function startPace(samplesPerStep: number): Pace {
  const started = performance.now();
  let waited = 0;
  let worked = 0;
  let steps = 0;
  let sinceLastStep = 0;
  let recent = 0;
  const timed = async <T>(work: () => Promise<T>, spent: (ms: number) => void): Promise<T> => {
    const from = performance.now();
    const result = await work();
    spent(performance.now() - from);
    return result;
  };
  const elapsed = (): number => performance.now() - started;
  return {
    waiting: (work) =>
      timed(work, (ms) => {
        waited += ms;
        sinceLastStep += ms;
      }),
    working: (work) =>
      timed(work, (ms) => {
        worked += ms;
        const whole = sinceLastStep + ms;
        sinceLastStep = 0;
        recent = steps === 0 ? whole : (1 - NEWEST) * recent + NEWEST * whole;
        steps++;
      }),
    lately: () => perSecond(samplesPerStep, recent),
    samplesPerSecond: () => perSecond(steps * samplesPerStep, waited + worked),
    waitingShare: () => (steps === 0 ? 0 : waited / (waited + worked)),
    seconds: () => elapsed() / 1000,
    secondsLeft: (left) => (steps === 0 ? Number.NaN : (left * elapsed()) / steps / 1000),
  };
}

const perSecond = (samples: number, ms: number): number => (ms > 0 ? (samples * 1000) / ms : 0);
