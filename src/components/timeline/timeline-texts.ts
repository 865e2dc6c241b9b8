import type { Language } from '../texts/languages.js';
import type { MomentKind } from './columns.js';

/** The words of the timeline in one language; emotions are named by the common texts. */
export interface TimelineTexts {
  readonly label: string;
  /** Accessible name of the choice of spans. */
  readonly span: string;
  /** The choice of the whole recording. */
  readonly all: string;
  readonly table: string;
  /** Accessible name of the place that the arrow keys move. */
  readonly moment: string;
  readonly empty: string;
  readonly time: string;
  readonly shown: string;
  /** What a strip below the picture says. */
  readonly counted: string;
  readonly mark: string;
  readonly kinds: Readonly<Record<MomentKind, string>>;
}

const ENGLISH: TimelineTexts = {
  label: 'Emotion timeline',
  span: 'Time shown',
  all: 'All',
  table: 'Show as a table',
  moment: 'Moment',
  empty: 'Nothing heard yet',
  time: 'Time',
  shown: 'Emotion',
  counted: 'Strip: the emotion shown, where it counts',
  mark: 'Mark',
  kinds: {
    missing: 'No result',
    gap: 'Sound was lost',
    silence: 'Silence',
    'not-enough-speech': 'Not enough speech',
    uncertain: 'Uncertain',
    verdict: 'None',
  },
};

const GERMAN: TimelineTexts = {
  label: 'Verlauf der Emotionen',
  span: 'Gezeigte Zeit',
  all: 'Alles',
  table: 'Als Tabelle zeigen',
  moment: 'Zeitpunkt',
  empty: 'Noch nichts gehört',
  time: 'Zeit',
  shown: 'Emotion',
  counted: 'Streifen: die gezeigte Emotion, wo sie zählt',
  mark: 'Marke',
  kinds: {
    missing: 'Kein Ergebnis',
    gap: 'Ton ging verloren',
    silence: 'Stille',
    'not-enough-speech': 'Zu wenig Sprache',
    uncertain: 'Unsicher',
    verdict: 'Keine',
  },
};

/** The words of the timeline. */
export const TIMELINE_TEXTS: Readonly<Record<Language, TimelineTexts>> = { en: ENGLISH, de: GERMAN };
