import { Observable } from 'rxjs';
import type { OperatorFunction } from 'rxjs';

/**
 * Asks for one answer at a time. A value that comes meanwhile waits; a newer one takes its place, and the older is dropped:
 * at most one value is in flight and one waits, whatever the source does. Answers come in order; the end waits for the last of them.
 * @param ask answers a value; its rejection ends the stream with that error.
 * @param dropped told of each value that will never be asked.
 */
export function dropWhenBusy<T, R>(
  ask: (value: T) => Promise<R>,
  dropped: (value: T) => void,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      let busy = false;
      let ended = false;
      let waiting: { readonly value: T } | null = null;

      const settle = () => {
        busy = false;
        const next = waiting;
        waiting = null;
        if (next !== null) start(next.value);
        else if (ended) subscriber.complete();
      };
      const start = (value: T) => {
        busy = true;
        ask(value).then(
          (answer) => {
            if (subscriber.closed) return;
            subscriber.next(answer);
            settle();
          },
          (error: unknown) => {
            subscriber.error(error);
          },
        );
      };
      subscriber.add(
        source.subscribe({
          next: (value) => {
            if (!busy) {
              start(value);
              return;
            }
            if (waiting !== null) dropped(waiting.value);
            waiting = { value };
          },
          error: (error: unknown) => {
            subscriber.error(error);
          },
          complete: () => {
            ended = true;
            if (!busy) subscriber.complete();
          },
        }),
      );
    });
}
