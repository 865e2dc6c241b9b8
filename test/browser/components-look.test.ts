/** How timeline, badge and call panel look: on any screen, either way round, in the colours of pages, people and systems. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../src/call-panel.js';
import '../../src/elements.js';
import '../../src/timeline.js';
import type { EmotionResult } from '../../src/core/result.js';
import { onScreen, panelIn, play, prefer, stream, type FakePanel } from './components-call-fake.js';
import { begin, invalid, mount, resultOf } from './components-fake.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(async () => {
  document.body.replaceChildren();
  document.documentElement.dir = '';
  await prefer('forced-colors');
  await onScreen(0);
  vi.restoreAllMocks();
});

const inside = (element: Element, selector: string): HTMLElement => {
  const found = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`<${element.localName}> has no ${selector}`);
  return found;
};

const partsOf = (element: Element): ReadonlySet<string> =>
  new Set([...(element.shadowRoot?.querySelectorAll('[part]') ?? [])].flatMap(({ part }) => [...part]));

/** A panel that hears both sides, 800 px wide. */
async function callOf(settings: Partial<FakePanel> = {}): Promise<FakePanel> {
  const sides = { customerStream: stream(), agentStream: stream(), agentGround: 'safety' } as const;
  const panel = await panelIn({ ...sides, ...settings });
  panel.style.inlineSize = '800px';
  await play(panel);
  panel.mark('a note');
  await panel.updateComplete;
  return panel;
}

/** A timeline of 1200 px over two minutes, so 10 px a second, that has heard `results`; its picture, and where a moment stands in it. */
async function pictureOf(results: readonly EmotionResult[]) {
  const element = document.createElement('emotion-timeline');
  element.style.inlineSize = '1280px';
  document.body.append(element);
  for (const result of results) element.push(result);
  await element.updateComplete;
  const canvas = inside(element, 'canvas') as HTMLCanvasElement;
  const emotion = (name: string) =>
    getComputedStyle(inside(element, `.swatch[data-emotion=${name}]`)).backgroundColor;
  /** Colours of a column of pixels, as `rgb(r, g, b)`, and its alphas. */
  const columnAt = (seconds: number) => {
    const x = Math.round((seconds / 120) * canvas.width);
    const pixels = canvas.getContext('2d')?.getImageData(x, 0, 1, canvas.height).data ?? [];
    const colours: string[] = [];
    for (let at = 0; at < pixels.length; at += 4)
      if (pixels[at + 3] === 255) colours.push(`rgb(${[...pixels.slice(at, at + 3)].join(', ')})`);
    return colours;
  };
  await expect.poll(() => canvas.width).toBe(Math.round(canvas.clientWidth * devicePixelRatio));
  await expect.poll(() => columnAt(results[0]?.tEnd ?? 0).length).toBeGreaterThan(5);
  return { canvas, columnAt, emotion };
}

/** Whom elements ask whether the screen is still the same: Chromium does not tell them of one that is emulated. */
function watchScreens(): readonly EventTarget[] {
  const asked: EventTarget[] = [];
  vi.spyOn(globalThis, 'matchMedia').mockImplementation(() => {
    asked.push(new EventTarget());
    return asked.at(-1) as MediaQueryList;
  });
  return asked;
}

/** Results at each quarter of a second from `from` to `to`. */
const during = (from: number, to: number, result: EmotionResult): EmotionResult[] =>
  Array.from({ length: (to - from) * 4 }, (_, hop) => ({ ...result, tEnd: from + (hop + 1) / 4 }));

describe('the picture of a timeline', () => {
  it.each([1, 1.5, 2, 3])(
    'is sharp at %d pixels to a CSS pixel, also when the screen changes',
    async (ratio) => {
      const screens = watchScreens();
      const { canvas } = await pictureOf(during(0, 20, resultOf()));
      await onScreen(ratio);
      screens.at(-1)?.dispatchEvent(new Event('change'));
      expect(devicePixelRatio).toBe(ratio);
      await expect.poll(() => canvas.width).toBe(Math.round(canvas.clientWidth * ratio));
      await expect.poll(() => canvas.height).toBe(Math.round(canvas.clientHeight * ratio));
      const row = () =>
        canvas.getContext('2d')?.getImageData(0, canvas.height - 2, canvas.width, 1).data ??
        new Uint8ClampedArray();
      // The strip of moments that count ends between two pixels, not within one.
      await expect.poll(() => row()[3]).toBe(255);
      const alphas = row().filter((_, at) => at % 4 === 3);
      expect(new Set(alphas)).toEqual(new Set([255, 0]));
      expect(alphas.findIndex((alpha) => alpha === 0) / canvas.width).toBeCloseTo(20 / 120, 3);
    },
  );

  it('has no emotion where nothing was heard, and leaves no doubt about what is uncertain', async () => {
    const verdict = resultOf();
    const { columnAt, emotion } = await pictureOf([
      ...during(0, 10, verdict),
      ...during(20, 30, verdict),
      ...during(30, 40, { ...invalid('uncertain'), probabilities: verdict.probabilities }),
      ...during(40, 50, invalid('gap')),
      ...during(50, 60, invalid('not-enough-speech')),
    ]);
    const anger = emotion('anger');
    const share = (seconds: number) => {
      const column = columnAt(seconds);
      return column.filter((colour) => colour === anger).length / Math.max(1, column.length);
    };
    await expect.poll(() => share(25)).toBeGreaterThan(0.4);
    expect(share(5)).toBeGreaterThan(0.4);
    // The ends of the hole are not joined.
    for (const hole of [12, 15, 18, 45, 55]) expect(share(hole), `${hole} s`).toBe(0);
    expect(share(35)).toBe(0);
    expect(new Set(columnAt(35)).size).toBeGreaterThan(2);
  });
});

