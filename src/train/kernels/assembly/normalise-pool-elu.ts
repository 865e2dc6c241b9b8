/**
 * The rest of a local feature learning block in training (batch normalisation, pooling, ELU, and back), in AssemblyScript with SIMD.
 * Arguments are byte offsets of float32 arrays in NHWC order and sizes; channels are a multiple of 4.
 * Nothing is allocated and there is no static data: the memory belongs to the caller.
 */

import { exp } from './exponential';

/** Bytes of a float32. */
const F32: usize = 4;
/** Bytes of a v128: four float32. */
const V128: usize = 16;

/**
 * output = ELU(max over each pool window of (input * scale + shift)), with the winner's row offset in `winner` (int32, counted in
 * positions from the start of the image). Pool size equals stride; windows reach past the edges by padTop and padLeft (SAME).
 * @param pitch positions from one row of the input to the next: its width, or more where rows are padded.
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
  pitch: i32,
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
    const image = input + <usize>(n * inHeight * pitch) * pixel;
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
              const at = yy * pitch + xx;
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
