import { checkList, describeValue } from './check.js';
import { EmotionError } from './errors.js';

/** Every emotion that a corpus or a model may name, in the order in which they are printed. */
export const EMOTIONS = [
  'anger',
  'boredom',
  'calm',
  'disgust',
  'excitement',
  'fear',
  'frustration',
  'happiness',
  'neutral',
  'sadness',
  'surprise',
] as const;

/** One emotion of the shared vocabulary. */
export type Emotion = (typeof EMOTIONS)[number];

/** Whether `value` is a word of the shared vocabulary. */
export function isEmotion(value: unknown): value is Emotion {
  return (EMOTIONS as readonly unknown[]).includes(value);
}

/**
 * Checks a list of class labels: known words, none twice, at least two.
 * @throws EmotionError `invalid-argument` naming the offending label.
 */
export function checkLabels(labels: readonly unknown[]): readonly Emotion[] {
  for (const [index, label] of checkList('labels', labels).entries()) {
    if (!isEmotion(label))
      throw new EmotionError(
        'invalid-argument',
        `labels[${index}] is ${describeValue(label)}, not one of ${EMOTIONS.join(', ')}`,
      );
    if (labels.indexOf(label) !== index)
      throw new EmotionError('invalid-argument', `labels names "${label}" twice`);
  }
  if (labels.length < 2)
    throw new EmotionError(
      'invalid-argument',
      `labels has ${labels.length} entries; a classifier needs at least 2`,
    );
  return labels as readonly Emotion[];
}
