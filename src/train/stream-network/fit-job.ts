import type { StreamNetSpec } from '../../core/manifest.js';
import type { Parameters } from '../network/initial-weights.js';
import type { MaterialRequest } from '../streams/material.js';
import type { StreamConfig } from './config-stream.js';

/** The streaming network that is served: 214 008 trainable numbers for 7 classes. */
export const STREAM_NET: StreamNetSpec = { kind: 'stream', channels: [32, 48, 64, 96], units: 128 };

/** Networks that learn side by side from the same streams, which are drawn once for all of them. */
export interface FitJob {
  readonly title: string;
  readonly learners: readonly LearnerPlace[];
  readonly material: MaterialRequest;
  readonly network: StreamNetSpec;
  readonly config: Pick<StreamConfig, 'seed' | 'batch' | 'rate' | 'loss'>;
  readonly steps: number;
  /** A trained network to go on from, of the same classes; none starts from random weights. */
  readonly from?: Fitted | null;
  /** Take the networks as an earlier run left them, and do not train: processes side by side must not train the same one. */
  readonly mustBeFinished?: boolean;
  /** Aborted on Ctrl-C: the job saves its state and throws. */
  readonly signal: AbortSignal;
}

/** Where one of the networks is kept, and whom it never hears. */
export interface LearnerPlace {
  readonly folder: string;
  /** Corpus and name of the speaker whose streams are left out of its batches; `null` for none. */
  readonly without: string | null;
}

/** A trained network. */
export interface Fitted {
  readonly parameters: Parameters;
}

/** A job of one network. */
export type SingleFitJob = Omit<FitJob, 'learners'> & Pick<LearnerPlace, 'folder'>;
