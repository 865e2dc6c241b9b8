import type { InputSpec } from '../../core/feature-spec.js';
import type { Probability } from '../../core/units.js';
import { speechByEnergy } from '../../features/energy-speech.js';
import { InputRows } from '../../features/input-rows.js';
import { logMel } from '../../features/log-mel.js';
import type { Normalisation } from '../../features/normaliser.js';
import { Leveller } from '../../features/speech-level.js';
import type { NetworkScores } from '../../networks/incremental-network.js';
import { RECORDED_HOP, type ServedNetwork } from '../../networks/served-network.js';
import { SampleRing } from '../../ring/sample-ring.js';

/** The network's answer at one hop of a recording. */
export interface ColumnScore {
  /** One logit a class. */
  readonly logits: Float32Array;
  readonly speech: Probability;
}

/** What a network over levelled log-mels reads. */
export function levelledInput(frames: Normalisation): InputSpec {
  return { frontEnd: 'levelled-log-mel', frames, samples: null };
}

/**
 * A recording as the live path hears it: a fresh stream, hop by hop.
 * @param samples 16 kHz mono.
 * @returns one score for each whole column of 8 frames. A network that computes whole windows answers every fourth column; until the next
 * one its answer stands, and before the first one all classes are alike.
 */
export async function columnScores(
  network: ServedNetwork,
  samples: Float32Array,
  input: InputSpec,
): Promise<ColumnScore[]> {
  const raw = logMel(samples);
  const { frames: levelled, active } = new Leveller().push(raw);
  const sound = new SampleRing(samples.length);
  sound.append(samples);
  const rows = new InputRows(input, sound);
  const columns = Math.floor(active.length / network.framesPerColumn);
  const energies = speechByEnergy(
    Float32Array.from(active.subarray(0, columns * network.framesPerColumn)),
    network.framesPerColumn,
  );
  const answers = await answersOf(network, rows.rows({ raw, levelled }), columns);
  return energies.map((energy, column) => {
    const { logits, speech } = answers.findLast(({ end }) => end <= column + 1) ?? silentAnswer(answers);
    return { logits, speech: speech?.at(-1) ?? energy };
  });
}

interface Answer extends NetworkScores {
  /** Columns heard. */
  readonly end: number;
}

async function answersOf(network: ServedNetwork, rows: Float32Array, columns: number): Promise<Answer[]> {
  const width = network.framesPerColumn * network.rowWidth;
  const hop = network.incremental ? 1 : RECORDED_HOP;
  const stream = network.open(0);
  try {
    const answers: Answer[] = [];
    for (let start = 0; start < columns; start += hop) {
      const end = Math.min(columns, start + hop);
      answers.push({ end, ...(await stream.advance(rows.subarray(start * width, end * width))) });
    }
    return answers;
  } finally {
    stream.dispose();
  }
}

function silentAnswer([first]: readonly Answer[]): NetworkScores {
  return { logits: new Float32Array(first?.logits.length ?? 0), speech: null };
}
