import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/call-panel.js';
import { ENGLISH } from '../../src/components/texts/english.js';
import { EmotionMeter } from '../../src/components/meter/emotion-meter.js';
import type { EmotionCallPanel } from '../../src/components/call-panel/emotion-call-panel.js';
import { coloursIn, panelIn, play, prefer, stream, type FakePanel } from './components-call-fake.js';
import { begin, invalid, mount, resultOf } from './components-fake.js';

const textOf = (element: Element, selector: string): string =>
  [...(element.shadowRoot?.querySelectorAll(selector) ?? [])]
    .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
    .join(' | ');

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.style.colorScheme = '';
  vi.restoreAllMocks();
});

async function timeline(): Promise<HTMLElementTagNameMap['emotion-timeline']> {
  const element = document.createElement('emotion-timeline');
  document.body.append(element);
  for (let hop = 1; hop <= 80; hop++) element.push(resultOf({ tEnd: hop / 4 }));
  element.push({ ...invalid('uncertain'), tEnd: 20.25 });
  await element.updateComplete;
  return element;
}

describe('<emotion-timeline>', () => {
  it('is read by arrow keys, exactly, and as a table', async () => {
    const element = await timeline();
    const plot = element.shadowRoot?.querySelector<HTMLElement>('.plot');
    plot?.focus();
    await element.updateComplete;
    expect(plot?.getAttribute('aria-valuetext')).toMatch(/^0:20\.0, Uncertain\. Anger 62%, Happiness 14%/);
    await userEvent.keyboard('{ArrowLeft}');
    await element.updateComplete;
    expect(plot?.getAttribute('aria-valuetext')).toMatch(/^0:19\.7, Anger\. Anger 62%/);
    expect(textOf(element, '.verdict')).toBe('Anger');
    expect(textOf(element, 'tbody tr:first-child > *')).toMatch(/^0:00–0:05 \| Anger \| 62% \| 3%/);
    await userEvent.keyboard('{Escape}');
    expect(element.moment).toBeNull();
  });

  it('is read by the pointer, as long as it is there', async () => {
    const element = await timeline();
    const plot = element.shadowRoot?.querySelector<HTMLElement>('.plot') as HTMLElement;
    const { left, width, top } = plot.getBoundingClientRect();
    const point = (type: string, share: number): void => {
      plot.dispatchEvent(
        new PointerEvent(type, {
          clientX: left + share * width,
          clientY: top + 5,
          bubbles: true,
          composed: true,
        }),
      );
    };
    // Two minutes are shown, of which the first twenty seconds have results.
    point('pointermove', 10 / 120);
    await element.updateComplete;
    expect(element.moment).toBeGreaterThan(9);
    expect(element.moment).toBeLessThan(12);
    point('pointerleave', 0.5);
    await element.updateComplete;
    expect(element.moment).toBeNull();
  });

  it('shows other spans by its buttons, and lines in place of areas', async () => {
    const element = await timeline();
    const canvas = element.shadowRoot?.querySelector('canvas') as HTMLCanvasElement;
    await expect.poll(() => coloursIn(canvas).size).toBeGreaterThan(2);
    const before = canvas.toDataURL();
    element.shadowRoot?.querySelector<HTMLInputElement>('.spans label:last-child input')?.click();
    await element.updateComplete;
    expect(element.span).toBe('all');
    await expect.poll(() => canvas.toDataURL()).not.toBe(before);
    const stacked = canvas.toDataURL();
    element.view = 'lines';
    await expect.poll(() => canvas.toDataURL()).not.toBe(stacked);
  });

  it('is empty again when the meter that it follows is taken away', async () => {
    const element = document.createElement('emotion-timeline');
    element.for = 'gone';
    const meter = await mount({ id: 'gone' });
    document.body.append(element);
    begin(meter).listen();
    meter.fake.hear(resultOf());
    await element.updateComplete;
    expect(textOf(element, '.verdict')).toBe('Anger');
    meter.remove();
    await expect.poll(() => textOf(element, '.nothing')).toBe('Nothing heard yet');
  });

  it('draws as many pixels as the screen has', async () => {
    const element = await timeline();
    const canvas = element.shadowRoot?.querySelector('canvas');
    await expect.poll(() => canvas?.width).toBe(Math.round((canvas?.clientWidth ?? 0) * devicePixelRatio));
    const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
      data: [],
    };
    expect(new Set(data).size).toBeGreaterThan(10);
  });

  it('and a badge follow a meter by its id, though it comes later, and begin anew with it', async () => {
    const element = document.createElement('emotion-timeline');
    const badge = document.createElement('emotion-badge');
    element.for = badge.for = 'later';
    document.body.append(element, badge);
    const meter = await mount({ id: 'later' });
    begin(meter).listen();
    meter.fake.hear(resultOf());
    await badge.updateComplete;
    await element.updateComplete;
    expect(textOf(badge, '.current')).toBe('Anger');
    expect(textOf(element, '.verdict')).toBe('Anger');
    meter.stop();
    meter.button.click();
    await element.updateComplete;
    expect(textOf(element, '.verdict'), 'until the new one is heard').toBe('Anger');
    begin(meter).listen();
    await badge.updateComplete;
    await element.updateComplete;
    expect(textOf(badge, '.current')).toBe('no value');
    expect(textOf(element, '.nothing')).toBe('Nothing heard yet');
  });
});

