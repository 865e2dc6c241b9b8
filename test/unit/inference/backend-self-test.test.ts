import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  SELF_TEST,
  SELF_TEST_ANSWER,
  selfTest,
  selfTestValues,
} from '../../../src/inference/engine/backend-self-test.js';
import { NODE_BACKENDS, useBackend } from '../../support/backends.js';

const value = (name: keyof typeof SELF_TEST) => {
  const values = selfTestValues(SELF_TEST[name]);
  return (index: number) => values[index] ?? NaN;
};
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The convolution at one point: SAME in frequency, causal in time. */
function convolve(mel: number, frame: number, channel: number): number {
  const [input, kernel, bias] = [value('input'), value('kernel'), value('bias')];
  const terms = range(9).map((tap) => {
    const [row, column] = [mel + Math.floor(tap / 3) - 1, frame + (tap % 3) - 2];
    const outside = row < 0 || row > 7 || column < 0;
    return outside ? 0 : input(row * 8 + column) * kernel(tap * 2 + channel);
  });
  return sum(terms) + bias(channel);
}

/** What the LSTM reads at `step`: two bands of two channels, each the ELU of the greatest of 4 x 2 points. */
function features(step: number): number[] {
  return range(4).map((feature) => {
    const [band, channel] = [Math.floor(feature / 2), feature % 2];
    const points = range(8).map((at) =>
      convolve(band * 4 + Math.floor(at / 2), step * 2 + (at % 2), channel),
    );
    const greatest = Math.max(...points);
    return greatest > 0 ? greatest : Math.exp(greatest) - 1;
  });
}

function lastState(): number[] {
  const [kernel, recurrent, bias] = [value('lstmKernel'), value('recurrent'), value('lstmBias')];
  let hidden = [0, 0, 0];
  let cell = [0, 0, 0];
  for (const input of range(4).map(features)) {
    const gate = (name: number, unit: number) => {
      const column = name * 3 + unit;
      const fromInput = input.map((x, row) => x * kernel(row * 12 + column));
      return sum(fromInput) + sum(hidden.map((h, row) => h * recurrent(row * 12 + column))) + bias(column);
    };
    cell = cell.map(
      (c, unit) => sigmoid(gate(1, unit)) * c + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)),
    );
    hidden = cell.map((c, unit) => sigmoid(gate(3, unit)) * Math.tanh(c));
  }
  return hidden;
}

describe('the self-test', () => {
  beforeEach(() => useBackend('cpu'));

  it('knows the answer that plain loops give', () => {
    expect(SELF_TEST_ANSWER).toHaveLength(3);
    for (const [unit, state] of lastState().entries()) expect(SELF_TEST_ANSWER[unit]).toBeCloseTo(state, 7);
  });

  it.each(NODE_BACKENDS)('is passed by %s, and leaves no tensor', async (backend) => {
    await useBackend(backend);
    await selfTest();
    expect(tf.memory().numTensors).toBe(0);
  });

  it.each(['Elu', 'MaxPool', 'Conv2D', 'Sigmoid', 'Tanh'])(
    'is failed by a backend whose %s is wrong',
    async (kernelName) => {
      const kernel = tf.getKernel(kernelName, 'cpu');
      tf.unregisterKernel(kernelName, 'cpu');
      tf.registerKernel({
        ...kernel,
        kernelFunc: (options) => {
          const output = kernel.kernelFunc(options) as tf.TensorInfo;
          const values = tf.backend().readSync(output.dataId) as Float32Array;
          values.forEach((x, index) => (values[index] = x * 1.01));
          return output;
        },
      });
      try {
        await expect(selfTest()).rejects.toMatchObject({ code: 'backend-failed' });
      } finally {
        tf.unregisterKernel(kernelName, 'cpu');
        tf.registerKernel(kernel);
      }
    },
  );
});
