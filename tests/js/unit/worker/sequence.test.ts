import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Sequence } from '../../../../sw/sequence.js';

beforeEach(() => vi.stubGlobal('navigator', {}));
afterEach(() => vi.unstubAllGlobals());

test('without Web Locks, tasks run one after the other, in their order', async () => {
  const sequence = new Sequence('test');
  const seen: string[] = [];
  let release = (): void => {};
  const first = sequence.run(async () => {
    seen.push('first begins');
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    seen.push('first ends');
  });
  const second = sequence.run(async () => seen.push('second'));
  await Promise.resolve();
  await Promise.resolve();
  release();
  await Promise.all([first, second]);
  expect(seen).toEqual(['first begins', 'first ends', 'second']);
});

test('a task that fails is told to its caller and holds up no other', async () => {
  const sequence = new Sequence('test');
  const failed = sequence.run(() => Promise.reject(new Error('made up')));
  const next = sequence.run(async () => 'next');
  await expect(failed).rejects.toThrow('made up');
  expect(await next).toBe('next');
});
