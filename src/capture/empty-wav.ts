/**
 * Whether a WAV file (RIFF, "Multimedia Programming Interface and Data Specifications 1.0") tells by its own head that it holds no sample.
 * One that was written to a pipe has 0 for sizes that were not known: its samples reach to the end of the file.
 */
export function isEmptyWav(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textAt = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (textAt(0) !== 'RIFF' || textAt(8) !== 'WAVE') return false;
  let frameBytes = 1;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (textAt(at) === 'data') {
      const open = view.getUint32(4, true) + 8 !== bytes.length && at + 8 < bytes.length;
      return size < frameBytes && !(size === 0 && open);
    }
    if (textAt(at) === 'fmt ' && at + 22 <= bytes.length) frameBytes = view.getUint16(at + 20, true);
    at += 8 + size + (size % 2);
  }
  return false;
}
