/**
 * Sums and sweeps over images whose rows have a pitch (positions from one row to the next, padding included), in AssemblyScript with SIMD.
 * Arguments are byte offsets of float32 arrays and sizes; channels are a multiple of 4, `pitch` counts positions.
 * Nothing is allocated and there is no static data: the memory belongs to the caller.
 */

/** Bytes of a float32. */
const F32: usize = 4;
/** Bytes of a v128: four float32. */
const V128: usize = 16;
/** Positions that are summed in single precision before the sum goes into double precision. */
const RUN = 128;

/**
 * sums[c] += factor * sum of values[., c], squares[c] likewise of their squares, both in double precision.
 * @param scratch room for 2 x channels floats.
 */
export function imageMoments(
  values: usize,
  sums: usize,
  squares: usize,
  scratch: usize,
  factor: f64,
  rows: i32,
  width: i32,
  pitch: i32,
  channels: i32,
): void {
  const pixel = <usize>channels * F32;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < width; x += RUN) {
      runMoments(values + <usize>(y * pitch + x) * pixel, scratch, min(RUN, width - x), pixel);
      for (let c = 0; c < channels; c++) {
        const s = sums + ((<usize>c) << 3),
          q = squares + ((<usize>c) << 3);
        store<f64>(s, load<f64>(s) + factor * <f64>load<f32>(scratch + <usize>c * F32));
        store<f64>(q, load<f64>(q) + factor * <f64>load<f32>(scratch + pixel + <usize>c * F32));
      }
    }
}

function runMoments(values: usize, scratch: usize, count: i32, pixel: usize): void {
  for (let c: usize = 0; c < pixel; c += V128) {
    let sum = f32x4.splat(0),
      square = sum;
    let at = values + c;
    for (let p = 0; p < count; p++) {
      const value = v128.load(at);
      sum = f32x4.add(sum, value);
      square = f32x4.add(square, f32x4.mul(value, value));
      at += pixel;
    }
    v128.store(scratch + c, sum);
    v128.store(scratch + pixel + c, square);
  }
}

/** dInput = input * slope[c] + offset[c], all of an image. */
export function imageAffine(
  input: usize,
  slope: usize,
  offset: usize,
  dInput: usize,
  rows: i32,
  width: i32,
  pitch: i32,
  channels: i32,
): void {
  const pixel = <usize>channels * F32;
  for (let y = 0; y < rows; y++) {
    let from = input + <usize>(y * pitch) * pixel;
    let to = dInput + <usize>(y * pitch) * pixel;
    for (let x = 0; x < width; x++) {
      for (let c: usize = 0; c < pixel; c += V128)
        v128.store(
          to + c,
          f32x4.add(f32x4.mul(v128.load(from + c), v128.load(slope + c)), v128.load(offset + c)),
        );
      from += pixel;
      to += pixel;
    }
  }
}

/** target[k] += factor * source[k]; count is a multiple of 4. */
export function addScaled(target: usize, source: usize, factor: f32, count: i32): void {
  const scale = f32x4.splat(factor);
  const end = target + <usize>count * F32;
  while (target < end) {
    v128.store(target, f32x4.add(v128.load(target), f32x4.mul(v128.load(source), scale)));
    target += V128;
    source += V128;
  }
}

/** The sum of squares in double precision; count is a multiple of 4. */
export function sumOfSquares(values: usize, count: i32): f64 {
  let total: f64 = 0;
  for (let start = 0; start < count; start += RUN) {
    let sum = f32x4.splat(0);
    for (let k = start; k < min(start + RUN, count); k += 4) {
      const value = v128.load(values + <usize>k * F32);
      sum = f32x4.add(sum, f32x4.mul(value, value));
    }
    total +=
      <f64>f32x4.extract_lane(sum, 0) +
      <f64>f32x4.extract_lane(sum, 1) +
      <f64>f32x4.extract_lane(sum, 2) +
      <f64>f32x4.extract_lane(sum, 3);
  }
  return total;
}