describe('right to left', () => {
  it('a call panel is its own mirror image', async () => {
    const panel = await callOf();
    const places = () => {
      const host = panel.getBoundingClientRect();
      const boxes = [...(panel.shadowRoot?.querySelectorAll('[part], .talk span, .shares li') ?? [])];
      return boxes.map((box) => {
        const { left, right } = box.getBoundingClientRect();
        return { left: left - host.left, right: host.right - right, name: box.part.value || box.className };
      });
    };
    const bar = inside(panel, '.talk [data-side=both]');
    await Promise.all(bar.getAnimations().map((animation) => animation.finished));
    expect(bar.getBoundingClientRect().width).toBeGreaterThan(0);
    const before = places();
    document.documentElement.dir = 'rtl';
    await panel.updateComplete;
    expect(panel.scrollWidth).toBeLessThanOrEqual(panel.clientWidth);
    for (const [index, { left, right, name }] of places().entries()) {
      expect(left, name).toBeCloseTo(before[index]?.right ?? NaN, 0);
      expect(right, name).toBeCloseTo(before[index]?.left ?? NaN, 0);
    }
    const [customer, agent] = ['customer', 'agent'].map((side) =>
      inside(panel, `[part~=side-${side}]`).getBoundingClientRect(),
    );
    expect(customer?.left).toBeGreaterThan(agent?.right ?? NaN);
  });
});

describe('what people ask their system for', () => {
  it('less motion: nothing moves by itself in any element', async () => {
    await prefer('prefers-reduced-motion', 'reduce');
    const panel = await callOf();
    const meter = await mount();
    begin(meter).listen();
    await meter.updateComplete;
    const inner = ['emotion-timeline', 'emotion-badge'].map((tag) => inside(panel, tag));
    for (const element of [panel, meter, ...inner])
      for (const part of element.shadowRoot?.querySelectorAll('*') ?? []) {
        const { animationName, transitionDuration } = getComputedStyle(part);
        const name = `${element.localName} ${part.getAttribute('class') ?? ''}`;
        expect(animationName, name).toBe('none');
        // A millisecond is no motion: its end tells the timeline of new colours.
        expect(Math.max(...transitionDuration.split(',').map(parseFloat)), name).toBeLessThanOrEqual(0.001);
      }
  });

  it('its own colours: what is told by a fill alone gets a border', async () => {
    const panel = await callOf();
    const looks = () => {
      const [bar, button] = [inside(panel, '.talk'), inside(panel, '[part~=save-button]')].map((part) =>
        getComputedStyle(part),
      );
      return { bar: bar?.borderTopWidth, text: button?.color, border: button?.borderTopColor };
    };
    expect(looks().bar).toBe('0px');
    await prefer('forced-colors', 'active');
    await expect.poll(() => looks().bar).toBe('1px');
    const { text, border } = looks();
    expect(border).toBe(text);
  });
});

describe('a call panel', () => {
  it('has every part that its reference names, and so have its timeline and badge', async () => {
    const panel = await callOf();
    for (const part of [
      ...[
        'base',
        'label',
        'state',
        'clock',
        'button',
        'side',
        'side-customer',
        'side-agent',
        'badge',
        'line',
      ],
      ...['statement', 'talk', 'timeline', 'log', 'mark-button', 'save-button', 'notice'],
    ])
      expect(partsOf(panel)).toContain(part);
    const timeline = partsOf(inside(panel, 'emotion-timeline'));
    for (const part of [
      ...['base', 'label', 'tools', 'table-button', 'lane-name', 'plot', 'canvas', 'axis', 'table'],
      ...['readout', 'legend', 'keys'],
    ])
      expect(timeline).toContain(part);
    for (const part of ['base', 'dot', 'text', 'value'])
      expect(partsOf(inside(panel, 'emotion-badge'))).toContain(part);
  });

  it('shows the heading, the notice and the names that a page gives it', async () => {
    const panel = await callOf({ label: 'Line 4', customerLabel: 'Ms Frost', agentLabel: 'Mr Nixon' });
    expect(inside(panel, '[part~=label]').innerText).toBe('Line 4');
    expect(inside(panel, '[part~=side-customer]').innerText).toContain('Ms Frost');
    expect(inside(panel, '[part~=side-agent]').innerText).toContain('Mr Nixon');
    expect(inside(panel, '[part~=talk]').innerText).toContain('Ms Frost');
    const lanes = inside(panel, 'emotion-timeline').shadowRoot?.querySelectorAll('[part=lane-name]') ?? [];
    expect([...lanes].map(({ textContent }) => textContent)).toEqual(['Ms Frost', 'Mr Nixon']);
    panel.innerHTML = '<b slot="label">Line 5</b><i slot="notice">This call is analysed.</i>';
    const shown = (slot: string) => inside(panel, `slot[name=${slot}]`) as HTMLSlotElement;
    expect(shown('label').assignedElements()).toEqual([panel.querySelector('b')]);
    expect(shown('notice').assignedElements()).toEqual([panel.querySelector('i')]);
    for (const child of panel.children) expect(child.getBoundingClientRect().height).toBeGreaterThan(0);
  });
});

