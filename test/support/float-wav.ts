/** A WAV file of 32-bit floats: `channels` are of equal length and come back from a decoder as they are. For Node and browsers. */
export function floatWav(channels: readonly Float32Array[], sampleRate: number): Uint8Array<ArrayBuffer> {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = 4 * channels.length;
  const bytes = new Uint8Array(44 + frames * frameBytes);
  const view = new DataView(bytes.buffer);
  const words = (at: number, ...values: readonly (string | number)[]): void => {
    for (const [index, value] of values.entries())
      if (typeof value === 'string') bytes.set(new TextEncoder().encode(value), at + 4 * index);
      else view.setUint32(at + 4 * index, value, true);
  };
  words(0, 'RIFF', bytes.length - 8, 'WAVE', 'fmt ', 16, 3 + (channels.length << 16));
  words(24, sampleRate, sampleRate * frameBytes, frameBytes + (32 << 16), 'data', frames * frameBytes);
  for (const [index, channel] of channels.entries())
    for (const [frame, sample] of channel.entries())
      view.setFloat32(44 + frame * frameBytes + 4 * index, sample, true);
  return bytes;
}
