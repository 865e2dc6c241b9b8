/** Elements in the states in which each place is there that a page can colour. */
import { EMOTIONS, type Emotion } from '../../src/core/emotions.js';
import { panelIn, play, stream, type FakePanel } from './components-call-fake.js';
import { begin, invalid, mount, resultOf } from './components-fake.js';
import { frames, inside } from './components-picture.js';

type Timeline = HTMLElementTagNameMap['emotion-timeline'];

const RULE = { label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 } as const;

/** A result that tells of every emotion there is, and is sure of `emotion`. */
const sureOf = (emotion: Emotion, more = {}) =>
  resultOf({
    dominant: emotion,
    probabilities: Object.fromEntries(EMOTIONS.map((other) => [other, other === emotion ? 0.8 : 0.02])),
    ...more,
  });

export async function badge(emotion: Emotion | null = 'anger'): Promise<Element> {
  const element = document.createElement('emotion-badge');
  element.value = true;
  if (emotion !== null) element.result = sureOf(emotion);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

export async function timeline(emotion: Emotion = 'anger'): Promise<Timeline> {
  const element = document.createElement('emotion-timeline');
  element.style.inlineSize = '640px';
  element.marks = [
    { at: 60, text: 'mark', kind: 'mark' },
    { at: 80, text: 'alert', kind: 'alert' },
  ];
  document.body.append(element);
  for (let hop = 1; hop <= 80; hop++) element.push(sureOf(emotion, { tEnd: hop / 4 }));
  for (let hop = 81; hop <= 160; hop++) element.push({ ...invalid('not-enough-speech'), tEnd: hop / 4 });
  element.push(sureOf(emotion, { tEnd: 40.25 }));
  await element.updateComplete;
  await frames();
  return element;
}

export async function pressedTimeline(): Promise<Element> {
  const element = await timeline();
  inside(element, '.table-button').click();
  await element.updateComplete;
  return element;
}

export async function focused(make: () => Promise<Element>, selector: string): Promise<Element> {
  const element = await make();
  inside(element, selector).focus();
  return element;
}

export async function meter(emotion: Emotion = 'anger'): Promise<Element> {
  const element = await mount();
  element.labels = EMOTIONS;
  begin(element).listen();
  element.fake.hear(sureOf(emotion));
  await element.updateComplete;
  return element;
}

export const idleMeter = (): Promise<Element> => mount();
export const deafMeter = (): Promise<Element> => mount({ source: 'none' });

export async function failedMeter(): Promise<Element> {
  const element = await mount();
  begin(element).fail('no-device');
  await element.updateComplete;
  return element;
}

export async function panel(): Promise<FakePanel> {
  const sides = { customerStream: stream(), agentStream: stream(), agentGround: 'safety' } as const;
  const element = await panelIn({ ...sides, alerts: [RULE] });
  await play(element);
  element.mark('a note');
  await element.updateComplete;
  return element;
}

/** The same, with the alert raised again. */
export async function alertedPanel(): Promise<Element> {
  const element = await panel();
  for (let hop = 41; hop <= 48; hop++) element.fakes[0]?.hear(resultOf({ tEnd: hop / 4 }));
  await element.updateComplete;
  return element;
}

export const idlePanel = (): Promise<Element> => panelIn({ customerStream: stream() });
export const deafPanel = (): Promise<Element> => panelIn({});

export async function failedPanel(): Promise<Element> {
  const element = await panelIn({ customerStream: stream() });
  const started = element.start();
  element.fakes[0]?.fail('no-device');
  await started.catch(() => undefined);
  await element.updateComplete;
  return element;
}
