import { BACKEND_CHOICES } from '../../core/backends.js';
import { checkInteger, checkOneOf } from '../../core/check.js';
import { EmotionError } from '../../core/errors.js';
import type { Frames } from '../../core/units.js';
import type { ServedNetwork } from '../../networks/served-network.js';
import type { AdvanceRequest, LoadRequest } from '../inference-protocol.js';

/** @throws EmotionError `invalid-argument` for a backend of no known name. */
export function checkLoad({ backend }: LoadRequest): void {
  checkOneOf('backend', backend, BACKEND_CHOICES);
}

/**
 * The number of frames that a request brings.
 * @throws EmotionError `invalid-argument` naming what cannot be used.
 */
export function checkAdvance(
  { firstFrame, frames }: AdvanceRequest,
  { framesPerColumn, rowWidth }: Pick<ServedNetwork, 'framesPerColumn' | 'rowWidth'>,
): Frames {
  checkInteger('firstFrame', firstFrame, { min: 0 });
  if (firstFrame % framesPerColumn !== 0)
    throw new EmotionError(
      'invalid-argument',
      `firstFrame is ${firstFrame}, not a multiple of ${framesPerColumn}`,
    );
  const column = framesPerColumn * rowWidth;
  if (frames.length === 0 || frames.length % column !== 0)
    throw new EmotionError(
      'invalid-argument',
      `frames has ${frames.length} values, not a positive multiple of ${column}`,
    );
  const broken = frames.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0)
    throw new EmotionError(
      'invalid-argument',
      `frames[${broken}] is ${frames[broken] ?? NaN}, not a finite number`,
    );
  return frames.length / rowWidth;
}