describe('<emotion-call-panel>', () => {
  it('does not listen to the agent without a ground, and shows the reason', async () => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream() });
    await play(panel);
    expect(panel.fakes.length).toBe(1);
    expect(textOf(panel, '.statement')).toContain('Art. 5(1)(f)');
    expect(textOf(panel, '.shares')).toMatch(/^Customer 9\d% Silence or agent \d%$/);
    expect(panel.talkTime).toMatchObject({ agent: null, both: null, nobody: null });
  });

  it('shows the statement when the agent is analysed, and the shares of both', async () => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'safety' });
    await play(panel);
    expect(panel.fakes.length).toBe(2);
    expect(textOf(panel, '.statement')).toContain('as the operator of this page states');
    expect(panel.talkTime.both).toBeGreaterThan(5);
    expect(textOf(panel, '.shares')).toMatch(/Customer 0% Both 9\d% Agent 0% Nobody heard \d%/);
  });

  it('stops listening to the agent at once when the ground is taken back, and shows the reason again', async () => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'safety' });
    await play(panel);
    const frames: string[] = [];
    panel.addEventListener('call-frame', ({ detail }) => frames.push(detail.channel));
    panel.removeAttribute('agent-ground');
    panel.agentGround = 'none';
    await panel.updateComplete;
    const [customer, agent] = panel.fakes;
    expect([customer?.disposed, agent?.disposed]).toEqual([false, true]);
    customer?.hear(resultOf({ tEnd: 11 }));
    agent?.hear(resultOf({ tEnd: 11 }));
    expect(frames).toEqual(['customer']);
    expect(textOf(panel, '.statement')).toContain('Art. 5(1)(f)');
  });

  it('says that the agent is analysed from the start on that listens to them', async () => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream() });
    await play(panel);
    panel.agentGround = 'safety';
    await panel.updateComplete;
    expect(textOf(panel, '.statement')).toContain('Art. 5(1)(f)');
    const again = panel.start();
    for (const fake of panel.fakes) fake.listen();
    await again;
    await panel.updateComplete;
    expect(panel.fakes.filter(({ disposed }) => !disposed)).toHaveLength(2);
    expect(textOf(panel, '.statement')).toContain('as the operator of this page states');
  });

  it.each([undefined, null, '', 'curiosity'])('takes %j for no ground', async (ground) => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const panel = await panelIn({ customerStream: stream(), agentStream: stream() });
    Object.assign(panel, { agentGround: ground });
    await play(panel);
    expect(panel.agentGround).toBe('none');
    expect(panel.fakes).toHaveLength(1);
  });

  it.each([400, 1000])('keeps its box, %i px wide, whatever is heard', async (width) => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream() });
    panel.style.width = `${width}px`;
    panel.alerts = [{ label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 }];
    await panel.updateComplete;
    const box = (): number => panel.getBoundingClientRect().height;
    await expect.poll(box).toBeGreaterThan(300);
    await new Promise(requestAnimationFrame);
    const empty = box();
    await play(panel);
    await new Promise(requestAnimationFrame);
    expect(textOf(panel, '.line')).toBe('⚠ Alert: Anger');
    expect(box()).toBe(empty);
    for (let at = 0; at < 30; at++) panel.mark(`note ${at}`);
    await panel.updateComplete;
    expect(box()).toBe(empty);
    panel.stop();
    await panel.updateComplete;
    expect(box()).toBe(empty);
  });

  it('tells what to do about a side that has failed', async () => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'safety' });
    const errors: string[] = [];
    panel.addEventListener('emotion-error', ({ detail }) => errors.push(detail.code));
    const started = panel.start();
    panel.fakes[0]?.listen();
    panel.fakes[1]?.fail('model-missing');
    await started;
    await panel.updateComplete;
    expect(panel.state).toBe('listening');
    expect(errors).toEqual(['model-missing']);
    expect(textOf(panel, '[part=line]')).toContain(ENGLISH.errors['model-missing'].title);
    expect(textOf(panel, '[part=advice]')).toBe(ENGLISH.errors['model-missing'].advice);
  });

  it('keeps the focus where it is when marks come and go', async () => {
    const panel = await panelIn({ customerStream: stream() });
    await play(panel);
    const first = panel.mark('first');
    await panel.updateComplete;
    panel.shadowRoot?.querySelector<HTMLElement>('.remove')?.focus();
    const second = panel.mark('second');
    await panel.updateComplete;
    await userEvent.keyboard('{Enter}');
    await panel.updateComplete;
    expect([panel.marks.includes(first), panel.marks.includes(second)]).toEqual([false, true]);
    expect(panel.shadowRoot?.activeElement?.className).toBe('entries');
  });

  it.each(['mark-button', 'note field'])(
    'marks by its %s what keys have read, whatever is on the way',
    async (by) => {
      const panel = await panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'safety' });
      await play(panel);
      const element = panel.shadowRoot?.querySelector('emotion-timeline');
      element?.shadowRoot?.querySelector<HTMLElement>('.plot')?.focus();
      await userEvent.keyboard('{PageDown}');
      const read = element?.moment;
      expect(read).toBeGreaterThan(1);
      expect(read).toBeLessThan(9);
      const isThere = (): boolean => {
        const at = panel.shadowRoot?.activeElement;
        return by === 'note field' ? at?.localName === 'input' : at?.getAttribute('part') === by;
      };
      for (let tab = 0; tab < 9 && !isThere(); tab++) await userEvent.tab();
      expect(isThere()).toBe(true);
      await userEvent.keyboard('{Enter}');
      expect(panel.marks.map(({ at }) => at)).toEqual([read]);
      expect(element?.moment).toBeNull();
    },
  );

  it('raises alerts, takes marks by keyboard and gives them back', async () => {
    const panel = await panelIn({ customerStream: stream() });
    panel.alerts = [{ label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 }];
    await play(panel);
    expect(textOf(panel, '.line')).toBe('⚠ Alert: Anger');
    panel.shadowRoot?.querySelector('input')?.focus();
    await userEvent.keyboard('refund{Enter}');
    expect(panel.marks.map(({ note }) => note)).toEqual(['refund']);
    await panel.updateComplete;
    panel.shadowRoot?.querySelector<HTMLElement>('.remove')?.click();
    expect(panel.marks).toEqual([]);
  });

  it('tells on its face that there is nothing to hear', async () => {
    const panel = await panelIn({});
    await expect(panel.start()).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(panel.state).toBe('failed');
  });
});

