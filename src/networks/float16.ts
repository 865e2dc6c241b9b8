/**
 * IEEE 754 binary16, little endian, for weights on disk: half the bytes of float32 at a relative error of 2^-11.
 * @module
 */

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Rounds to the nearest half, ties to even; beyond 65504 becomes infinity. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, toHalf);
}

/** The exact float32 of each half. */
export function decodeFloat16(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, fromHalf);
}

function toHalf(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (exponent >= 0x1f) return sign | (Number.isNaN(value) ? 0x7e00 : 0x7c00);
  if (exponent > 0) return sign | roundShift((exponent << 23) | mantissa, 13);
  if (exponent < -10) return sign;
  return sign | roundShift(mantissa | 0x800000, 14 - exponent);
}

/** `bits >> shift`, rounded to nearest, ties to even; a carry moves into the exponent, as it must. */
function roundShift(bits: number, shift: number): number {
  const half = 1 << (shift - 1);
  const rest = bits & ((1 << shift) - 1);
  const kept = bits >>> shift;
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
