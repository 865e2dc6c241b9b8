import { expect, it, vi } from 'vitest';
import { EmotionError } from '../../../src/core/errors.js';
import { Loss } from '../../../src/inference/loss.js';

const error = new EmotionError('backend-failed', 'gone');
const never = () => new Promise<never>(() => undefined);

it('lets work through while nothing is lost, with its own errors', async () => {
  const loss = new Loss();
  await expect(loss.race(Promise.resolve(1))).resolves.toBe(1);
  await expect(loss.race(Promise.reject(new Error('own')))).rejects.toThrow('own');
  expect(loss.error).toBeNull();
});

it('reaches the listener first, then all who wait, then all who come', async () => {
  const loss = new Loss();
  const order: string[] = [];
  loss.onLoss(() => order.push('listener'));
  const waiting = [loss.race(never()), loss.race(never())].map((work) =>
    work.catch(() => order.push('waiter')),
  );
  loss.report(error);
  loss.report(new EmotionError('backend-failed', 'again'));
  await Promise.all(waiting);
  expect(order).toEqual(['listener', 'waiter', 'waiter']);
  await expect(loss.race(Promise.resolve(1))).rejects.toBe(error);
  const late = vi.fn();
  loss.onLoss(late);
  expect(late).toHaveBeenCalledExactlyOnceWith(error);
});

it('does not trust what a lost thing answers, though no event has told of the loss', async () => {
  const loss = new Loss();
  let lost = false;
  loss.ask(() => (lost ? error : null));
  await expect(loss.race(Promise.resolve(1))).resolves.toBe(1);
  const work = loss.race(Promise.resolve(0));
  lost = true;
  await expect(work).rejects.toBe(error);
});
