import { scaleTo, speak, type Manner, type Phone } from './voice.js';
import { encodeWav } from './wav.js';

/** Which sample is made. */
export type SampleName = 'calm' | 'excited' | 'both' | 'call';

const SAMPLE_RATE = 32_000;

/** Vowel formants after Peterson and Barney (1952), men's means. */
const VOWELS = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
  n: [280, 1300, 2500],
} as const satisfies Readonly<Record<string, Phone['formants']>>;

const SILENCE: Phone = { seconds: 0.12, formants: VOWELS.e, voicing: 0, hiss: 0 };
const HISS: Phone = { seconds: 0.09, formants: [400, 2600, 4000], voicing: 0, hiss: 1 };

/** A line of nonsense with the rhythm of speech: vowels, nasals (n), hisses (s), stops (-) and pauses (space). */
const LINE = 'sana-e moni-a so-ena mi-esa ';

const phones: readonly Phone[] = Array.from(LINE).map((letter): Phone => {
  if (letter in VOWELS) {
    const nasal = letter === 'n';
    const formants = VOWELS[letter as keyof typeof VOWELS];
    return { seconds: nasal ? 0.07 : 0.15, formants, voicing: nasal ? 0.4 : 1, hiss: 0 };
  }
  if (letter === 'm') return { seconds: 0.08, formants: VOWELS.n, voicing: 0.4, hiss: 0 };
  if (letter === 's') return HISS;
  return letter === ' ' ? SILENCE : { ...SILENCE, seconds: 0.05 };
});

const CALM: Manner = {
  pitch: [118, 124, 112, 108, 112, 104, 98, 92],
  energy: [0.35, 0.5, 0.45, 0.4, 0.42, 0.36, 0.28, 0.1],
  rate: 0.85,
  effort: 0.25,
  tract: 1,
};
const EXCITED: Manner = {
  pitch: [215, 320, 235, 370, 260, 400, 290, 230],
  energy: [0.7, 1, 0.75, 1, 0.8, 1, 0.9, 0.5],
  rate: 1.35,
  effort: 0.95,
  tract: 0.87,
};

const calm = (): Float32Array => scaleTo(repeat(speak(phones, CALM, SAMPLE_RATE), 2), 0.35);
const excited = (): Float32Array => scaleTo(repeat(speak(phones, EXCITED, SAMPLE_RATE), 3), 0.8);

/** Makes a sample as a WAV file: one voice, one after the other, or a call with one voice on each side (stereo). */
export function makeSample(name: SampleName): Blob {
  switch (name) {
    case 'calm':
      return encodeWav([calm()], SAMPLE_RATE);
    case 'excited':
      return encodeWav([excited()], SAMPLE_RATE);
    case 'both':
      return encodeWav([join(calm(), excited())], SAMPLE_RATE);
    case 'call': {
      const [left, right] = [calm(), excited()];
      return encodeWav(
        [join(left, new Float32Array(right.length)), join(new Float32Array(left.length), right)],
        SAMPLE_RATE,
      );
    }
  }
}

function repeat(samples: Float32Array, times: number): Float32Array {
  return join(...Array.from({ length: times }, () => samples));
}

function join(...parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
