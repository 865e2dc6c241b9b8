import { describe, expect, it } from 'vitest';
import { textsFor } from '../../../../src/components/texts/languages.js';
import { GERMAN } from '../../../../src/components/texts/german.js';
import { ENGLISH } from '../../../../src/components/texts/english.js';
import { formatPercent, speakPercent } from '../../../../src/components/texts/texts.js';

describe.each([ENGLISH, GERMAN])('$lang', (texts) => {
  it('has a readable sentence of advice for every error, and no two alike', () => {
    const all = Object.values(texts.errors);
    for (const { title, advice } of all) {
      expect(title).toMatch(/^\p{Lu}.{9,}[^.]$/u);
      expect(advice).toMatch(/^\p{Lu}.{14,}\.$/u);
    }
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  it('tells every verdict apart', () => {
    const verdicts = Object.values(texts.verdicts);
    expect(new Set(verdicts).size).toBe(verdicts.length);
  });
});

it('takes German for any German region, and English where there are no texts', () => {
  expect(textsFor('de')).toBe(GERMAN);
  expect(textsFor('DE-AT')).toBe(GERMAN);
  expect(textsFor('en-GB')).toBe(ENGLISH);
  expect(textsFor('fr')).toBe(ENGLISH);
  expect(textsFor('')).toBe(ENGLISH);
});

it('writes and speaks percentages as the language does', () => {
  expect(formatPercent(ENGLISH, 0.624)).toBe('62%');
  expect(formatPercent(GERMAN, 0.624)).toBe('62\u00a0%');
  expect(speakPercent(ENGLISH, 'anger', 0.624)).toBe('Anger 62 percent');
  expect(speakPercent(GERMAN, 'anger', 0.624)).toBe('Ärger 62 Prozent');
});