describe('the words of timeline, badge and panel', () => {
  async function allThree(): Promise<readonly [Element, Element, FakePanel]> {
    const badge = document.createElement('emotion-badge');
    badge.result = resultOf();
    document.body.append(badge);
    return [await timeline(), badge, await panelIn({ customerStream: stream() })];
  }
  const wordsOf = ([single, badge, panel]: readonly [Element, Element, Element]): readonly string[] => [
    textOf(single, '[part=label]'),
    textOf(badge, '.current'),
    textOf(panel, '[part=label]'),
    textOf(panel.shadowRoot?.querySelector('emotion-timeline') ?? panel, '.spans label:last-child'),
  ];

  it('follow the language around them when it changes later', async () => {
    const elements = await allThree();
    expect(wordsOf(elements)).toEqual(['Emotion timeline', 'Anger', 'Call', 'All']);
    document.documentElement.lang = 'de';
    await expect
      .poll(() => wordsOf(elements))
      .toEqual(['Verlauf der Emotionen', 'Ärger', 'Gespräch', 'Alles']);
  });

  it('may be any other, by one object for all of them', async () => {
    const elements = await allThree();
    const texts = {
      lang: 'fr',
      emotions: { anger: 'Colère' },
      timeline: { label: 'Émotions', all: 'Tout' },
      call: { label: 'Appel' },
    };
    for (const element of elements) Object.assign(element, { texts });
    await expect.poll(() => wordsOf(elements)).toEqual(['Émotions', 'Colère', 'Appel', 'Tout']);
    expect(textOf(elements[0], '.readout .verdict')).toBe('Uncertain');
    for (const element of elements) Object.assign(element, { texts: null });
    await expect.poll(() => wordsOf(elements)).toEqual(['Emotion timeline', 'Anger', 'Call', 'All']);
  });
});

