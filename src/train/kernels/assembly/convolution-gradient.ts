/**
 * The gradient of one tap of a local feature learning block's convolution, in AssemblyScript with SIMD.
 * Arguments are byte offsets of float32 arrays in NHWC order and sizes; output channels are a multiple of 4.
 * Nothing is allocated and there is no static data: the memory belongs to the caller.
 */

import { multiplyAdd } from './multiply-add';

/** Bytes of a float32. */
const F32: usize = 4;

/** Sets `count` floats to zero. */
export function clear(target: usize, count: usize): void {
  memory.fill(target, 0, count * F32);
}

/** tap[i, o] += sum over positions of input[position, i] * dOutput[position, o], in register tiles of 4 x 8. */
export function correlateRow(
  input: usize,
  dOutput: usize,
  tap: usize,
  positions: i32,
  inChannels: i32,
  outChannels: i32,
): void {
  let i = 0;
  for (; i + 4 <= inChannels; i += 4)
    for (let o = 0; o < outChannels; o += 8)
      if (o + 8 <= outChannels)
        correlateTile4x8(
          input + <usize>i * F32,
          dOutput + <usize>o * F32,
          tap + <usize>(i * outChannels + o) * F32,
          positions,
          inChannels,
          outChannels,
        );
      else
        for (let k = 0; k < 4; k++)
          correlateTile1x4(
            input + <usize>(i + k) * F32,
            dOutput + <usize>o * F32,
            tap + <usize>((i + k) * outChannels + o) * F32,
            positions,
            inChannels,
            outChannels,
          );
  for (; i < inChannels; i++)
    for (let o = 0; o < outChannels; o += 4)
      correlateTile1x4(
        input + <usize>i * F32,
        dOutput + <usize>o * F32,
        tap + <usize>(i * outChannels + o) * F32,
        positions,
        inChannels,
        outChannels,
      );
}

function correlateTile4x8(
  input: usize,
  dOutput: usize,
  tap: usize,
  positions: i32,
  inChannels: i32,
  outChannels: i32,
): void {
  const row = <usize>outChannels * F32;
  let a0 = v128.load(tap),
    a1 = v128.load(tap, 16);
  let b0 = v128.load(tap + row),
    b1 = v128.load(tap + row, 16);
  let c0 = v128.load(tap + 2 * row),
    c1 = v128.load(tap + 2 * row, 16);
  let d0 = v128.load(tap + 3 * row),
    d1 = v128.load(tap + 3 * row, 16);
  const inStep = <usize>inChannels * F32;
  for (let p = 0; p < positions; p++) {
    const g0 = v128.load(dOutput),
      g1 = v128.load(dOutput, 16);
    const x0 = v128.load32_splat(input);
    a0 = multiplyAdd(x0, g0, a0);
    a1 = multiplyAdd(x0, g1, a1);
    const x1 = v128.load32_splat(input, 4);
    b0 = multiplyAdd(x1, g0, b0);
    b1 = multiplyAdd(x1, g1, b1);
    const x2 = v128.load32_splat(input, 8);
    c0 = multiplyAdd(x2, g0, c0);
    c1 = multiplyAdd(x2, g1, c1);
    const x3 = v128.load32_splat(input, 12);
    d0 = multiplyAdd(x3, g0, d0);
    d1 = multiplyAdd(x3, g1, d1);
    input += inStep;
    dOutput += row;
  }
  v128.store(tap, a0);
  v128.store(tap, a1, 16);
  v128.store(tap + row, b0);
  v128.store(tap + row, b1, 16);
  v128.store(tap + 2 * row, c0);
  v128.store(tap + 2 * row, c1, 16);
  v128.store(tap + 3 * row, d0);
  v128.store(tap + 3 * row, d1, 16);
}

function correlateTile1x4(
  input: usize,
  dOutput: usize,
  tap: usize,
  positions: i32,
  inChannels: i32,
  outChannels: i32,
): void {
  let sum = v128.load(tap);
  for (let p = 0; p < positions; p++) {
    sum = multiplyAdd(v128.load32_splat(input), v128.load(dOutput), sum);
    input += <usize>inChannels * F32;
    dOutput += <usize>outChannels * F32;
  }
  v128.store(tap, sum);
}
