import type { FrontEndName } from '../core/feature-spec.js';
import { LOG_MEL, SAMPLES, featureHash } from '../core/feature-spec.js';
import type { FrontEndSpec } from '../core/manifest.js';
import { LEVELLED_LOG_MEL } from './speech-level.js';

/** What each front end computes, to the last constant. A manifest names its front end by the hash of this. */
export const FRONT_ENDS: Readonly<Record<FrontEndName, FrontEndSpec>> = {
  'levelled-log-mel': LEVELLED_LOG_MEL,
  'log-mel': LOG_MEL,
  samples: SAMPLES,
  'log-mel-and-samples': { ...LOG_MEL, samples: SAMPLES },
};

/** The front ends of this build by their `featureHash`. */
export const FRONT_END_OF_HASH: ReadonlyMap<string, FrontEndName> = new Map(
  (Object.keys(FRONT_ENDS) as FrontEndName[]).map((name) => [featureHash(FRONT_ENDS[name]), name]),
);
