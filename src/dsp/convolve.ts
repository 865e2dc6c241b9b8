import FFT from 'fft.js';

/** A transform of one size with room to work in: complex numbers, real and imaginary parts in turn. */
interface Plan {
  readonly fft: FFT;
  readonly size: number;
  readonly response: Float64Array;
  readonly input: Float64Array;
  readonly spectrum: Float64Array;
}

const plans = new Map<number, Plan>();

/**
 * Linear convolution of two real signals by the convolution theorem, block by block (overlap-add), two blocks at a time: one as the real
 * and one as the imaginary part, which a real response keeps apart.
 * @returns signal.length + response.length - 1 samples; none when either is empty.
 */
export function convolve(signal: Float32Array, response: Float32Array): Float32Array {
  if (signal.length === 0 || response.length === 0) return new Float32Array(0);
  if (response.length > signal.length) return convolve(response, signal);
  const output = new Float32Array(signal.length + response.length - 1);
  const plan = planFor(response.length, output.length);
  transformResponse(plan, response);
  const block = plan.size - response.length + 1;
  for (let start = 0; start < signal.length; start += 2 * block) {
    fill(plan.input, 0, signal.subarray(start, start + block));
    fill(plan.input, 1, signal.subarray(start + block, start + 2 * block));
    filter(plan);
    addTo(output, start, { complex: plan.input, part: 0 });
    addTo(output, start + block, { complex: plan.input, part: 1 });
  }
  return output;
}

/** About four times as long as the response, which keeps the work a sample near its least, and no longer than the whole. */
function planFor(response: number, whole: number): Plan {
  const size = 2 ** Math.max(1, Math.ceil(Math.log2(Math.min(4 * response, whole))));
  const known = plans.get(size);
  if (known !== undefined) return known;
  const [spectrumOfResponse, input, spectrum] = [0, 1, 2].map(() => new Float64Array(2 * size)) as [
    ...[Float64Array, Float64Array, Float64Array],
  ];
  const plan = { fft: new FFT(size), size, response: spectrumOfResponse, input, spectrum };
  plans.set(size, plan);
  return plan;
}

function transformResponse({ fft, input, response: spectrum }: Plan, response: Float32Array): void {
  input.fill(0);
  fill(input, 0, response);
  fft.transform(spectrum, input);
}

/** Replaces the input by its convolution with the response. */
function filter({ fft, size, input, spectrum, response }: Plan): void {
  fft.transform(spectrum, input);
  for (let at = 0; at < 2 * size; at += 2) {
    const [ar, ai, br, bi] = [spectrum[at], spectrum[at + 1], response[at], response[at + 1]] as [
      ...[number, number, number, number],
    ];
    spectrum[at] = ar * br - ai * bi;
    spectrum[at + 1] = ar * bi + ai * br;
  }
  fft.inverseTransform(input, spectrum);
}

/** Sets the real (0) or imaginary (1) part: the values, then zeros. */
function fill(complex: Float64Array, part: 0 | 1, values: Float32Array): void {
  for (let i = 0; 2 * i < complex.length; i++) complex[2 * i + part] = values[i] ?? 0;
}

function addTo(
  output: Float32Array,
  start: number,
  { complex, part }: { readonly complex: Float64Array; readonly part: 0 | 1 },
): void {
  const count = Math.min(complex.length / 2, output.length - start);
  for (let i = 0; i < count; i++)
    output[start + i] = (output[start + i] as number) + (complex[2 * i + part] as number);
}
