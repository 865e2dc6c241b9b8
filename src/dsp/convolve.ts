import FFT from 'fft.js';

/**
 * Linear convolution of two real signals by the convolution theorem.
 * @returns signal.length + response.length - 1 samples; none when either is empty.
 */
export function convolve(signal: Float32Array, response: Float32Array): Float32Array {
  if (signal.length === 0 || response.length === 0) return new Float32Array(0);
  const length = signal.length + response.length - 1;
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(length)));
  const fft = new FFT(size);
  const [a, b, product, result] = [0, 1, 2, 3].map(() => new Float64Array(2 * size)) as [
    ...[Float64Array, Float64Array, Float64Array, Float64Array],
  ];
  fft.transform(a, interleave(signal, size));
  fft.transform(b, interleave(response, size));
  for (let at = 0; at < 2 * size; at += 2) {
    const [ar, ai, br, bi] = [a[at], a[at + 1], b[at], b[at + 1]] as [number, number, number, number];
    product[at] = ar * br - ai * bi;
    product[at + 1] = ar * bi + ai * br;
  }
  fft.inverseTransform(result, product);
  return Float32Array.from({ length }, (_, i) => result[2 * i] as number);
}

function interleave(signal: Float32Array, size: number): Float64Array {
  const complex = new Float64Array(2 * size);
  for (const [i, value] of signal.entries()) complex[2 * i] = value;
  return complex;
}
