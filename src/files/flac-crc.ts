/** The check sum of each byte value alone: a register of `width` bits, most significant bit first. */
function crcTable(width: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (width - 1);
  const step = (crc: number): number => (crc & top ? (crc << 1) ^ polynomial : crc << 1) & (2 * top - 1);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) crc = step(crc);
    return crc;
  });
}

/** x^8 + x^2 + x + 1 (RFC 9639, section 9.1.8). */
const CRC8 = crcTable(8, 0x07);

/** x^16 + x^15 + x^2 + 1 (RFC 9639, section 9.3). */
const CRC16 = crcTable(16, 0x8005);

/** The CRC-8 that closes a frame header; 0 over a header together with its CRC. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC8[crc ^ byte] as number;
  return crc;
}

/** The CRC-16 that closes a frame, one byte further; 0 over a frame together with its CRC. */
export function nextCrc16(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] as number);
}
