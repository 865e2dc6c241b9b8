import type { Language } from '../texts/languages.js';
import type { AgentGround } from './agent-ground.js';

/** The words of the call panel in one language; states, errors and emotions are named by the common texts. */
export interface CallTexts {
  readonly label: string;
  readonly customer: string;
  readonly agent: string;
  readonly start: string;
  readonly stop: string;
  readonly noSource: string;
  readonly noAgent: string;
  readonly callEnded: string;
  /** One side is heard no more, the other still is. */
  readonly sideEnded: string;
  /** Why the agent is not analysed, or what the page states when it is. */
  readonly grounds: Readonly<Record<AgentGround, string>>;
  readonly talk: string;
  readonly both: string;
  /** The rest when both sides are listened to; one of them may fail. */
  readonly nobody: string;
  /** The time in which the customer does not speak, when the agent is not listened to. */
  readonly rest: string;
  readonly timeline: string;
  readonly log: string;
  readonly noEntries: string;
  readonly alert: string;
  readonly note: string;
  readonly mark: string;
  readonly marked: string;
  readonly remove: string;
  readonly save: string;
  readonly notice: string;
}

const ENGLISH: CallTexts = {
  label: 'Call',
  customer: 'Customer',
  agent: 'Agent',
  start: 'Start',
  stop: 'Stop',
  noSource: 'No sound to listen to',
  noAgent: 'No sound of the agent',
  callEnded: 'The call has ended',
  sideEnded: 'No more sound from this side',
  grounds: {
    none: 'Not analysed: in the EU, inferring emotions of people at work is prohibited, except for medical or safety reasons (AI Act, Art. 5(1)(f)).',
    medical:
      'Analysed for medical reasons, as the operator of this page states (exception of the AI Act, Art. 5(1)(f)).',
    safety:
      'Analysed for safety reasons, as the operator of this page states (exception of the AI Act, Art. 5(1)(f)).',
    'outside-eu':
      'Analysed: the operator of this page states that the EU AI Act, Art. 5(1)(f), does not apply to this workplace.',
  },
  talk: 'Talk time',
  both: 'Both',
  nobody: 'Nobody heard',
  rest: 'Silence or agent',
  timeline: 'Emotions over the call',
  log: 'Marks and alerts',
  noEntries: 'None yet',
  alert: 'Alert',
  note: 'Note',
  mark: 'Mark',
  marked: 'Marked',
  remove: 'Remove the mark at',
  save: 'Save as',
  notice:
    'A machine judges the tone of this call; those on it must be told so (AI Act, Art. 50(3)). Sound stays on this device. What you see is a statistical guess, learned from acted speech; it is no fact about a person.',
};

const GERMAN: CallTexts = {
  label: 'Gespräch',
  customer: 'Kundschaft',
  agent: 'Service',
  start: 'Start',
  stop: 'Stopp',
  noSource: 'Keine Tonquelle',
  noAgent: 'Kein Ton des Service',
  callEnded: 'Das Gespräch ist beendet',
  sideEnded: 'Kein Ton mehr von dieser Seite',
  grounds: {
    none: 'Nicht ausgewertet: In der EU ist es verboten, Emotionen von Menschen am Arbeitsplatz abzuleiten, außer aus medizinischen oder Sicherheitsgründen (KI-Verordnung, Art. 5 Abs. 1 Buchst. f).',
    medical:
      'Aus medizinischen Gründen ausgewertet, wie der Betreiber dieser Seite erklärt (Ausnahme der KI-Verordnung, Art. 5 Abs. 1 Buchst. f).',
    safety:
      'Aus Sicherheitsgründen ausgewertet, wie der Betreiber dieser Seite erklärt (Ausnahme der KI-Verordnung, Art. 5 Abs. 1 Buchst. f).',
    'outside-eu':
      'Ausgewertet: Der Betreiber dieser Seite erklärt, dass Art. 5 Abs. 1 Buchst. f der KI-Verordnung für diesen Arbeitsplatz nicht gilt.',
  },
  talk: 'Redeanteile',
  both: 'Beide',
  nobody: 'Niemand zu hören',
  rest: 'Stille oder Service',
  timeline: 'Emotionen im Gespräch',
  log: 'Marken und Warnungen',
  noEntries: 'Noch keine',
  alert: 'Warnung',
  note: 'Notiz',
  mark: 'Markieren',
  marked: 'Markiert',
  remove: 'Marke entfernen bei',
  save: 'Sichern als',
  notice:
    'Eine Maschine beurteilt den Tonfall dieses Gesprächs; wer daran teilnimmt, muss es wissen (KI-Verordnung, Art. 50 Abs. 3). Der Ton bleibt auf diesem Gerät. Die Anzeige ist eine statistische Vermutung, gelernt an gespielter Sprache; sie ist keine Tatsache über einen Menschen.',
};

/** The words of the call panel. */
export const CALL_TEXTS: Readonly<Record<Language, CallTexts>> = { en: ENGLISH, de: GERMAN };
