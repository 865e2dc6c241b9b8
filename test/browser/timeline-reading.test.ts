/** How people read a timeline: by pointer, keys and ears, and what stays of it when they go elsewhere. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/call-panel.js';
import type { EmotionResult } from '../../src/core/result.js';
import { panelIn, play, stream } from './components-call-fake.js';
import { begin, mount, resultOf } from './components-fake.js';
import { allInside, inside, wordsOf } from './components-picture.js';

type Timeline = HTMLElementTagNameMap['emotion-timeline'];

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

async function timelineOf(settings: Partial<Timeline> = {}): Promise<Timeline> {
  const element = document.createElement('emotion-timeline');
  Object.assign(element, settings);
  document.body.append(element);
  await element.updateComplete;
  return element;
}

function hear(element: Timeline, from: number, to: number, more: Partial<EmotionResult> = {}): void {
  for (let at = from + 0.25; at <= to; at += 0.25) element.push(resultOf({ ...more, tEnd: at }));
}

/** Clicks where `share` of a lane's picture lies to the left. */
async function click(element: Element, share: number): Promise<void> {
  const plot = inside(element, '.plot');
  const { width, height } = plot.getBoundingClientRect();
  await userEvent.click(plot, { position: { x: share * width, y: height / 2 } });
}

describe('a moment that was chosen', () => {
  it('stays read when the focus goes, while the picture goes on, until it has left it', async () => {
    const element = await timelineOf({ span: 30 });
    hear(element, 0, 30);
    await element.updateComplete;
    await click(element, 0.5);
    expect(element.moment).toBeCloseTo(15, 0);
    inside(element, '.plot').blur();
    const chosen = element.moment;
    hear(element, 30, 40);
    await element.updateComplete;
    expect(element.moment).toBe(chosen);
    expect(wordsOf(inside(element, '.axis'))).toContain('0:30');
    hear(element, 40, 50);
    await element.updateComplete;
    expect(element.moment).toBeNull();
  });

  it('is what the pointer comes back from, and ends by Escape and by End', async () => {
    const element = await timelineOf();
    hear(element, 0, 100);
    await element.updateComplete;
    await click(element, 0.25);
    const chosen = element.moment;
    const plot = inside(element, '.plot');
    await userEvent.hover(plot, { position: { x: 10, y: 10 } });
    expect(element.moment).toBeLessThan(5);
    await userEvent.unhover(plot);
    expect(element.moment).toBe(chosen);
    await userEvent.keyboard('{Escape}');
    expect(element.moment).toBeNull();
    await userEvent.keyboard('{Home}');
    plot.blur();
    expect(element.moment).toBeLessThan(1);
    plot.focus();
    await userEvent.keyboard('{End}');
    plot.blur();
    expect(element.moment).toBeNull();
  });

  it('is the one that a panel’s button marks, and the one of a note that is begun there', async () => {
    const panel = await panelIn({ customerStream: stream() });
    await play(panel);
    const element = panel.shadowRoot?.querySelector('emotion-timeline');
    if (!element) throw new Error('the panel has no timeline');
    await click(element, 5 / 120);
    const first = element.moment;
    await userEvent.click(inside(panel, '[part=mark-button]'));
    expect(panel.marks.map(({ at }) => at)).toEqual([first]);
    expect(element.moment).toBeNull();
    await click(element, 2 / 120);
    const second = element.moment;
    await userEvent.click(inside(panel, 'input'));
    element.followPresent();
    await userEvent.keyboard('refund{Enter}');
    expect(panel.marks).toContainEqual({ at: second, note: 'refund' });
    expect(panel.mark('now').at).toBe(10);
  });
});

