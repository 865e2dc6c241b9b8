/** One voice of a recording. */
export interface Voice {
  readonly id: string;
  readonly label: string;
  readonly samples: Float32Array;
}

/** A recording, decoded. */
export interface Decoded {
  /** In seconds. */
  readonly duration: number;
  readonly sampleRate: number;
  readonly voices: readonly Voice[];
}

/** What compressed sound is decoded to. */
const USUAL_RATE = 48_000;

/** The sides of a stereo recording, or all of it as one. */
export async function decode(file: File): Promise<Decoded> {
  const bytes = await file.arrayBuffer();
  const sound = await contextAt(rateOf(new DataView(bytes)))
    .decodeAudioData(bytes)
    .catch(() => {
      throw new Error(`${file.name} is no sound that this browser can read`);
    });
  const { duration, sampleRate } = sound;
  const names = sound.numberOfChannels === 2 ? ['Left', 'Right'] : ['All'];
  const voices = names.map((label, channel) => ({
    id: label,
    label,
    samples: names.length === 2 ? sound.getChannelData(channel) : meanOf(sound),
  }));
  return { duration, sampleRate, voices };
}

/**
 * The rate at which a WAV file (its format chunk first) or a FLAC file was recorded: a browser resamples to the rate of the context that
 * decodes, which takes up to 5 dB off the highest bands (Chromium).
 */
function rateOf(view: DataView): number {
  if (view.byteLength < 28) return USUAL_RATE;
  switch (view.getUint32(0)) {
    case 0x52494646: // RIFF
      return view.getUint32(24, true);
    case 0x664c6143: // fLaC
      return view.getUint32(18) >>> 12;
    default:
      return USUAL_RATE;
  }
}

/** Browsers refuse rates outside their limits, and the recognizer those below 8 and above 192 kHz. */
function contextAt(rate: number): OfflineAudioContext {
  try {
    return new OfflineAudioContext(1, 1, rate < 8000 || rate > 192_000 ? USUAL_RATE : rate);
  } catch {
    return new OfflineAudioContext(1, 1, USUAL_RATE);
  }
}

function meanOf(sound: AudioBuffer): Float32Array {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  const mean = new Float32Array(sound.length);
  for (const channel of channels)
    channel.forEach((sample, index) => {
      mean[index] = (mean[index] ?? 0) + sample / channels.length;
    });
  return mean;
}
