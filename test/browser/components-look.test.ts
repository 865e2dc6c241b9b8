/** How elements look on another screen, the other way round, and as people ask their system for. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../src/call-panel.js';
import '../../src/elements.js';
import '../../src/timeline.js';
import { onScreen, panelIn, play, prefer, stream, type FakePanel } from './components-call-fake.js';
import { begin, mount, resultOf } from './components-fake.js';
import { inside } from './components-picture.js';

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

/** A panel that hears both sides, 800 px wide. */
async function callOf(): Promise<FakePanel> {
  const sides = { customerStream: stream(), agentStream: stream(), agentGround: 'safety' } as const;
  const panel = await panelIn(sides);
  panel.style.inlineSize = '800px';
  await play(panel);
  panel.mark('a note');
  await panel.updateComplete;
  return panel;
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

/** The picture of a timeline that has heard twenty seconds of its two minutes. */
async function pictureOf(): Promise<HTMLCanvasElement> {
  const element = document.createElement('emotion-timeline');
  element.style.inlineSize = '1280px';
  document.body.append(element);
  for (let hop = 1; hop <= 80; hop++) element.push(resultOf({ tEnd: hop / 4 }));
  await element.updateComplete;
  return inside(element, 'canvas') as HTMLCanvasElement;
}

describe('the picture of a timeline', () => {
  it.each([1, 1.5, 2, 3])('is sharp on another screen, of %d pixels to a CSS pixel', async (ratio) => {
    const screens = watchScreens();
    const canvas = await pictureOf();
    await expect.poll(() => canvas.width).toBe(Math.round(canvas.clientWidth * devicePixelRatio));
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
