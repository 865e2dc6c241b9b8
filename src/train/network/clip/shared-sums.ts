import type { Reduce } from '../passes/block-forward.js';

/** The longest sums that are shared: two a channel, and a count. */
const LONGEST = 2 * 1024 + 1;
/** Where the control words stand. */
const ARRIVED = 0;
const ROUND = 1;
const BROKEN = 2;
const CONTROL_BYTES = 64;

/**
 * Memory in which threads add up numbers: each writes its own, waits for the others, and adds all in the same order, so that all
 * get the same sums. There is room for two rounds, so that no thread overwrites what a slower one still reads.
 */
export function allocateSums(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(CONTROL_BYTES + 2 * threads * LONGEST * 8);
}

/** One thread's part in the sums of a step that `active` threads share. */
export function shareSums(
  memory: SharedArrayBuffer,
  { index, active }: { readonly index: number; readonly active: number },
): Reduce {
  const control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  const slot = (round: number, thread: number): Float64Array =>
    new Float64Array(memory, CONTROL_BYTES + ((round % 2) * active + thread) * LONGEST * 8, LONGEST);
  return (sums) => {
    if (active === 1) return sums;
    const round = Atomics.load(control, ROUND);
    slot(round, index).set(sums);
    meet(control, { round, active });
    return sums.map((_, k) =>
      Array.from({ length: active }, (_, thread) => slot(round, thread)[k] ?? NaN).reduce((a, b) => a + b),
    );
  };
}

/** Frees the threads that wait for one that has failed: their step throws. */
export function breakSums(memory: SharedArrayBuffer): void {
  const control = new Int32Array(memory, 0, CONTROL_BYTES / 4);
  Atomics.store(control, BROKEN, 1);
  Atomics.notify(control, ROUND);
}

function meet(
  control: Int32Array,
  { round, active }: { readonly round: number; readonly active: number },
): void {
  if (Atomics.add(control, ARRIVED, 1) + 1 === active) {
    Atomics.store(control, ARRIVED, 0);
    Atomics.add(control, ROUND, 1);
    Atomics.notify(control, ROUND);
    return;
  }
  while (Atomics.load(control, ROUND) === round) {
    if (Atomics.load(control, BROKEN) === 1) throw new Error('another thread of the step has failed');
    Atomics.wait(control, ROUND, round, 100);
  }
}
