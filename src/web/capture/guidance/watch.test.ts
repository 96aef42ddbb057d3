import { describe, expect, it } from 'vitest';
import { type Quad, rectangle } from '../seeing/plane.js';
import type { Aim } from './cues.js';
import { HELD, UNSEEN, type Watch, watched } from './watch.js';

const at = (x: number): Quad => rectangle({ x, y: 0.4, width: 0.45, height: 0.45 });
const good = (x = 0.3): Aim => ({ cue: 'good', place: at(x) });
const CLOSER: Aim = { cue: 'faceCloser', place: at(0.3) };
const NONE: Aim = { cue: 'faceNone', place: null };

/** Frames, one every 50 ms, from `aims` by time. */
function over(milliseconds: number, aim: (now: number) => Aim, from: Watch = UNSEEN, start = 0): Watch[] {
  const steps: Watch[] = [];
  for (let now = start; now <= start + milliseconds; now += 50)
    steps.push(watched(steps.at(-1) ?? from, 'selfie', aim(now), now));
  return steps;
}
const last = (steps: readonly Watch[]): Watch => steps.at(-1)!;

describe('The shutter', () => {
  it('is due when all has been good and still for long enough, and not before', () => {
    const steps = over(HELD, () => good());
    expect(steps.filter(({ progress }) => progress >= 1)).toHaveLength(1);
    expect(last(steps).progress).toBe(1);
  });

  it('begins anew where something is wrong, if for one frame', () => {
    const steps = over(HELD + 200, (now) => (now === 400 ? CLOSER : good()));
    expect(steps.every(({ progress }) => progress < 1)).toBe(true);
  });

  it('begins anew where the face moves, and bears a detector’s unrest', () => {
    expect(last(over(HELD, (now) => good(0.3 + (now % 100 === 0 ? 0.01 : 0)))).progress).toBe(1);
    const walking = over(3000, (now) => good(0.1 + now / 4000));
    expect(walking.every(({ progress }) => progress < 1)).toBe(true);
  });

  it('falls after as long a while on a slow phone', () => {
    let watch = UNSEEN;
    for (const now of [0, 400, 800]) watch = watched(watch, 'selfie', good(), now);
    expect(watch.progress).toBe(1);
  });
});

describe('What is shown', () => {
  it('changes when another cue has lasted, but is good at once', () => {
    const before = last(over(500, () => CLOSER));
    expect(before.shown).toBe('faceCloser');
    const flicker = over(200, () => NONE, before, 550);
    expect(last(flicker).shown).toBe('faceCloser');
    expect(last(over(300, () => NONE, before, 550)).shown).toBe('faceNone');
    expect(watched(before, 'selfie', good(), 550).shown).toBe('good');
  });

  it('asks to hold still whoever is good and never still', () => {
    const walking = over(4000, (now) => good(0.1 + (now % 800) / 1600));
    expect(walking.some(({ shown }) => shown === 'still')).toBe(true);
    expect(over(HELD, () => good()).every(({ shown }) => shown === 'good')).toBe(true);
  });
});

describe('What is read out', () => {
  it('waits until a cue has lasted, and until the one before was heard', () => {
    const steps = over(6000, (now) => (Math.floor(now / 1200) % 2 === 0 ? NONE : CLOSER));
    const spoken = steps.map(({ spoken }) => spoken).filter((cue, i, all) => cue !== all[i - 1]);
    expect(spoken.length).toBeLessThanOrEqual(4);
    const changes = steps.flatMap((step, i) =>
      i > 0 && step.spokenAt !== steps[i - 1]!.spokenAt ? [i * 50] : [],
    );
    expect(changes[0]).toBe(900);
    for (const [i, moment] of changes.entries())
      if (i > 0) expect(moment - changes[i - 1]!).toBeGreaterThanOrEqual(2500);
  });
});
