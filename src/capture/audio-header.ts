import type { Hertz, Samples } from '../core/units.js';

/** What the first bytes of a file tell without decoding it. */
export interface AudioHeader {
  readonly sampleRate: Hertz;
  /** Samples per channel; `null` where the header does not say. */
  readonly frames: Samples | null;
}

/** How many of a file's first bytes {@link readAudioHeader} looks at. */
export const AUDIO_HEADER_BYTES = 4096;

/**
 * The header of a WAV file (RIFF, "Multimedia Programming Interface and Data Specifications 1.0") or a FLAC file
 * (RFC 9639, section 8.2); `null` for any other format, for a broken header, and when it lies beyond the given bytes.
 */
export function readAudioHeader(bytes: Uint8Array): AudioHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (text(view, 0) === 'RIFF' && text(view, 8) === 'WAVE') return readWav(view);
    if (text(view, 0) === 'fLaC') return readFlac(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function readWav(view: DataView): AudioHeader | null {
  let format: { readonly sampleRate: Hertz; readonly frameBytes: number } | null = null;
  for (let at = 12; ;) {
    const id = text(view, at);
    const bytes = view.getUint32(at + 4, true);
    if (id === 'fmt ')
      format = { sampleRate: view.getUint32(at + 12, true), frameBytes: view.getUint16(at + 20, true) };
    if (id === 'data')
      return (
        format && {
          sampleRate: format.sampleRate,
          frames: Math.floor(bytes / Math.max(1, format.frameBytes)),
        }
      );
    at += 8 + bytes + (bytes % 2);
  }
}

/** STREAMINFO is the first metadata block: its rate has 20 bits from byte 18 on, its sample count 36 bits, 0 meaning unknown. */
function readFlac(view: DataView): AudioHeader {
  const sampleRate = view.getUint32(18) >>> 12;
  const frames = (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22);
  return { sampleRate, frames: frames === 0 ? null : frames };
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