describe('the colours and the font that a page chooses', () => {
  const COLOUR = 'rgb(12, 34, 56)';

  async function badgeOf(): Promise<Element> {
    const badge = document.createElement('emotion-badge');
    badge.value = true;
    badge.result = resultOf();
    document.body.append(badge);
    await badge.updateComplete;
    return badge;
  }

  async function meterOf(): Promise<Element> {
    const meter = await mount();
    begin(meter).listen();
    meter.fake.hear(resultOf());
    await meter.updateComplete;
    return meter;
  }

  async function timelineOf(): Promise<Element> {
    const timeline = document.createElement('emotion-timeline');
    document.body.append(timeline);
    timeline.push(resultOf());
    await timeline.updateComplete;
    return timeline;
  }

  const failedMeter = async (): Promise<Element> => {
    const meter = await mount();
    meter.start().catch(() => undefined);
    meter.fake.fail('no-device');
    await meter.updateComplete;
    return meter;
  };

  it.each<[property: string, make: () => Promise<Element>, where: string, style: string]>([
    ['meter-background', meterOf, '.base', 'background-color'],
    ['meter-background', timelineOf, '.base', 'background-color'],
    ['meter-background', callOf, '.base', 'background-color'],
    ['meter-background', badgeOf, '.base', 'background-color'],
    ['meter-color', meterOf, '.label', 'color'],
    ['meter-color', timelineOf, '.label', 'color'],
    ['meter-color', callOf, '.label', 'color'],
    ['meter-color', badgeOf, '.base', 'color'],
    ['meter-muted', meterOf, '.notice', 'color'],
    ['meter-muted', timelineOf, '.axis', 'color'],
    ['meter-muted', callOf, '.notice', 'color'],
    ['meter-muted', badgeOf, '.value', 'color'],
    ['meter-border', meterOf, '.base', 'border-top-color'],
    ['meter-border', timelineOf, '.base', 'border-top-color'],
    ['meter-border', callOf, '.base', 'border-top-color'],
    ['meter-border', badgeOf, '.base', 'border-top-color'],
    ['meter-track', meterOf, '.track', 'background-color'],
    ['meter-track', timelineOf, '.spans', 'background-color'],
    ['meter-track', callOf, '.talk', 'background-color'],
    ['meter-accent', mount, '.button', 'background-color'],
    ['meter-accent', callOf, '.talk [data-side=customer]', 'background-color'],
    ['meter-on-accent', mount, '.button', 'color'],
    ['meter-danger', failedMeter, '.error', 'border-inline-start-color'],
    ['color-anger', meterOf, '[part~=bar-anger] .fill', 'background-color'],
    ['color-anger', timelineOf, '.swatch[data-emotion=anger]', 'background-color'],
    ['color-anger', badgeOf, '.dot', 'background-color'],
  ])('--emotion-%s', async (property, make, where, style) => {
    const element = await make();
    const seen = () => getComputedStyle(inside(element, where)).getPropertyValue(style);
    expect(seen()).not.toBe(COLOUR);
    document.body.style.setProperty(`--emotion-${property}`, COLOUR);
    await expect.poll(seen).toBe(COLOUR);
    document.body.removeAttribute('style');
  });

  it.each([meterOf, timelineOf, callOf, badgeOf])('--emotion-meter-font and -radius: %o', async (make) => {
    const element = await make();
    document.body.style.setProperty('--emotion-meter-font', '700 20px/1 monospace');
    expect(getComputedStyle(element)).toMatchObject({ fontFamily: 'monospace', fontWeight: '700' });
    // A badge is as large as the words around it.
    if (element.localName !== 'emotion-badge') {
      expect(getComputedStyle(element).fontSize).toBe('20px');
      document.body.style.setProperty('--emotion-meter-radius', '3px');
      expect(getComputedStyle(inside(element, '.base')).borderTopLeftRadius).toBe('3px');
    }
    document.body.removeAttribute('style');
  });

  it('--emotion-timeline-height', async () => {
    const timeline = await timelineOf();
    document.body.style.setProperty('--emotion-timeline-height', '77px');
    expect(inside(timeline, '.plot').getBoundingClientRect().height).toBe(77);
    document.body.removeAttribute('style');
  });
});
