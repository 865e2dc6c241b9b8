import { filter, map, merge, takeUntil, type Observable } from 'rxjs';
import type { EmotionResult } from '../core/result.js';
import type { RecognizerState } from './recognizer-types.js';

/** Values that wait for a slow reader. */
const LIMIT = 64;

/**
 * Reads an observable with `for await`. It subscribes at once, and unsubscribes when the loop is left.
 * At most 64 values wait for a slow reader; beyond that the oldest are dropped.
 */
export function iterate<T>(source$: Observable<T>): AsyncIterableIterator<T> {
  const values: T[] = [];
  const state: { ended: boolean; error: unknown } = { ended: false, error: undefined };
  /** Readers that wait, in order: several may ask before the first is answered. */
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  const end = (error?: unknown) => {
    state.ended = true;
    state.error = error;
    wake();
  };
  const subscription = source$.subscribe({
    next: (value) => {
      values.push(value);
      if (values.length > LIMIT) values.shift();
      wake();
    },
    error: end,
    complete: end,
  });
  const iterator: AsyncIterableIterator<T> = {
    next: async () => {
      while (values.length === 0 && !state.ended)
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
        });
      const [value] = values.splice(0, 1);
      if (value !== undefined) return { done: false, value };
      const { error } = state;
      state.error = undefined;
      if (error !== undefined) throw error as Error;
      return { done: true, value: undefined };
    },
    return: (value?: unknown) => {
      subscription.unsubscribe();
      values.length = 0;
      end();
      return Promise.resolve({ done: true, value });
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** Results until a state says that listening has ended; a failure is an error. */
export function untilEnd(
  results$: Observable<EmotionResult>,
  states$: Observable<RecognizerState>,
): Observable<EmotionResult> {
  const failure$ = states$.pipe(
    filter((state) => state.status === 'failed'),
    map(({ error }): EmotionResult => {
      throw error;
    }),
  );
  const end$ = states$.pipe(filter(({ status }) => status === 'stopped' || status === 'disposed'));
  return merge(failure$, results$).pipe(takeUntil(end$));
}
