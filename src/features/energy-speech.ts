import type { Frames, Probability } from '../core/units.js';

/**
 * Speech by energy, for networks that have no speech head: the share of each column's frames that stand out of the noise floor.
 * @param active 1 for each frame that does, 0 for the others; whole columns.
 * @returns one value a column, oldest first.
 */
export function speechByEnergy(active: Float32Array, framesPerColumn: Frames): Probability[] {
  return Array.from({ length: active.length / framesPerColumn }, (_, column) => {
    const frames = active.subarray(column * framesPerColumn, (column + 1) * framesPerColumn);
    return frames.reduce((sum, value) => sum + value, 0) / framesPerColumn;
  });
}
