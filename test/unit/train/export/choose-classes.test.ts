import { describe, expect, it } from 'vitest';
import { chooseClasses } from '../../../../src/train/export/choose-classes.js';

const parameters = new Map([
  ['lstm/bias', Float32Array.of(9)],
  ['emotion/kernel', Float32Array.of(1, 2, 3, 4, 5, 6)],
  ['emotion/bias', Float32Array.of(7, 8, 9)],
]);
const trained = ['anger', 'calm', 'neutral'] as const;

describe('the outputs of a network', () => {
  it('are picked by label, in the order asked for, and nothing else changes', () => {
    const chosen = chooseClasses(parameters, trained, ['neutral', 'anger']);
    expect([...chosen]).toEqual([
      ['lstm/bias', Float32Array.of(9)],
      ['emotion/kernel', Float32Array.of(3, 1, 6, 4)],
      ['emotion/bias', Float32Array.of(9, 7)],
    ]);
  });

  it('are refused where there is none', () => {
    expect(() => chooseClasses(parameters, trained, ['anger', 'fear'])).toThrow('no output for "fear"');
  });
});
