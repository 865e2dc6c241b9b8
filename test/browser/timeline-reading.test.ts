/** How people read a timeline: by pointer, keys and ears, and what stays of it when they go elsewhere. */
import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/call-panel.js';
import { EmotionError } from '../../src/core/errors.js';
import type { EmotionResult } from '../../src/core/result.js';
import { panelIn, play, stream } from './components-call-fake.js';
import { begin, FakeRecognizer, mount, resultOf } from './components-fake.js';
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
    await userEvent.unhover(inside(element, '.plot'));
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

  it('ends by a choice of span, also the one that is shown, and by a click on the newest', async () => {
    const element = await timelineOf({ span: 30 });
    hear(element, 0, 30);
    await element.updateComplete;
    for (const end of [
      () => userEvent.click(inside(element, '.spans input:checked')),
      () => userEvent.click(inside(element, '.spans label:last-child input')),
      () => click(element, 0.999),
    ]) {
      await click(element, 0.5);
      await userEvent.unhover(inside(element, '.plot'));
      expect(element.moment).toBeGreaterThan(10);
      await end();
      await userEvent.unhover(inside(element, '.plot'));
      expect(element.moment).toBeNull();
    }
  });

  it('by pointer holds the picture no longer than the pointer is there, and by keys as long as the focus is', async () => {
    const element = await timelineOf({ span: 30 });
    const newest = (): string => wordsOf(inside(element, '.axis span:last-child'));
    hear(element, 0, 30);
    await element.updateComplete;
    await click(element, 0.9);
    hear(element, 30, 40);
    await element.updateComplete;
    expect(newest()).toBe('0:20');
    await userEvent.unhover(inside(element, '.plot'));
    await element.updateComplete;
    expect(newest()).toBe('0:30');
    expect(element.moment).toBeCloseTo(27, 0);
    await userEvent.keyboard('{ArrowLeft}');
    hear(element, 40, 50);
    await element.updateComplete;
    expect(newest()).toBe('0:30');
    hear(element, 50, 200);
    await element.updateComplete;
    expect(element.moment).toBeCloseTo(27, 0);
    inside(element, '.plot').blur();
    await element.updateComplete;
    expect(element.moment).toBeCloseTo(27, 0);
    hear(element, 200, 201);
    expect(element.moment).toBeNull();
  });

  it('is none that the other button is pressed at', async () => {
    const element = await timelineOf();
    hear(element, 0, 100);
    await element.updateComplete;
    const plot = inside(element, '.plot');
    await userEvent.click(plot, { button: 'right', position: { x: 50, y: 10 } });
    await userEvent.unhover(plot);
    expect(element.moment).toBeNull();
  });

  it('is none that a finger passes on its way down the page, or that was of another session', async () => {
    const element = await timelineOf();
    hear(element, 0, 100);
    await element.updateComplete;
    const plot = inside(element, '.plot');
    const { left, top } = plot.getBoundingClientRect();
    const touch = (type: string): void => {
      const place = { clientX: left + 50, clientY: top + 5 };
      plot.dispatchEvent(new PointerEvent(type, { ...place, pointerType: 'touch', bubbles: true }));
    };
    for (const type of ['pointerdown', 'pointercancel', 'pointerleave']) touch(type);
    expect(element.moment).toBeNull();
    for (const type of ['pointerdown', 'pointerup', 'pointerleave', 'click']) touch(type);
    expect(element.moment).toBeGreaterThan(0);
    element.push(resultOf({ tEnd: 0.25 }));
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

  it('is marked by a panel though it is no more in the picture, and not by a note that was left unwritten', async () => {
    const panel = await panelIn({ customerStream: stream() });
    await play(panel);
    const [fake] = panel.fakes;
    for (let at = 10.25; at <= 200; at += 0.25) fake?.hear(resultOf({ tEnd: at }));
    await panel.updateComplete;
    const element = panel.shadowRoot?.querySelector('emotion-timeline');
    if (!element) throw new Error('the panel has no timeline');
    inside(element, '.plot').focus();
    await userEvent.keyboard('{Home}');
    const first = element.moment;
    await userEvent.click(inside(panel, 'input'));
    fake?.hear(resultOf({ tEnd: 200.25 }));
    await panel.updateComplete;
    expect(element.moment).toBeNull();
    await userEvent.keyboard('the beginning{Enter}');
    expect(panel.marks).toContainEqual({ at: first, note: 'the beginning' });

    await click(element, 0.5);
    await userEvent.click(inside(panel, 'input'));
    await userEvent.click(inside(element, '.spans input:checked'));
    await userEvent.click(inside(panel, '[part=mark-button]'));
    expect(panel.marks.at(-1)).toEqual({ at: 200.25, note: '' });
  });
});