it('a timeline that is moved keeps what it has heard', async () => {
  const meter = await mount({ id: 'moved' });
  const element = await timelineOf({ for: 'moved' });
  begin(meter).listen();
  for (let hop = 1; hop <= 80; hop++) meter.fake.hear(resultOf({ tEnd: hop / 4 }));
  await element.updateComplete;
  const rows = allInside(element, 'tbody tr').length;
  const place = document.createElement('div');
  document.body.append(place);
  place.append(element);
  await element.updateComplete;
  expect(allInside(element, 'tbody tr').length).toBe(rows);
});

it('each lane tells its own newest moment, and of marks those of its own, all of them', async () => {
  const channels = [
    { id: 'a', label: 'A' },
    { id: 'b', label: 'B' },
  ];
  const marks = [
    { at: 9.8, text: 'first', kind: 'mark' },
    { at: 9.9, text: 'second', kind: 'mark' },
    { at: 9.9, text: 'of B', kind: 'alert', channel: 'b' },
  ] as const;
  const element = await timelineOf({ channels, marks });
  for (const { id } of channels)
    for (let at = 0.25; at <= 10; at += 0.25) element.push(resultOf({ tEnd: at }), id);
  await element.updateComplete;
  const spoken = (): (string | null)[] =>
    allInside(element, '.plot').map((plot) => plot.getAttribute('aria-valuetext'));
  expect(spoken()).toEqual([
    expect.stringMatching(/^0:09.7, Anger/),
    expect.stringMatching(/^0:09.7, Anger/),
  ]);
  inside(element, '.plot').focus();
  await element.updateComplete;
  expect(spoken()[0]).toMatch(/Mark: first\. Mark: second$/);
  expect(wordsOf(inside(element, '.mark'))).toBe('⚑ first, second');
});

it('a span of the page’s own stays among the choices', async () => {
  const element = await timelineOf({ span: 60 });
  const choices = (): string[] =>
    allInside(element, '.spans input').map((input) => {
      const { checked } = input as HTMLInputElement;
      return `${wordsOf(input.parentElement as Element)}${checked ? ' *' : ''}`;
    });
  expect(choices()).toEqual(['30 sec', '1 min *', '2 min', '10 min', 'All']);
  inside(element, '.spans input:checked').focus();
  await userEvent.keyboard('{ArrowRight}');
  await element.updateComplete;
  expect(element.span).toBe(120);
  expect(choices()).toEqual(['30 sec', '1 min', '2 min *', '10 min', 'All']);
});

describe('a badge', () => {
  it('has no value once its meter has stopped or failed', async () => {
    const meter = await mount({ id: 'badged' });
    const badge = document.createElement('emotion-badge');
    badge.for = 'badged';
    document.body.append(badge);
    for (const end of ['stop', 'fail'] as const) {
      begin(meter).listen();
      meter.fake.hear(resultOf());
      await badge.updateComplete;
      expect(wordsOf(inside(badge, '.current'))).toBe('Anger');
      if (end === 'stop') meter.stop();
      else meter.fake.fail('device-lost');
      await badge.updateComplete;
      expect(wordsOf(inside(badge, '.current'))).toBe('no value yet');
    }
  });

  it.each(['en', 'de'])('is as wide at 100 percent as at 9, in %s', async (lang) => {
    const badge = document.createElement('emotion-badge');
    badge.lang = lang;
    badge.value = true;
    document.body.append(badge);
    const widthAt = async (anger: number): Promise<number> => {
      badge.result = resultOf({ probabilities: { anger } });
      await badge.updateComplete;
      return badge.getBoundingClientRect().width;
    };
    expect(await widthAt(1)).toBe(await widthAt(0.09));
  });
});

it('what is no list, and no source, warns and is none', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const element = await timelineOf();
  Object.assign(element, { channels: 'abc', results: {}, recognizer: 'x' });
  await element.updateComplete;
  expect(element.channels).toEqual([]);
  expect(warn.mock.calls.map(([message]) => String(message).split(' cannot')[0])).toEqual([
    '<emotion-timeline>: channels="abc"',
    '<emotion-timeline>: results="[object Object]"',
    '<emotion-timeline>: recognizer="string"',
  ]);
});
