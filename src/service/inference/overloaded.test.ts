import { describe, expect, it } from 'vitest';
import { Overloaded, ServiceTime } from './overloaded.js';

describe('The time a task takes', () => {
  it('is a mean that follows what is measured', () => {
    const time = new ServiceTime();
    time.add(200);
    expect(time.milliseconds).toBe(200);
    time.add(300);
    expect(time.milliseconds).toBeCloseTo(210, 9);
    for (let i = 0; i < 100; i++) time.add(500);
    expect(time.milliseconds).toBeCloseTo(500, 1);
  });

  it('says when those who wait are through, in whole seconds', () => {
    const time = new ServiceTime();
    time.add(250);
    expect([time.secondsFor(66, 2), time.secondsFor(1, 4), time.secondsFor(66, 0)]).toEqual([9, 1, 17]);
  });
});

describe('A refusal for overload', () => {
  it('carries the code that the API turns into 429, and when to come again', () => {
    const error = new Overloaded('64 requests wait already', 9);
    expect(error).toMatchObject({ name: 'LikenessError', code: 'overloaded', retryAfter: 9 });
  });
});
