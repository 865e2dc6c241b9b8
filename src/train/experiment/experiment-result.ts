import type { Emotion } from '../../core/emotions.js';
import type { ExperimentConfig } from './config-experiment.js';
import type { JobRecord } from './experiment-job.js';
import type { ExperimentSummary } from './summary.js';

/** Everything that result.json holds and the report shows. */
export interface ExperimentResult extends ExperimentSummary {
  readonly protocol: string;
  readonly speakerDependent: boolean;
  readonly validatesOnTest: boolean;
  readonly labels: readonly Emotion[];
  readonly splitHash: string;
  readonly config: ExperimentConfig;
  /** Clips that could not be read and were left out. */
  readonly leftOut: readonly string[];
  readonly jobs: readonly JobRecord[];
}
