import type { OpenStepMaker } from '../../src/train/clips/fit-clips.js';
import type { ClipBatch } from '../../src/train/network/clip/clip-step.js';

const MELS = 128;

/** Mean of each mel over a clip's frames: [size, 128]. */
function meanMels({ size, frames = new Float32Array() }: ClipBatch): number[][] {
  const count = frames.length / size / MELS;
  return Array.from({ length: size }, (_, clip) =>
    Array.from({ length: MELS }, (_, mel) => {
      let sum = 0;
      for (let frame = 0; frame < count; frame++) sum += frames[(clip * count + frame) * MELS + mel] ?? 0;
      return sum / count;
    }),
  );
}

function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** A linear classifier over mean mels that lives in the 2D network's last layer: it learns, and takes no time. */
export const openFakeStepMaker: OpenStepMaker = ({ classes, parameters }) => {
  const kernel = parameters.get('emotion/kernel') ?? new Float32Array();
  const bias = parameters.get('emotion/bias') ?? new Float32Array();
  const answer = (mels: readonly number[]): number[] =>
    softmax(
      Array.from({ length: classes }, (_, k) =>
        mels.reduce((sum, mel, m) => sum + mel * (kernel[m * classes + k] ?? 0), bias[k] ?? 0),
      ),
    );
  return Promise.resolve({
    step(batch) {
      const gradients = new Map([
        ['emotion/kernel', new Float32Array(kernel.length)],
        ['emotion/bias', new Float32Array(bias.length)],
      ]);
      let [loss, correct] = [0, 0];
      for (const [clip, mels] of meanMels(batch).entries()) {
        const probabilities = answer(mels);
        const truth = batch.labels[clip] ?? 0;
        loss -= Math.log(probabilities[truth] ?? 0) / batch.size;
        if (probabilities.indexOf(Math.max(...probabilities)) === truth) correct++;
        for (const [k, p] of probabilities.entries()) {
          const error = (p - (k === truth ? 1 : 0)) / batch.size;
          const [kernelGradient, biasGradient] = [...gradients.values()] as [Float32Array, Float32Array];
          biasGradient[k] = (biasGradient[k] ?? 0) + error;
          for (const [m, mel] of mels.entries())
            kernelGradient[m * classes + k] = (kernelGradient[m * classes + k] ?? 0) + error * mel;
        }
      }
      return Promise.resolve({ loss, crossEntropy: loss, correct, gradients, statistics: [] });
    },
    observe: () => Promise.resolve([]),
    predict: (batch) => Promise.resolve(Float32Array.from(meanMels(batch).flatMap(answer))),
    close: () => Promise.resolve(),
  });
};
