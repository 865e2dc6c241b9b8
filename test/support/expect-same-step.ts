import { expect } from 'vitest';
import type { ClipStepOutcome } from '../../src/train/network/clip/clip-step.js';
import type { BlockStatistics } from '../../src/train/network/moving-statistics.js';

/** Every figure and every gradient, the latter relative to the largest of its tensor. */
export function expectSameStep(actual: ClipStepOutcome, expected: ClipStepOutcome, tolerance: number): void {
  expect(actual.loss).toBeCloseTo(expected.loss, 4);
  expect(actual.crossEntropy).toBeCloseTo(expected.crossEntropy, 4);
  expect(actual.correct).toBe(expected.correct);
  expect([...actual.gradients.keys()].sort()).toEqual([...expected.gradients.keys()].sort());
  for (const [name, gradient] of expected.gradients)
    expect(relativeDifference(actual.gradients.get(name), gradient), name).toBeLessThan(tolerance);
  expectSameStatistics(actual.statistics, expected.statistics);
}

/** Mean and variance of every block. */
export function expectSameStatistics(actual: BlockStatistics, expected: BlockStatistics): void {
  expect(actual.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  for (const [index, block] of expected.entries())
    for (const part of ['mean', 'variance'] as const)
      expect(relativeDifference(actual[index]?.[part], block[part]), block.name).toBeLessThan(1e-4);
}

function relativeDifference(actual: Float32Array | undefined, expected: Float32Array): number {
  expect(actual?.length).toBe(expected.length);
  const scale = Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, k) => Math.abs(value - (actual?.[k] ?? NaN)) / scale));
}
