import type { MeterPhase, MeterState } from '../meter-state.js';

/** What matters most comes first. */
const PRECEDENCE: readonly MeterState[] = ['listening', 'asking', 'loading', 'stopped', 'failed', 'idle'];

/** What the whole does when its sides are in `phases`. A side whose stream has ended has stopped, as calls do. */
export function callState(phases: readonly MeterPhase[]): MeterState {
  const states = phases.map(({ state, error }) => (error?.code === 'device-lost' ? 'stopped' : state));
  return PRECEDENCE.find((state) => states.includes(state)) ?? 'idle';
}

/** Waits for all `starts`. @throws whatever hinders the first, when it is the same with all the others: one side that is heard will do. */
export async function anyOf(starts: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(starts);
  const [failure] = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  if (failure !== undefined && outcomes.every(({ status }) => status === 'rejected')) throw failure.reason;
}
