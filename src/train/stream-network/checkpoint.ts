import type { AdamState } from '../optimiser/adamw.js';
import type { Parameters } from '../network/initial-weights.js';
import { readState, writeState } from '../run/state-file.js';

/** Everything that training of the streaming network changes. */
export interface TrainState {
  /** Steps done. */
  readonly step: number;
  /** What decides the run; a checkpoint of another run is refused. */
  readonly fingerprint: string;
  readonly parameters: Parameters;
  readonly adam: AdamState;
}

type Facts = Pick<TrainState, 'step'> & { readonly adamStep: number };

/** Writes the state to `path`; on any failure (a full disk, say) the old file stays and the error names the path. */
export async function saveCheckpoint(path: string, state: TrainState): Promise<void> {
  const { step, fingerprint, parameters, adam } = state;
  await writeState<Facts>(path, {
    fingerprint,
    facts: { step, adamStep: adam.step },
    groups: { parameters, first: adam.first, second: adam.second },
  });
}

/**
 * The state in `path`, or `null` when there is no such file.
 * @throws EmotionError `invalid-argument` when it is of another run or not whole.
 */
export async function loadCheckpoint(path: string, fingerprint: string): Promise<TrainState | null> {
  const state = await readState<Facts>(path, fingerprint);
  if (state === null) return null;
  const { step, adamStep } = state.facts;
  const { parameters, first, second } = state.groups;
  const adam = { step: adamStep, first: new Map(first), second: new Map(second) };
  return { step, fingerprint, parameters: new Map(parameters), adam };
}
