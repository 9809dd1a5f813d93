import { beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../../js/client/clock.js';

let wall: number;
let monotonic: number;

beforeEach(() => {
  wall = 1_700_000_000_000;
  monotonic = 5000;
});

const clock = () =>
  createClock(
    () => wall,
    () => monotonic,
  );

test('it starts with the wall clock and goes on as finely as the monotonic one', () => {
  const now = clock();
  expect(now()).toBe(1_700_000_000_000);
  monotonic += 0.25;
  expect(now()).toBe(1_700_000_000_000.25);
});

test.each([1000, -1000, 16, -999])('a step of the wall clock by %i ms is noise', (step) => {
  const now = clock();
  wall += step;
  expect(now()).toBe(1_700_000_000_000);
});

test.each([1001, -1001, 3_600_000, -86_400_000])('a step of the wall clock by %i ms is followed', (step) => {
  const now = clock();
  wall += step;
  expect(now()).toBe(1_700_000_000_000 + step);
  monotonic += 3;
  wall += 3;
  expect(now()).toBe(1_700_000_000_003 + step);
});

test('after a sleep, which the monotonic clock does not count, it is the wall clock’s time', () => {
  const now = clock();
  wall += 8 * 3_600_000;
  monotonic += 10;
  expect(now()).toBe(wall);
});

test('it never goes back while the two clocks agree', () => {
  const now = clock();
  let last = now();
  for (let i = 0; i < 1000; i++) {
    monotonic += 0.7;
    wall = 1_700_000_000_000 + Math.floor((i * 0.7) / 16) * 16;
    const next = now();
    expect(next).toBeGreaterThan(last);
    last = next;
  }
});

test('a wall clock that is far from the computer’s is the one that counts', () => {
  wall = 42;
  const now = clock();
  expect(now()).toBe(42);
  wall += 10_000;
  monotonic += 10_000;
  expect(now()).toBe(10_042);
});

test('a wall clock that gives no number for a time is not heard then', () => {
  const now = clock();
  wall = Number.NaN;
  monotonic += 5;
  expect(now()).toBe(1_700_000_000_005);
  wall = 1_700_000_000_006;
  monotonic += 1;
  expect(now()).toBe(1_700_000_000_006);
});