it('a timeline that is moved goes on with the present, whatever it was held at', async () => {
  const element = await timelineOf({ span: 30 });
  hear(element, 0, 60);
  await element.updateComplete;
  inside(element, '.plot').focus();
  await userEvent.keyboard('{Home}');
  await element.updateComplete;
  expect(wordsOf(inside(element, '.axis'))).toMatch(/^0:00/);
  document.body.append(element);
  await element.updateComplete;
  expect(wordsOf(inside(element, '.axis'))).toMatch(/0:50$/);
  hear(element, 60, 61);
  expect(element.moment).toBeNull();
});

it('ears hear the present once, when the focus or a key comes to it, and the picture goes on', async () => {
  const element = await timelineOf({ span: 30 });
  hear(element, 0, 30);
  await element.updateComplete;
  const plot = inside(element, '.plot');
  const spoken = async (): Promise<string> => {
    await element.updateComplete;
    return plot.getAttribute('aria-valuetext')?.slice(0, 6) ?? '';
  };
  plot.focus();
  expect(await spoken()).toBe('0:29.7');
  hear(element, 30, 40);
  expect(await spoken()).toBe('0:29.7');
  expect(wordsOf(inside(element, '.axis'))).toMatch(/0:30$/);
  for (const key of ['{End}', '{Escape}', '{ArrowLeft}{ArrowRight}']) {
    await userEvent.keyboard(key);
    expect(await spoken()).toBe('0:39.7');
    expect(element.moment).toBeNull();
  }
  hear(element, 40, 50);
  expect(await spoken()).toBe('0:39.7');
  expect(wordsOf(inside(element, '.readout .time'))).toBe('0:49.7');
  plot.blur();
  expect(await spoken()).toBe('0:49.7');
});

it('ears that wait in an empty timeline are told of the first result, not of each, and so again of another recording', async () => {
  const element = await timelineOf();
  const plot = inside(element, '.plot');
  const spoken = async (): Promise<string | undefined> => {
    await element.updateComplete;
    return plot.getAttribute('aria-valuetext')?.split(',')[0];
  };
  plot.focus();
  const empty = await spoken();
  hear(element, 0, 0.25);
  expect(await spoken()).toBe('0:00.0');
  hear(element, 0.25, 10);
  expect(await spoken()).toBe('0:00.0');
  element.clear();
  expect(await spoken()).toBe(empty);
  hear(element, 5, 5.25);
  const [first, at] = [await spoken(), plot.getAttribute('aria-valuenow')];
  hear(element, 5.25, 20);
  expect(await spoken()).toBe(first);
  expect(plot.getAttribute('aria-valuenow')).toBe(at);
});

it('what is read in a lane that leaves the timeline is read no more', async () => {
  const channels = [
    { id: 'a', label: 'A' },
    { id: 'b', label: 'B' },
  ];
  const element = await timelineOf({ channels });
  for (const { id } of channels)
    for (let at = 0.25; at <= 10; at += 0.25) element.push(resultOf({ tEnd: at }), id);
  await element.updateComplete;
  allInside(element, '.plot')[1]?.focus();
  await userEvent.keyboard('{Home}');
  expect(element.moment).not.toBeNull();
  element.channels = channels.slice(0, 1);
  await element.updateComplete;
  expect(element.moment).toBeNull();
});

