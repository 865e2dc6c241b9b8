import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../../../../src/components/texts/english.js';
import { withOverrides, type TextOverrides } from '../../../../src/components/texts/overrides.js';

describe('words of one’s own', () => {
  it('take the place of the element’s, and leave the others', () => {
    const texts = withOverrides(ENGLISH, {
      lang: 'fr',
      start: 'Démarrer',
      emotions: { anger: 'Colère' },
      errors: { 'no-device': { title: 'Aucun micro' } },
    });
    expect(texts).toMatchObject({ lang: 'fr', start: 'Démarrer', stop: 'Stop' });
    expect(texts.emotions).toEqual({ ...ENGLISH.emotions, anger: 'Colère' });
    expect(texts.errors['no-device']).toEqual({
      title: 'Aucun micro',
      advice: ENGLISH.errors['no-device'].advice,
    });
  });

  it('leave everything as it is when there are none', () => {
    expect(withOverrides(ENGLISH, null)).toBe(ENGLISH);
    expect(withOverrides(ENGLISH, {})).toEqual(ENGLISH);
  });

  it.each([{ start: 7 }, { emotions: 'none' }, { emotions: null }, { unknown: 'x' }, { lang: 'not a tag' }])(
    'never spoil the texts: %o',
    (wrong) => {
      expect(withOverrides(ENGLISH, wrong as TextOverrides)).toEqual(ENGLISH);
    },
  );
});
