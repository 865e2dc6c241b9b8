/** Samples a channel in one frame. */
const BLOCK = 4096;

/** Cyclic redundancy check of `bytes`, most significant bit first, from 0 (RFC 9639, sections 9.1.8 and 9.3). */
function crc(bytes: Uint8Array, polynomial: number, bits: 8 | 16): number {
  const top = 1 << (bits - 1);
  let remainder = 0;
  for (const byte of bytes) {
    remainder ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++)
      remainder = (remainder & top) === 0 ? remainder << 1 : (remainder << 1) ^ polynomial;
    remainder &= 2 ** bits - 1;
  }
  return remainder;
}

/** A number as FLAC codes a frame's: the pattern of UTF-8, here up to 16 bits. */
function utf8(value: number): readonly number[] {
  if (value < 0x80) return [value];
  if (value < 0x800) return [0xc0 | (value >> 6), 0x80 | (value & 63)];
  return [0xe0 | (value >> 12), 0x80 | ((value >> 6) & 63), 0x80 | (value & 63)];
}

/** Bits a sample, and the code of them in a frame's header (RFC 9639, section 9.1.4). */
const BITS_CODE = { 8: 1, 16: 4, 24: 6 } as const;

type Bits = keyof typeof BITS_CODE;

/** One frame of verbatim subframes (RFC 9639, section 9.2.3): nothing is compressed. */
function frame(
  channels: readonly Float32Array[],
  { number, sampleRate, bits }: { readonly number: number; readonly sampleRate: number; readonly bits: Bits },
): Buffer {
  const length = channels[0]?.length ?? 0;
  const head = [
    0xff,
    0xf8,
    0x7d,
    ((channels.length - 1) << 4) | (BITS_CODE[bits] << 1),
    ...utf8(number),
    (length - 1) >> 8,
    (length - 1) & 255,
    sampleRate >> 8,
    sampleRate & 255,
  ];
  const subframes = channels.map((samples) => {
    const width = bits / 8;
    const peak = 2 ** (bits - 1);
    const bytes = Buffer.alloc(1 + width * length);
    bytes[0] = 0x02;
    for (const [index, sample] of samples.entries())
      bytes.writeIntBE(
        Math.max(-peak, Math.min(peak - 1, Math.round(sample * peak))),
        1 + width * index,
        width,
      );
    return bytes;
  });
  const body = Buffer.concat([Buffer.from([...head, crc(Uint8Array.from(head), 0x07, 8)]), ...subframes]);
  const check = Buffer.alloc(2);
  check.writeUInt16BE(crc(body, 0x8005, 16));
  return Buffer.concat([body, check]);
}

function streamInfo(
  channels: number,
  {
    sampleRate,
    samples,
    bits,
  }: { readonly sampleRate: number; readonly samples: number; readonly bits: Bits },
): Buffer {
  const info = Buffer.alloc(38);
  info.writeUInt32BE(0x80000022, 0);
  info.writeUInt16BE(BLOCK, 4);
  info.writeUInt16BE(BLOCK, 6);
  const packed =
    (BigInt(sampleRate) << 44n) | (BigInt(channels - 1) << 41n) | (BigInt(bits - 1) << 36n) | BigInt(samples);
  info.writeBigUInt64BE(packed, 14);
  return info;
}

/** A FLAC file of samples of 16 bits, or others, at up to 65535 Hz. @param options.promised what STREAMINFO says of the length instead of the truth. */
export function encodeFlac(
  channels: readonly Float32Array[],
  {
    sampleRate = 16000,
    bits = 16,
    promised,
  }: { readonly sampleRate?: number; readonly bits?: Bits; readonly promised?: number } = {},
): Buffer {
  const length = channels[0]?.length ?? 0;
  const frames: Buffer[] = [];
  for (let start = 0; start < length; start += BLOCK)
    frames.push(
      frame(
        channels.map((samples) => samples.subarray(start, start + BLOCK)),
        { number: start / BLOCK, sampleRate, bits },
      ),
    );
  const info = streamInfo(channels.length, { sampleRate, samples: promised ?? length, bits });
  return Buffer.concat([Buffer.from('fLaC'), info, ...frames]);
}
