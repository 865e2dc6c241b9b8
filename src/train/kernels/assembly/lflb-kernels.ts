/**
 * The training pass of a local feature learning block, in AssemblyScript with SIMD, on the heap of TensorFlow.js's wasm backend.
 * Arguments are byte offsets of float32 arrays in NHWC order and sizes; channel counts are multiples of 4 where a name says `channels`.
 * Nothing is allocated and there is no static data: the memory belongs to TensorFlow.js.
 */

/** Bytes of a float32. */
const F32: usize = 4;
/** Bytes of a v128: four float32. */
const V128: usize = 16;

/** Sets `count` floats to zero. */
export function clear(target: usize, count: usize): void {
  memory.fill(target, 0, count * F32);
}

/**
 * Gradient of a stride-1 convolution by its filter:
 * dFilter[a, b, i, o] += sum over n, y, x of input[n, y + a - padTop, x + b - padLeft, i] * dOutput[n, y, x, o].
 * The caller clears dFilter. Works row by row, so that one row of both arrays stays in the cache for all filter taps.
 */
export function convolutionFilterGradient(
  input: usize,
  dOutput: usize,
  dFilter: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  outHeight: i32,
  outWidth: i32,
  outChannels: i32,
  filterHeight: i32,
  filterWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < outHeight; y++) {
      const dRow = dOutput + <usize>((n * outHeight + y) * outWidth * outChannels) * F32;
      for (let a = 0; a < filterHeight; a++) {
        const inY = y + a - padTop;
        if (inY < 0 || inY >= inHeight) continue;
        const inRow = input + <usize>((n * inHeight + inY) * inWidth * inChannels) * F32;
        for (let b = 0; b < filterWidth; b++) {
          const first = max(0, padLeft - b);
          const last = min(outWidth, inWidth + padLeft - b);
          const tap = dFilter + <usize>((a * filterWidth + b) * inChannels * outChannels) * F32;
          correlateRow(
            inRow + <usize>((first + b - padLeft) * inChannels) * F32,
            dRow + <usize>(first * outChannels) * F32,
            tap,
            last - first,
            inChannels,
            outChannels,
          );
        }
      }
    }
  }
}

/** tap[i, o] += sum over positions of input[position, i] * dOutput[position, o], in register tiles of 4 x 8. */
function correlateRow(
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
    a0 = f32x4.add(a0, f32x4.mul(x0, g0));
    a1 = f32x4.add(a1, f32x4.mul(x0, g1));
    const x1 = v128.load32_splat(input, 4);
    b0 = f32x4.add(b0, f32x4.mul(x1, g0));
    b1 = f32x4.add(b1, f32x4.mul(x1, g1));
    const x2 = v128.load32_splat(input, 8);
    c0 = f32x4.add(c0, f32x4.mul(x2, g0));
    c1 = f32x4.add(c1, f32x4.mul(x2, g1));
    const x3 = v128.load32_splat(input, 12);
    d0 = f32x4.add(d0, f32x4.mul(x3, g0));
    d1 = f32x4.add(d1, f32x4.mul(x3, g1));
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
    sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(input), v128.load(dOutput)));
    input += <usize>inChannels * F32;
    dOutput += <usize>outChannels * F32;
  }
  v128.store(tap, sum);
}

/**
 * sums[c] += sum over rows of values[row, c], squares[c] likewise of their squares; the caller clears both.
 * The caller keeps `rows` small (some hundreds) and adds the partial sums in double precision.
 */
export function channelMoments(values: usize, sums: usize, squares: usize, rows: i32, channels: i32): void {
  const bytes = <usize>channels * F32;
  for (let row = 0; row < rows; row++) {
    for (let c: usize = 0; c < bytes; c += V128) {
      const value = v128.load(values + c);
      v128.store(sums + c, f32x4.add(v128.load(sums + c), value));
      v128.store(squares + c, f32x4.add(v128.load(squares + c), f32x4.mul(value, value)));
    }
    values += bytes;
  }
}

/**
 * output = ELU(max over each pool window of (input * scale + shift)), with the winner's row offset in `winner` (int32, counted in
 * positions from the start of the image). Pool size equals stride; windows reach past the edges by padTop and padLeft (SAME).
 */
