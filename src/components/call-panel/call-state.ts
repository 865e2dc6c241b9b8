import type { MeterPhase, MeterState } from '../meter/meter-state.js';

/** What matters most comes first. */
const PRECEDENCE: readonly MeterState[] = ['listening', 'asking', 'loading', 'failed', 'stopped', 'idle'];

/** What the whole does when its sides are in `phases`. A side whose stream has ended has stopped, as calls do. */
export function callState(phases: readonly MeterPhase[]): MeterState {
  const states = phases.map(({ state, error }) => (error?.code === 'device-lost' ? 'stopped' : state));
  return PRECEDENCE.find((state) => states.includes(state)) ?? 'idle';
}
