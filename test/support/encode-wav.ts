/** How `encodeWav` stores samples. */
export interface WavOptions {
  readonly sampleRate?: number;
  readonly bits?: 8 | 16 | 24 | 32 | 64;
  readonly float?: boolean;
  readonly extensible?: boolean;
  /** Chunks between `fmt ` and `data`: id and payload length. */
  readonly extraChunks?: readonly (readonly [id: string, bytes: number])[];
  /** What the size fields say instead of the truth. */
  readonly riffSize?: number;
  readonly dataSize?: number;
  /** Writes RF64 with a ds64 chunk. */
  readonly rf64?: boolean;
}

const chunk = (id: string, payload: Buffer, size = payload.length): Buffer => {
  const head = Buffer.alloc(8);
  head.write(id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, payload, Buffer.alloc(payload.length % 2)]);
};

function formatChunk(
  channels: number,
  options: Required<Pick<WavOptions, 'sampleRate' | 'bits'>> & WavOptions,
): Buffer {
  const { sampleRate, bits, float = false, extensible = false } = options;
  const format = Buffer.alloc(extensible ? 40 : 16);
  const tag = float ? 3 : 1;
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(format, 26);
  }
  return chunk('fmt ', format);
}

function writeSample(data: Buffer, offset: number, value: number, bits: number, float: boolean): void {
  if (float) {
    if (bits === 32) data.writeFloatLE(value, offset);
    else data.writeDoubleLE(value, offset);
    return;
  }
  const full = 2 ** (bits - 1);
  const whole = Math.max(-full, Math.min(full - 1, Math.round(value * full)));
  if (bits === 8) data.writeUInt8(whole + 128, offset);
  else data.writeIntLE(whole, offset, bits / 8);
}

function ds64(riffSize: number, dataSize: number, frames: number): Buffer {
  const payload = Buffer.alloc(28);
  payload.writeBigUInt64LE(BigInt(riffSize), 0);
  payload.writeBigUInt64LE(BigInt(dataSize), 8);
  payload.writeBigUInt64LE(BigInt(frames), 16);
  return chunk('ds64', payload);
}

/**
 * A WAV file of `channels` (arrays of equal length, values in [-1, 1)).
 * Defaults: 16 kHz, 16-bit PCM, sizes that are true.
 */
export function encodeWav(channels: readonly Float32Array[], options: WavOptions = {}): Buffer {
  const { sampleRate = 16000, bits = 16, float = false, extraChunks = [], rf64 = false } = options;
  const frames = channels[0]?.length ?? 0;
  const size = bits / 8;
  const data = Buffer.alloc(frames * channels.length * size);
  for (const [index, channel] of channels.entries())
    for (let frame = 0; frame < frames; frame++)
      writeSample(data, (frame * channels.length + index) * size, channel[frame] ?? 0, bits, float);
  const parts = [
    formatChunk(channels.length, { ...options, sampleRate, bits }),
    ...extraChunks.map(([id, bytes]) => chunk(id, Buffer.alloc(bytes, 0x20))),
    chunk('data', data, rf64 ? 0xffffffff : (options.dataSize ?? data.length)),
  ];
  const length = 4 + parts.reduce((sum, part) => sum + part.length, 0) + (rf64 ? 36 : 0);
  const head = Buffer.alloc(12);
  head.write(rf64 ? 'RF64' : 'RIFF', 'latin1');
  head.writeUInt32LE(rf64 ? 0xffffffff : (options.riffSize ?? length), 4);
  head.write('WAVE', 8, 'latin1');
  return Buffer.concat([
    head,
    ...(rf64 ? [ds64(length, options.dataSize ?? data.length, frames)] : []),
    ...parts,
  ]);
}
