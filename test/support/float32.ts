import { readFileSync } from 'node:fs';

/** A file of little-endian float32 values. */
export function readFloat32(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** All values of `parts`, in order. */
export function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

/** `values` in pieces of the given sizes, taken in turn for as long as it takes. */
export function cut(values: Float32Array, sizes: readonly number[]): Float32Array[] {
  const pieces: Float32Array[] = [];
  for (let from = 0, piece = 0; from < values.length; piece++) {
    const to = from + (sizes[piece % sizes.length] ?? values.length);
    pieces.push(values.subarray(from, to));
    from = to;
  }
  return pieces;
}