export function normalisePoolElu(
  input: usize,
  scale: usize,
  shift: usize,
  output: usize,
  winner: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixel = <usize>channels * F32;
  for (let n = 0; n < batch; n++) {
    const image = input + <usize>(n * inHeight * inWidth) * pixel;
    for (let y = 0; y < outHeight; y++) {
      const top = max(0, y * poolHeight - padTop);
      const bottom = min(inHeight, (y + 1) * poolHeight - padTop);
      for (let x = 0; x < outWidth; x++) {
        const left = max(0, x * poolWidth - padLeft);
        const right = min(inWidth, (x + 1) * poolWidth - padLeft);
        for (let c: usize = 0; c < pixel; c += V128) {
          const a = v128.load(scale + c),
            b = v128.load(shift + c);
          let best = f32x4.splat(-f32.MAX_VALUE);
          let bestAt = i32x4.splat(0);
          for (let yy = top; yy < bottom; yy++)
            for (let xx = left; xx < right; xx++) {
              const at = yy * inWidth + xx;
              const value = f32x4.add(f32x4.mul(v128.load(image + <usize>at * pixel + c), a), b);
              const better = f32x4.gt(value, best);
              best = v128.bitselect(value, best, better);
              bestAt = v128.bitselect(i32x4.splat(at), bestAt, better);
            }
          v128.store(output + c, elu(best));
          v128.store(winner + c, bestAt);
        }
        output += pixel;
        winner += pixel;
      }
    }
  }
}

/**
 * From dOutput, the gradient of {@link normalisePoolElu}'s output, to the gradient at each window's winner before the affine map:
 * dOutput is overwritten by g = dOutput * ELU'(.), and sums over all windows go to dShift[c] += g and dScale[c] += g * input(winner).
 * One image at a time, so that the float32 sums stay short; the caller clears both sums and adds images in double precision.
 */
export function poolEluGradient(
  input: usize,
  output: usize,
  winner: usize,
  dOutput: usize,
  dScale: usize,
  dShift: usize,
  windows: i32,
  channels: i32,
): void {
  const pixel = <usize>channels * F32;
  const one = f32x4.splat(1);
  for (let window = 0; window < windows; window++) {
    for (let c: usize = 0; c < pixel; c += V128) {
      const y = v128.load(output + c);
      const slope = f32x4.add(f32x4.min(y, f32x4.splat(0)), one);
      const g = f32x4.mul(v128.load(dOutput + c), slope);
      v128.store(dOutput + c, g);
      v128.store(dShift + c, f32x4.add(v128.load(dShift + c), g));
      v128.store(
        dScale + c,
        f32x4.add(v128.load(dScale + c), f32x4.mul(g, gather(input + c, v128.load(winner + c), pixel))),
      );
    }
    output += pixel;
    winner += pixel;
    dOutput += pixel;
  }
}

/** The four channels from `base` on, each at its own position. */
function gather(base: usize, positions: v128, pixel: usize): v128 {
  let values = v128.load32_zero(base + <usize>i32x4.extract_lane(positions, 0) * pixel);
  values = v128.load_lane<f32>(base + <usize>i32x4.extract_lane(positions, 1) * pixel + 4, values, 1);
  values = v128.load_lane<f32>(base + <usize>i32x4.extract_lane(positions, 2) * pixel + 8, values, 2);
  return v128.load_lane<f32>(base + <usize>i32x4.extract_lane(positions, 3) * pixel + 12, values, 3);
}

/** dInput[row, c] = input[row, c] * slope[c] + offset[c]: the dense part of batch normalisation's gradient. */
export function affine(
  input: usize,
  slope: usize,
  offset: usize,
  dInput: usize,
  rows: i32,
  channels: i32,
): void {
  const bytes = <usize>channels * F32;
  for (let row = 0; row < rows; row++) {
    for (let c: usize = 0; c < bytes; c += V128)
      v128.store(
        dInput + c,
        f32x4.add(f32x4.mul(v128.load(input + c), v128.load(slope + c)), v128.load(offset + c)),
      );
    input += bytes;
    dInput += bytes;
  }
}

/** dInput[winner] += g * scale for every window of one image: the sparse part of the same gradient. */
export function scatterWinners(
  g: usize,
  winner: usize,
  scale: usize,
  dInput: usize,
  windows: i32,
  channels: i32,
): void {
  const pixel = <usize>channels * F32;
  for (let window = 0; window < windows; window++) {
    for (let c: usize = 0; c < pixel; c += F32) {
      const at = dInput + <usize>load<i32>(winner + c) * pixel + c;
      store<f32>(at, load<f32>(at) + load<f32>(g + c) * load<f32>(scale + c));
    }
    g += pixel;
    winner += pixel;
  }
}

/** x where x > 0, else exp(x) - 1. */
function elu(x: v128): v128 {
  const zero = f32x4.splat(0);
  const negative = f32x4.sub(exp(f32x4.min(x, zero)), f32x4.splat(1));
  return v128.bitselect(x, negative, f32x4.gt(x, zero));
}

/** exp(x) for x <= 0: 2^k exp(r) with |r| <= ln(2) / 2 and the polynomial of Cephes' expf; relative error below 2e-7. */
function exp(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  const r = f32x4.sub(
    f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375))),
    f32x4.mul(k, f32x4.splat(-2.1219444e-4)),
  );
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), f32x4.add(r, f32x4.splat(1)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}