it('a value that cannot be used warns once, in the name of the element that has it', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const holder = document.createElement('div');
  holder.innerHTML = `<emotion-timeline span="yesterday" view="pie"></emotion-timeline><emotion-timeline view="pie"></emotion-timeline>
    <emotion-call-panel agent-ground="curiosity" model="oracle"></emotion-call-panel>`;
  document.body.append(holder);
  const panel = await panelIn({ customerStream: stream() });
  panel.alerts = [{ label: 'surprise', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 }];
  await play(panel);
  expect(warn.mock.calls.map(([message]) => String(message).replace(/ cannot.*/, ''))).toEqual([
    '<emotion-timeline>: span="yesterday"',
    '<emotion-timeline>: view="pie"',
    '<emotion-call-panel>: agent-ground="curiosity"',
    '<emotion-call-panel>: model="oracle"',
    '<fake-call-panel>: alerts="surprise"',
  ]);
});

it('elements make no landmarks, of which a page may have one alone', async () => {
  for (const tag of ['emotion-meter', 'emotion-timeline', 'emotion-badge', 'emotion-call-panel'])
    document.body.append(document.createElement(tag), document.createElement(tag));
  await new Promise(requestAnimationFrame);
  const { violations } = await axe.run(document, {
    runOnly: ['landmark-no-duplicate-banner', 'landmark-no-duplicate-contentinfo', 'landmark-unique'],
  });
  expect(violations.map(({ id }) => id)).toEqual([]);
});

it('a timeline that nothing comes to any more is drawn anew in the colours that the system forces', async () => {
  const element = await timeline();
  const plot = element.shadowRoot?.querySelector('.plot') as Element;
  const lineColour = (): string => getComputedStyle(plot).borderTopColor;
  const drawn = (): ReadonlySet<string> => coloursIn(plot.querySelector('canvas') as HTMLCanvasElement);
  const usual = lineColour();
  await expect.poll(drawn).toContain(usual);
  try {
    await prefer('forced-colors', 'active');
    await expect.poll(lineColour).not.toBe(usual);
    // The colour may still be on its way.
    await expect.poll(() => drawn().has(lineColour()) && !drawn().has(usual)).toBe(true);
  } finally {
    await prefer('forced-colors');
  }
  await expect.poll(drawn).toContain(usual);
});

it('properties that are taken away, as frameworks do it, mean their defaults', async () => {
  const element = await timeline();
  const meter = await mount();
  const panel = await panelIn({ customerStream: stream() });
  for (const one of [element, meter, panel])
    for (const name of (one.constructor as typeof EmotionCallPanel).elementProperties.keys())
      if (!/^(spoken|tabular|reading)$/.test(String(name))) Object.assign(one, { [name]: undefined });
  await Promise.all([element, meter, panel].map((one) => one.updateComplete));
  expect([element.span, element.view, element.channels, element.marks]).toEqual([120, 'stacked', [], []]);
  expect([meter.source, meter.channel, meter.backend]).toEqual(['microphone', 'mono', 'auto']);
  expect([meter.thresholdOn, meter.alerts]).toEqual([null, []]);
  expect([panel.agentGround, panel.customerChannel, panel.alerts]).toEqual(['none', 'left', []]);
  begin(meter).listen();
  meter.fake.hear(resultOf());
  await meter.updateComplete;
  expect(meter.state).toBe('listening');
});

class EarlyMeter extends EmotionMeter {}

it('properties that were set before the element was defined hold', async () => {
  const rules = [{ label: 'anger', on: 0.6, off: 0.4, minDurationMs: 0, refractoryMs: 0 }] as const;
  const early = document.createElement('early-meter');
  Object.assign(early, { alerts: rules, thresholdOn: 0.7 });
  document.body.append(early);
  customElements.define('early-meter', EarlyMeter);
  await (early as unknown as EmotionMeter).updateComplete;
  expect(early).toMatchObject({ alerts: rules, thresholdOn: 0.7 });
});

describe.each(['light', 'dark'])('in %s colours', (scheme) => {
  it('axe finds nothing', async () => {
    document.documentElement.style.colorScheme = scheme;
    document.documentElement.style.background = 'Canvas';
    const badge = document.createElement('emotion-badge');
    badge.result = resultOf();
    document.body.append(badge);
    const single = await timeline();
    single.shadowRoot?.querySelector<HTMLElement>('.table-button')?.click();
    await panelIn({});
    const panel = await panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'medical' });
    await play(panel);
    panel.mark('a note');
    await panel.updateComplete;
    const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }, 240_000);
});
