import { describe, expect, it } from 'vitest';
import { crc8, nextCrc16 } from '../../../src/files/flac-crc.js';
import { frameHeaderAt } from '../../../src/files/flac-frame-header.js';

const DIGITS = new TextEncoder().encode('123456789');

/** The bytes, closed by their CRC-8. */
const closed = (...bytes: readonly number[]): Uint8Array =>
  Uint8Array.of(...bytes, crc8(Uint8Array.from(bytes)));

describe('the check sums', () => {
  it('are those that catalogues of CRCs give for the nine digits (CRC-8/SMBUS, CRC-16/UMTS)', () => {
    expect(crc8(DIGITS)).toBe(0xf4);
    expect(DIGITS.reduce(nextCrc16, 0)).toBe(0xfee8);
  });
});

describe('frameHeaderAt', () => {
  it('reads the example of RFC 9639, appendix D.2.7', () => {
    const example = Uint8Array.of(0xff, 0xf8, 0x69, 0x98, 0x00, 0x0f, 0x99);
    expect(frameHeaderAt(example, 0)).toEqual({ bytes: 7, blockSize: 16, channels: 2 });
  });

  const sizes: readonly [number, readonly number[], number][] = [
    [1, [], 192],
    [2, [], 576],
    [5, [], 4608],
    [6, [191], 192],
    [7, [0xff, 0xfe], 65535],
    [8, [], 256],
    [15, [], 32768],
  ];
  it.each(sizes)('reads block size bits %i with %j as %i samples', (bits, spelled, blockSize) => {
    const header = closed(0xff, 0xf8, bits << 4, 0x08, 0, ...spelled);
    expect(frameHeaderAt(header, 0)).toEqual({ bytes: header.length, blockSize, channels: 1 });
  });

  const numbers: readonly (readonly number[])[] = [
    [0x7f],
    [0xc2, 0x80],
    [0xe0, 0xa0, 0x80],
    [0xfe, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
  ];
  it.each(numbers.map((bytes) => ({ bytes })))('passes over the coded number $bytes', ({ bytes }) => {
    const header = closed(0xff, 0xf9, 0xce, 0x58, ...bytes, 0x3e, 0x80);
    const found = frameHeaderAt(Uint8Array.of(1, 2, ...header, 3), 2);
    expect(found).toEqual({ bytes: header.length, blockSize: 4096, channels: 6 });
  });

  const refused: readonly [string, Uint8Array][] = [
    ['another sync code', closed(0xff, 0xfa, 0xc5, 0x08, 0)],
    ['a reserved block size', closed(0xff, 0xf8, 0x05, 0x08, 0)],
    ['a forbidden rate', closed(0xff, 0xf8, 0xcf, 0x08, 0)],
    ['reserved channels', closed(0xff, 0xf8, 0xc5, 0xb8, 0)],
    ['a reserved depth', closed(0xff, 0xf8, 0xc5, 0x06, 0)],
    ['a reserved bit set', closed(0xff, 0xf8, 0xc5, 0x09, 0)],
    ['a coded number that begins in its middle', closed(0xff, 0xf8, 0xc5, 0x08, 0x80)],
    ['a coded number of eight ones', closed(0xff, 0xf8, 0xc5, 0x08, 0xff)],
    ['a wrong CRC', Uint8Array.of(0xff, 0xf8, 0x69, 0x98, 0x00, 0x0f, 0x98)],
    ['its end missing', closed(0xff, 0xf8, 0xc5, 0x08, 0).subarray(0, 5)],
  ];
  it.each(refused)('refuses a header with %s', (_, bytes) => {
    expect(frameHeaderAt(bytes, 0)).toBeUndefined();
  });
});
