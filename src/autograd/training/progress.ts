// What a person sees who waits for a training: on a terminal one line that renews itself, else a plain line every
// few seconds, so that logs stay short.

import type { TrainingEvent, TrainingReport } from './train.js';

/** As much of a stream as is needed. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type StepEvent = Extract<TrainingEvent, { kind: 'step' }>;

const CLEAR_LINE = '\r\x1b[2K';

/** Milliseconds; oftener nobody can read. */
const RENEWAL = 100;

/** Milliseconds between plain lines. */
const PLAIN_RENEWAL = 5000;

/** Shows a training's events: give the result to `train` as `onEvent`. */
export function showTraining(stream: ProgressStream): (event: TrainingEvent) => void {
  const live = stream.isTTY === true;
  let validation = '';
  let drawn = Number.NEGATIVE_INFINITY;
  const say = (text: string): void => {
    stream.write(live ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
  };
  return (event) => {
    switch (event.kind) {
      case 'resumed':
        for (const { message } of event.damaged) say(`passed over a damaged checkpoint: ${message}`);
        return say(`going on after step ${count(event.step)}`);
      case 'step': {
        const now = performance.now();
        if (now - drawn < (live ? RENEWAL : PLAIN_RENEWAL)) return;
        drawn = now;
        const line = lineOf(event, validation);
        return void stream.write(live ? CLEAR_LINE + line.slice(0, (stream.columns ?? 80) - 1) : `${line}\n`);
      }
      case 'evaluation':
        validation = Object.entries(event.metrics)
          .map(([name, value]) => `${name} ${figure(value)}`)
          .join(', ');
        if (!live) say(`step ${count(event.step)}: ${validation}${event.best ? ', the best so far' : ''}`);
        return;
      case 'checkpoint':
        return;
      case 'ended':
        return say(summaryOf(event.report));
    }
  };
}

function lineOf(event: StepEvent, validation: string): string {
  const { step, steps, loss, samplesPerSecond, learningRate, secondsLeft } = event;
  return [
    `training … ${Math.floor((100 * step) / steps)} % (${count(step)} of ${count(steps)})${left(secondsLeft)}`,
    `loss ${figure(loss)}`,
    `${count(Math.round(samplesPerSecond))} samples/s`,
    `rate ${Number(learningRate.toPrecision(2))}`,
    ...(validation === '' ? [] : [validation]),
  ].join(' · ');
}

function summaryOf({
  outcome,
  steps,
  loss,
  best,
  seconds,
  samplesPerSecond,
  waitingShare,
}: TrainingReport): string {
  return [
    `${ENDINGS[outcome]} after ${count(steps)} steps in ${duration(seconds)}`,
    `loss ${figure(loss)}`,
    ...(best ? [`best ${figure(best.value)} at step ${count(best.step)}`] : []),
    `${count(Math.round(samplesPerSecond))} samples/s, ${Math.round(100 * waitingShare)} % of the time waiting for data`,
  ].join(' · ');
}

const ENDINGS: Readonly<Record<TrainingReport['outcome'], string>> = {
  completed: 'trained: complete',
  stopped: 'training stopped on request',
  no_improvement: 'trained: no further improvement',
};

const count = (value: number): string => value.toLocaleString('en-US');
const figure = (value: number): string => value.toPrecision(4);
const left = (seconds: number): string =>
  Number.isFinite(seconds) && seconds > 0 ? `, ${duration(seconds)} left` : '';
const duration = (seconds: number): string =>
  seconds < 90
    ? `${Math.ceil(seconds)} s`
    : seconds < 5400
      ? `${Math.ceil(seconds / 60)} min`
      : `${(seconds / 3600).toFixed(1)} h`;
