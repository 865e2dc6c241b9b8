import type { Parameters } from '../network/initial-weights.js';
import type { OptimiserState } from '../optimiser/optimiser.js';
import { readState, writeState } from '../run/state-file.js';

/** What one epoch came to. */
export interface EpochLog {
  /** 1 for the first. */
  readonly epoch: number;
  /** Mean of cross-entropy and penalties over the epoch's steps. */
  readonly loss: number;
  /** Share of the training clips that were right as they were learnt from. */
  readonly trainAccuracy: number;
  /** By the epoch's last weights. */
  readonly validationAccuracy: number;
  readonly validationLoss: number;
  readonly seconds: number;
}

/** The weights after an epoch. */
export interface Snapshot {
  readonly epoch: number;
  readonly parameters: Parameters;
}

/** Everything that training changes, as it stands after an epoch. */
export interface ClipState {
  readonly history: readonly EpochLog[];
  readonly parameters: Parameters;
  readonly optimiser: OptimiserState;
  /** After the epoch with the highest validation accuracy, the first of equals. */
  readonly best: Snapshot | null;
  /** After the epoch that was fixed beforehand. */
  readonly fixed: Snapshot | null;
}

interface Facts {
  readonly history: readonly EpochLog[];
  readonly optimiserStep: number;
  readonly bestEpoch: number | null;
  readonly fixedEpoch: number | null;
}

const SLOT = 'optimiser/';

/** Writes the state to `path`, or leaves the old file and throws an error that names it. */
export async function saveClipState(
  path: string,
  { state, fingerprint }: { readonly state: ClipState; readonly fingerprint: string },
): Promise<void> {
  const { history, parameters, optimiser, best, fixed } = state;
  const slots = Object.entries(optimiser.slots).map(([slot, values]) => [`${SLOT}${slot}`, values] as const);
  await writeState<Facts>(path, {
    fingerprint,
    facts: {
      history,
      optimiserStep: optimiser.step,
      bestEpoch: best?.epoch ?? null,
      fixedEpoch: fixed?.epoch ?? null,
    },
    groups: {
      parameters,
      ...(best && { best: best.parameters }),
      ...(fixed && { fixed: fixed.parameters }),
      ...Object.fromEntries(slots),
    },
  });
}

/**
 * The state in `path`, or `null` when there is no such file.
 * @throws EmotionError `invalid-argument` when it is of another network or run, or not whole.
 */
export async function loadClipState(path: string, fingerprint: string): Promise<ClipState | null> {
  const file = await readState<Facts>(path, fingerprint);
  if (file === null) return null;
  const { facts, groups } = file;
  const snapshot = (epoch: number | null, group: string): Snapshot | null =>
    epoch === null ? null : { epoch, parameters: new Map(groups[group]) };
  const slots = Object.entries(groups)
    .filter(([group]) => group.startsWith(SLOT))
    .map(([group, values]) => [group.slice(SLOT.length), values] as const);
  return {
    history: facts.history,
    parameters: new Map(groups['parameters']),
    optimiser: { step: facts.optimiserStep, slots: Object.fromEntries(slots) },
    best: snapshot(facts.bestEpoch, 'best'),
    fixed: snapshot(facts.fixedEpoch, 'fixed'),
  };
}
