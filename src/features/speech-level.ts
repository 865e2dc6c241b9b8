import { checkInteger, checkLength } from '../core/check.js';
import { EmotionError } from '../core/errors.js';
import { LOG_MEL } from '../core/feature-spec.js';
import type { FeatureSpec } from '../core/feature-spec.js';
import type { Decibels, Seconds } from '../core/units.js';

/** How the level of speech is followed, and what is done with it. */
export interface LevelSpec {
  /** A frame's energy is the mean over the bands from this one on (94 Hz): hum and a DC offset lie below. */
  readonly firstBand: number;
  /** Frames of less energy are digital silence, and change nothing. */
  readonly silence: Decibels;
  /** How fast the noise floor, the least energy so far, comes up again, in dB/s. */
  readonly floorRise: number;
  /** Speech stands out of the noise floor by more than this ... */
  readonly aboveFloor: Decibels;
  /** ... and is not weaker than the level by this or more. */
  readonly belowLevel: Decibels;
  /** How fast the latter bound falls while nobody speaks, in dB/s: one bang must not shut out all softer speech. */
  readonly gateFall: number;
  /** Speech that is louder than the level by more than this starts the mean anew: an onset or a breath has come first. */
  readonly restartAbove: Decibels;
  /** Time constant of the mean of the energies of speech. */
  readonly memory: Seconds;
  /** Bounds of a levelled value, relative to the level. Before any speech there is no level, and every band stands at `lowest`. */
  readonly lowest: Decibels;
  readonly highest: Decibels;
}

/** The tracker that the shipped networks were trained with. */
export const LEVEL_SPEC: LevelSpec = {
  firstBand: 3,
  silence: -95,
  floorRise: 3,
  aboveFloor: 6,
  belowLevel: 25,
  gateFall: 3,
  restartAbove: 15,
  memory: 4,
  lowest: -60,
  highest: 30,
};

/** Log-mel features relative to the level of the speech in them. */
export interface LevelledSpec extends FeatureSpec {
  readonly level: LevelSpec;
}

/** The networks' input, before normalisation: its `featureHash` names front end and tracker together. */
export const LEVELLED_LOG_MEL: LevelledSpec = { ...LOG_MEL, level: LEVEL_SPEC };

/** What the tracker makes of one frame. */
export interface FrameLevel {
  /** Mean power of the frame's bands. */
  readonly energy: Decibels;
  /** The speech level as of this frame; `null` before any speech. */
  readonly level: Decibels | null;
  /** Whether the frame counts as speech. */
  readonly active: boolean;
}

/**
 * Follows the level of speech over the log-mel frames of one stream, causally: the running mean of the energies (in dB) of the
 * frames that stand out of the noise floor. Frames that are all louder by some dB give a level that is higher by exactly that.
 */
export class SpeechLevel {
  readonly #spec: LevelledSpec;
  readonly #framesPerSecond: number;
  #floor: Decibels | null = null;
  #level: Decibels | null = null;
  /** The level, lowered while nobody speaks. */
  #gate: Decibels = -Infinity;
  /** Active frames since the mean began. */
  #count = 0;

  /** @throws EmotionError `invalid-argument` for a `firstBand` that the frames do not have. */
  constructor(spec: LevelledSpec = LEVELLED_LOG_MEL) {
    checkInteger('level.firstBand', spec.level.firstBand, { min: 0, max: spec.mels - 1 });
    this.#spec = spec;
    this.#framesPerSecond = spec.sampleRate / spec.hop;
  }

  /**
   * Takes the stream's next frame.
   * @param frame one value a band, in dB.
   * @throws EmotionError `invalid-argument` for another number of bands.
   */
  next(frame: Float32Array): FrameLevel {
    checkLength('frame', frame.length, this.#spec.mels);
    const { firstBand, silence } = this.#spec.level;
    const energy = meanPower(frame, firstBand);
    const active = energy >= silence && this.#follow(energy);
    return { energy, level: this.#level, active };
  }

  #follow(energy: Decibels): boolean {
    const { floorRise, aboveFloor, belowLevel, gateFall } = this.#spec.level;
    this.#floor =
      this.#floor === null ? energy : Math.min(energy, this.#floor + floorRise / this.#framesPerSecond);
    const active = energy > this.#floor + aboveFloor && energy > this.#gate - belowLevel;
    if (active) this.#average(energy);
    else this.#gate -= gateFall / this.#framesPerSecond;
    return active;
  }

  #average(energy: Decibels): void {
    const { memory, restartAbove } = this.#spec.level;
    const level = this.#level ?? energy;
    this.#count = energy > level + restartAbove ? 1 : this.#count + 1;
    const weight = Math.max(1 / this.#count, 1 / (memory * this.#framesPerSecond));
    this.#level = level + weight * (energy - level);
    this.#gate = this.#level;
  }
}

/** Levelled frames, and what the tracker made of each. */
export interface LevelledFrames {
  /** [n, mels] row-major: dB relative to the level, within `lowest` .. `highest`; all `lowest` before any speech. */
  readonly frames: Float32Array;
  /** Energy of each frame, in dB. */
  readonly energies: Float32Array;
  /** Level at each frame, in dB; before any speech the frame's own energy, for a picture. */
  readonly levels: Float32Array;
  /** 1 for each frame that counts as speech. */
  readonly active: Uint8Array;
}

/** Takes the level of speech out of the log-mel frames of one stream, however they are cut into calls. */
export class Leveller {
  readonly #spec: LevelledSpec;
  readonly #tracker: SpeechLevel;

  constructor(spec: LevelledSpec = LEVELLED_LOG_MEL) {
    this.#spec = spec;
    this.#tracker = new SpeechLevel(spec);
  }

  /**
   * Levels the stream's next frames.
   * @param raw [n, mels] row-major, in dB; n may be 0. Left unchanged.
   * @throws EmotionError `invalid-argument` for a length that is no whole number of frames.
   */
  push(raw: Float32Array): LevelledFrames {
    const { mels } = this.#spec;
    const count = raw.length / mels;
    if (!Number.isInteger(count))
      throw new EmotionError('invalid-argument', `frames have ${raw.length} values, no multiple of ${mels}`);
    const levelled = {
      frames: new Float32Array(raw.length),
      energies: new Float32Array(count),
      levels: new Float32Array(count),
      active: new Uint8Array(count),
    };
    for (let row = 0; row < count; row++)
      this.#levelRow(raw.subarray(row * mels, (row + 1) * mels), row, levelled);
    return levelled;
  }

  #levelRow(raw: Float32Array, row: number, { frames, energies, levels, active }: LevelledFrames): void {
    const { lowest, highest } = this.#spec.level;
    const frame = this.#tracker.next(raw);
    const { energy, level } = frame;
    energies[row] = energy;
    levels[row] = level ?? energy;
    active[row] = frame.active ? 1 : 0;
    const target = frames.subarray(row * raw.length, (row + 1) * raw.length);
    // Whatever comes before the first word says how loud the line is, and nothing about how the word is spoken.
    if (level === null) target.fill(lowest);
    else
      for (let band = 0; band < raw.length; band++)
        target[band] = Math.min(highest, Math.max(lowest, (raw[band] as number) - level));
  }
}

function meanPower(frame: Float32Array, firstBand: number): Decibels {
  let sum = 0;
  for (let band = firstBand; band < frame.length; band++) sum += 10 ** ((frame[band] as number) / 10);
  return 10 * Math.log10(sum / (frame.length - firstBand));
}
