import fc from 'fast-check';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { dropWhenBusy } from '../../../src/pipeline/drop-when-busy.js';
import { last, settle } from './fakes.js';

/** A source, a network that answers when told to, and all that comes of it. */
function stage() {
  const source$ = new Subject<number>();
  const asked: { value: number; answer: (value: string) => void; fail: (error: Error) => void }[] = [];
  const log = { answers: [] as string[], dropped: [] as number[], ended: null as unknown };
  const ask = (value: number) =>
    new Promise<string>((answer, fail) => {
      asked.push({ value, answer, fail });
    });
  const subscription = source$.pipe(dropWhenBusy(ask, (value) => log.dropped.push(value))).subscribe({
    next: (answer) => log.answers.push(answer),
    error: (error: unknown) => (log.ended = error),
    complete: () => (log.ended = 'complete'),
  });
  const answer = async () => {
    const call = last(asked);
    call.answer(`answer ${call.value}`);
    await settle();
  };
  return { source$, asked, log, subscription, answer };
}

describe('dropWhenBusy', () => {
  it('asks at once when nothing is in flight', async () => {
    const { source$, log, answer } = stage();
    source$.next(1);
    await answer();
    source$.next(2);
    await answer();
    expect(log).toEqual({ answers: ['answer 1', 'answer 2'], dropped: [], ended: null });
  });

  it('keeps the newest of those that come meanwhile and drops the others', async () => {
    const { source$, asked, log, answer } = stage();
    for (const value of [1, 2, 3, 4]) source$.next(value);
    expect(asked.map(({ value }) => value)).toEqual([1]);
    expect(log.dropped).toEqual([2, 3]);
    await answer();
    await answer();
    expect(log.answers).toEqual(['answer 1', 'answer 4']);
  });

  it('waits at the end for what is in flight and what waits', async () => {
    const { source$, log, answer } = stage();
    source$.next(1);
    source$.next(2);
    source$.complete();
    expect(log.ended).toBeNull();
    await answer();
    expect(log.ended).toBeNull();
    await answer();
    expect(log).toEqual({ answers: ['answer 1', 'answer 2'], dropped: [], ended: 'complete' });
  });

  it('ends at once with an idle source', () => {
    const { source$, log } = stage();
    source$.complete();
    expect(log.ended).toBe('complete');
  });

  it('passes on a rejection, and the error of the source', async () => {
    const first = stage();
    first.source$.next(1);
    first.asked[0]?.fail(new Error('no answer'));
    await settle();
    expect(first.log.ended).toEqual(new Error('no answer'));
    const second = stage();
    second.source$.error(new Error('unplugged'));
    expect(second.log.ended).toEqual(new Error('unplugged'));
  });

  it('says nothing after the unsubscription', async () => {
    const { source$, subscription, log, answer } = stage();
    source$.next(1);
    source$.next(2);
    subscription.unsubscribe();
    await answer();
    expect(log).toEqual({ answers: [], dropped: [], ended: null });
  });

  it('loses no value unaccounted: each is answered, in order, or dropped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 60 }), async (script) => {
        const { source$, asked, log, answer } = stage();
        let sent = 0;
        for (const send of script) {
          if (send) source$.next(sent++);
          else if (asked.length > log.answers.length) await answer();
        }
        while (asked.length > log.answers.length) await answer();
        const answered = asked.map(({ value }) => value);
        expect(answered).toEqual([...answered].sort((a, b) => a - b));
        expect([...answered, ...log.dropped].sort((a, b) => a - b)).toEqual(
          Array.from({ length: sent }, (_, n) => n),
        );
        if (sent > 0) expect(last(answered)).toBe(sent - 1);
      }),
      { numRuns: 50 },
    );
  });
});
