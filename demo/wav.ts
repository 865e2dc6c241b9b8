const HEADER_BYTES = 44;

/** A 16-bit PCM WAV file of `channels`, all of one length, with samples in [-1, 1]; beyond that they clip. */
export function encodeWav(channels: readonly Float32Array[], sampleRate: number): Blob {
  const frames = channels[0]?.length ?? 0;
  const frameBytes = 2 * channels.length;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + frames * frameBytes));
  const text = (at: number, letters: string): void => {
    Array.from(letters).forEach((letter, index) => {
      view.setUint8(at + index, letter.charCodeAt(0));
    });
  };
  text(0, 'RIFF');
  view.setUint32(4, view.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels.length, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, frames * frameBytes, true);
  channels.forEach((samples, channel) => {
    samples.forEach((sample, frame) => {
      const level = Math.round(32767 * Math.max(-1, Math.min(1, sample)));
      view.setInt16(HEADER_BYTES + frame * frameBytes + 2 * channel, level, true);
    });
  });
  return new Blob([view.buffer], { type: 'audio/wav' });
}
