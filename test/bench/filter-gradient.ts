import * as tf from '@tensorflow/tfjs-core';

/**
 * Gives the wasm backend the kernel that `tf.layers` lacks there to train convolutions: the gradient by the filter, one matrix product a
 * tap. For stride 1 and SAME padding, which is all that the paper's networks have.
 */
export function registerFilterGradient(): void {
  if (tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === tf.Conv2DBackpropFilter))
    return;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { readonly x: tf.Tensor4D; readonly dy: tf.Tensor4D };
      const [height, width, channels, filters] = (attrs as { filterShape: [number, number, number, number] })
        .filterShape;
      return tf.tidy(() => {
        const [batch, rows, columns] = dy.shape;
        const around = (length: number): [number, number] => [
          Math.floor((length - 1) / 2),
          Math.ceil((length - 1) / 2),
        ];
        const padded = tf.pad(x, [[0, 0], around(height), around(width), [0, 0]]);
        const flat = tf.reshape<tf.Rank.R2>(dy, [-1, filters]);
        const taps = Array.from({ length: height * width }, (_, tap) => {
          const from = [0, Math.floor(tap / width), tap % width, 0];
          const seen = tf.slice(padded, from, [batch, rows, columns, channels]);
          return tf.matMul(tf.reshape<tf.Rank.R2>(seen, [-1, channels]), flat, true, false);
        });
        return tf.reshape(tf.stack(taps), [height, width, channels, filters]);
      });
    },
  });
}