it('a hole is read by pointer and keys, and has its row in the table', async () => {
  const element = await timelineOf();
  hear(element, 0, 50);
  hear(element, 59.75, 70);
  await element.updateComplete;
  const verdict = async (): Promise<string> => {
    await element.updateComplete;
    return wordsOf(inside(element, '.verdict'));
  };
  const plot = inside(element, '.plot');
  const x = (seconds: number): number => (seconds / 120) * plot.getBoundingClientRect().width;
  await userEvent.hover(plot, { position: { x: x(55), y: 10 } });
  expect(await verdict()).toBe('No result');
  await userEvent.hover(plot, { position: { x: x(49.9), y: 10 } });
  expect(await verdict()).toBe('Anger');
  plot.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(await verdict()).toBe('No result');
  expect(plot.getAttribute('aria-valuetext')).toBe('0:50.0, No result');
  const rows = allInside(element, 'tbody tr').map((row) => wordsOf(row).replace(/ .*/, ''));
  const missing = allInside(element, 'tbody tr').filter((row) => wordsOf(row).includes('No result'));
  expect(rows).toContain('0:45–0:50');
  expect(missing.map((row) => wordsOf(row).replace(/ .*/, ''))).toEqual(['0:50–0:55', '0:55–1:00']);
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

it('a timeline that follows another meter for a while shows again what the first one has', async () => {
  const [first] = [await mount({ id: 'first' }), await mount({ id: 'other' })];
  const element = await timelineOf({ for: 'first' });
  begin(first).listen();
  first.fake.hear(resultOf());
  for (const [id, rows] of [
    ['first', 1],
    ['other', 0],
    ['first', 1],
  ] as const) {
    element.for = id;
    await element.updateComplete;
    await element.updateComplete;
    expect(allInside(element, 'tbody tr').length, id).toBe(rows);
  }
});

it('each lane tells its own newest moment, and of marks those of its own, all of them', async () => {
  const channels = [
    { id: 'a', label: 'A' },
    { id: 'b', label: 'B' },
  ];
  const marks = [
    { at: 9.55, text: 'first', kind: 'mark' },
    { at: 9.65, text: 'second', kind: 'mark' },
    { at: 9.65, text: 'of B', kind: 'alert', channel: 'b' },
    { at: 10, text: 'at the end', kind: 'mark' },
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
  expect(spoken()[0]).toMatch(/^0:09.7.*Mark: at the end$/);
  await userEvent.keyboard('{ArrowLeft}');
  await element.updateComplete;
  expect(spoken()[0]).toMatch(/Mark: first\. Mark: second$/);
  expect(spoken()[1]).toMatch(/^0:09.7, Anger/);
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
  // A page may keep the span as it was, and may have another one of its own later.
  inside(element, '.spans label:last-child input').click();
  element.span = 120;
  await element.updateComplete;
  expect(choices()).toEqual(['30 sec', '1 min', '2 min *', '10 min', 'All']);
  element.span = 300;
  await element.updateComplete;
  expect(choices()).toEqual(['30 sec', '2 min', '5 min *', '10 min', 'All']);
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
      expect(wordsOf(inside(badge, '.current'))).toBe('no value');
    }
  });

  it.each(['stopped', 'failed', 'disposed'] as const)(
    'has no value once its recognizer is %s, and the timeline keeps its history',
    async (status) => {
      const fake = new FakeRecognizer({});
      const badge = document.createElement('emotion-badge');
      badge.recognizer = fake;
      document.body.append(badge);
      const element = await timelineOf({ recognizer: fake });
      fake.hear(resultOf());
      fake.state$.next({ status, reason: 'stopped', error: new EmotionError('device-lost', '') });
      await Promise.all([badge.updateComplete, element.updateComplete]);
      expect(wordsOf(inside(badge, '.current'))).toBe('no value');
      expect(wordsOf(inside(element, '.verdict'))).toBe('Anger');
    },
  );

  it('follows what tells results alone', async () => {
    const source = { emotions$: new Subject<EmotionResult>() };
    const badge = document.createElement('emotion-badge');
    badge.recognizer = source;
    document.body.append(badge);
    source.emotions$.next(resultOf());
    await badge.updateComplete;
    expect(wordsOf(inside(badge, '.current'))).toBe('Anger');
  });

  it('that comes, or comes back, after its meter has stopped has no value, and a timeline has the last', async () => {
    const meter = await mount({ id: 'over' });
    begin(meter).listen();
    meter.fake.hear(resultOf());
    const badge = document.createElement('emotion-badge');
    badge.for = 'over';
    document.body.append(badge);
    await badge.updateComplete;
    expect(wordsOf(inside(badge, '.current'))).toBe('Anger');
    badge.remove();
    meter.stop();
    document.body.append(badge);
    const late = document.createElement('emotion-badge');
    late.for = 'over';
    document.body.append(late);
    const element = await timelineOf({ for: 'over' });
    await badge.updateComplete;
    for (const one of [badge, late]) expect(wordsOf(inside(one, '.current'))).toBe('no value');
    expect(wordsOf(inside(element, '.verdict'))).toBe('Anger');
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
