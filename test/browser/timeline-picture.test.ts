/** The pixels of a timeline: what each kind of moment looks like, where it stands, and how sharp it is. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/timeline.js';
import { EMOTIONS } from '../../src/core/emotions.js';
import type { EmotionResult } from '../../src/core/result.js';
import { onScreen } from './components-call-fake.js';
import { invalid, resultOf } from './components-fake.js';
import { allInside, frames, inside, pixelsOf } from './components-picture.js';

type Timeline = HTMLElementTagNameMap['emotion-timeline'];

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  document.documentElement.dir = '';
  await onScreen(0);
});

/** Results at each quarter of a second from `from` to `to`. */
const during = (from: number, to: number, result: EmotionResult): EmotionResult[] =>
  Array.from({ length: (to - from) * 4 }, (_, hop) => ({ ...result, tEnd: from + (hop + 1) / 4 }));

async function timelineOf(
  results: readonly EmotionResult[],
  { width = '1280px', zoom = 1, ...settings }: Partial<Timeline> & { width?: string; zoom?: number } = {},
): Promise<Timeline> {
  const element = document.createElement('emotion-timeline');
  Object.assign(element, settings);
  element.style.inlineSize = width;
  element.style.setProperty('zoom', String(zoom));
  document.body.append(element);
  for (const result of results) element.push(result);
  await element.updateComplete;
  await frames();
  return element;
}

/** The picture of lane `lane`, over two minutes. */
function pictureOf(element: Timeline, lane = 0) {
  const canvas = allInside(element, 'canvas')[lane] as HTMLCanvasElement;
  const pixels = pixelsOf(canvas);
  const style = getComputedStyle(inside(element, '.plot'));
  const colours = new Map<string, string>([
    ['background', style.backgroundColor],
    ['line', style.borderTopColor],
    ['muted', style.color],
    ['cursor', style.columnRuleColor],
    ['danger', style.textDecorationColor],
    ...allInside(element, '.legend .swatch[data-emotion]').map(
      (swatch) => [swatch.dataset['emotion'] ?? '', getComputedStyle(swatch).backgroundColor] as const,
    ),
  ]);
  const nameOf = (colour: string): string =>
    [...colours].find(([, other]) => other === colour)?.[0] ?? (colour === 'none' ? colour : 'mixed');
  const ratio = canvas.width / canvas.clientWidth;
  const xOf = (seconds: number): number => Math.round((seconds / 120) * canvas.width);
  /** Where the emotions end, and the space above the strip begins. */
  const bottom = Math.round(canvas.height - 9 * ratio);
  /** The names of the colours at a moment, from the top. */
  const at = (seconds: number): string[] => pixels.column(xOf(seconds)).map(nameOf);
  return {
    ...{ canvas, pixels, ratio, bottom, xOf, nameOf, colours },
    /** At a moment, above the strip. */
    above: (seconds: number) => at(seconds).slice(0, bottom),
    /** At a moment, in the middle of the strip. */
    strip: (seconds: number) => at(seconds)[canvas.height - Math.round(3 * ratio)],
    /** All the colours above the strip between two moments. */
    between: (from: number, to: number) => {
      const seen = new Set<string>();
      for (let x = xOf(from); x < xOf(to); x++)
        for (const colour of pixels.column(x).slice(0, bottom)) seen.add(nameOf(colour));
      return seen;
    },
  };
}

const isEmotion = (name: string): boolean => (EMOTIONS as readonly string[]).includes(name);

describe('an emotion', () => {
  it('is as high as it is probable, in the order of the legend', async () => {
    const result = resultOf();
    const { above, bottom, strip } = pictureOf(await timelineOf(during(0, 20, result)));
    const column = above(10);
    for (const [emotion, probability] of Object.entries(result.probabilities)) {
      const height = column.filter((name) => name === emotion).length;
      expect(Math.abs(height - bottom * probability), emotion).toBeLessThanOrEqual(2);
    }
    const order = column.filter((name, at) => isEmotion(name) && name !== column[at - 1]);
    const legend = EMOTIONS.filter((emotion) => emotion in result.probabilities);
    expect(order.filter((name, at) => order.indexOf(name) === at)).toEqual(legend);
    expect(strip(10)).toBe('anger');
  });

  it('as a line is where it is probable, and no line crosses a hole', async () => {
    const results = [...during(0, 10, resultOf()), ...during(20, 30, resultOf())];
    const { above, bottom, between, ratio } = pictureOf(await timelineOf(results, { view: 'lines' }));
    const places = above(5).flatMap((name, y) => (name === 'anger' ? [y] : []));
    const inset = (1.75 * ratio) / 2;
    const middle = inset + (bottom - 2 * inset) * (1 - 0.62);
    expect(places.length).toBeGreaterThan(0);
    expect(places.length).toBeLessThanOrEqual(3);
    for (const y of places) expect(Math.abs(y + 0.5 - middle)).toBeLessThan(2);
    expect([...between(10.5, 19.5)].filter(isEmotion)).toEqual([]);
    expect(between(20.5, 29.5)).toContain('anger');
  });
});

describe.each(['stacked', 'lines'] as const)('in a picture of %s emotions', (view) => {
  const results = [
    ...during(0, 10, resultOf()),
    ...during(10, 20, invalid('silence')),
    ...during(20, 30, invalid('not-enough-speech')),
    ...during(30, 40, { ...invalid('uncertain') }),
    ...during(40, 50, invalid('gap')),
    ...during(60, 70, resultOf({ dominant: null })),
  ];

  it('each kind of moment is told by its own texture, and only a verdict counts', async () => {
    const { above, between, strip, bottom, ratio } = pictureOf(await timelineOf(results, { view }));
    const grid = new Set(['none', 'line']);
    expect([...between(0.5, 9.5)].filter(isEmotion)).toContain('anger');
    expect(between(11, 19)).toEqual(grid);
    // Little speech: a line at the bottom.
    const little = above(25);
    expect(little.flatMap((name, y) => (name === 'muted' ? [y] : []))).toEqual(
      Array.from({ length: 2 * ratio }, (_, at) => bottom - 2 * ratio + at),
    );
    expect(between(21, 29)).toEqual(new Set([...grid, 'muted']));
    // Doubt is hatched in the colour of the paper, also where there are no areas to hatch.
    const doubt = above(35).slice(2, 12 * ratio);
    expect(doubt).toContain('background');
    expect(doubt).toContain('mixed');
    expect([...between(31, 39)].filter(isEmotion)).toEqual([]);
    expect(between(31, 39)).toContain('mixed');
    // What was lost, and what never came, is hatched over nothing.
    for (const [from, to] of [
      [41, 49],
      [51, 59],
    ] as const) {
      const seen = between(from, to);
      expect([...seen].filter(isEmotion), `${from} s`).toEqual([]);
      const column = above(from + 4);
      expect(column.filter((name) => !grid.has(name)).length).toBeGreaterThan(column.length / 16);
      expect(column.filter((name) => name === 'none').length).toBeGreaterThan(column.length / 2);
    }
    expect([5, 15, 25, 35, 45, 55, 65].map(strip)).toEqual(['anger', ...Array<string>(6).fill('none')]);
  });

  it('right to left it is its own mirror image', async () => {
    const element = await timelineOf(results, { view });
    const picture = () => {
      const { pixels, nameOf, bottom } = pictureOf(element);
      const rows = [Math.round(bottom / 3), bottom + 5].map((y) => pixels.row(y).map(nameOf));
      // Hatchings lean the same way, and where columns meet there is a mixture.
      return rows.map((row) => row.map((name) => (isEmotion(name) ? name : 'other')));
    };
    const before = picture();
    expect(new Set(before.flat()).size).toBeGreaterThan(1);
    document.documentElement.dir = 'rtl';
    element.requestUpdate();
    await element.updateComplete;
    for (const [at, row] of picture().entries()) {
      const mirrored = [...(before[at] ?? [])].reverse();
      expect(row.filter((name, x) => name !== mirrored[x]).length).toBeLessThanOrEqual(4);
    }
  });
});

it('what was lost long ago can be seen in the whole of a long call', async () => {
  const results = [...during(0, 400, resultOf()), ...during(500, 900, resultOf())];
  const { canvas, pixels, nameOf, bottom } = pictureOf(await timelineOf(results, { span: 'all' }));
  const names = (seconds: number): string[] =>
    pixels.column(Math.round((seconds / 900) * canvas.width)).map(nameOf);
  for (const seconds of [10, 395, 505, 890]) expect(names(seconds), `${seconds} s`).toContain('anger');
  for (const seconds of [410, 450, 490]) {
    expect(names(seconds).filter(isEmotion), `${seconds} s`).toEqual([]);
    expect(names(seconds).slice(0, bottom)).toContain('muted');
  }
});

it('lanes are apart: results, marks of one voice, and marks of all', async () => {
  const element = await timelineOf([], {
    channels: [
      { id: 'a', label: 'A' },
      { id: 'b', label: 'B' },
    ],
    marks: [
      { at: 40, text: 'all', kind: 'mark' },
      { at: 60, text: 'b alone', kind: 'alert', channel: 'b' },
    ],
  });
  for (const result of during(0, 20, resultOf())) element.push(result, 'b');
  await element.updateComplete;
  const [a, b] = [pictureOf(element, 0), pictureOf(element, 1)];
  expect(a.above(10).filter(isEmotion)).toEqual([]);
  expect(b.above(10)).toContain('anger');
  for (const { above, bottom } of [a, b])
    expect(above(40).filter((name) => name === 'cursor').length).toBeGreaterThan(bottom * 0.9);
  expect(a.above(60)).not.toContain('danger');
  expect(b.above(60).filter((name) => name === 'danger').length).toBeGreaterThan(b.bottom * 0.9);
});

it('a mark and the moment that is read stand out by a seam, and the latter crosses the strip', async () => {
  const element = await timelineOf(during(0, 60, resultOf()), {
    marks: [{ at: 20, text: '', kind: 'mark' }],
  });
  inside(element, '.plot').focus();
  await userEvent.keyboard('{ArrowLeft}');
  await element.updateComplete;
  const { pixels, xOf, nameOf, bottom, canvas } = pictureOf(element);
  const [mark, read] = [20, element.moment ?? NaN].map((seconds) => xOf(seconds));
  const [middle, low] = [bottom / 2, canvas.height - 3].map((y) => pixels.row(Math.round(y)).map(nameOf));
  const around = (row: readonly string[] | undefined, x = NaN): ReadonlySet<string | undefined> =>
    new Set(row?.slice(x - 5, x + 6));
  expect(around(middle, mark)).toEqual(new Set(['anger', 'background', 'cursor']));
  expect(around(low, mark)).toEqual(new Set(['anger']));
  for (const row of [middle, low]) expect(around(row, read)).toContain('cursor');
});

describe('sharpness', () => {
  // CSS zoom makes more device pixels of a CSS pixel in any browser that runs this; no screen has to be emulated.
  it.each(
    [1, 1.25, 1.5, 2, 3].flatMap((zoom) =>
      ['1280px', '1000.5px', '777.3px'].map((width) => [zoom, width] as const),
    ),
  )('at %d device pixels to a CSS pixel, %s wide, no straight edge is blurred', async (zoom, width) => {
    const results = [...during(0, 30, resultOf()), ...during(30, 60, invalid('not-enough-speech'))];
    const element = await timelineOf(results, { zoom, width });
    const { canvas, pixels, nameOf, xOf, strip } = pictureOf(element);
    const box = canvas.getBoundingClientRect();
    expect(Math.abs(canvas.width - box.width)).toBeLessThanOrEqual(1);
    expect(Math.abs(canvas.height - box.height)).toBeLessThanOrEqual(1);
    expect(strip(15)).toBe('anger');
    const column = (seconds: number): string[] => pixels.column(xOf(seconds)).map(nameOf);
    // The strip, the line for little speech, and the lines of the grid: whole pixels of one colour.
    const thick = (names: readonly string[], name: string): number =>
      names.filter((other) => other === name).length;
    const low = column(15).slice(canvas.height - Math.round(9 * zoom) + 1);
    expect(new Set(low)).toEqual(new Set(['none', 'anger']));
    expect(Math.abs(thick(low, 'anger') - 6 * zoom)).toBeLessThan(0.6);
    expect(new Set(column(47))).toEqual(new Set(['none', 'line', 'muted']));
    expect(Math.abs(thick(column(47), 'muted') - 2 * zoom)).toBeLessThan(0.6);
    expect(new Set(column(95))).toEqual(new Set(['none', 'line']));
    expect(Math.abs(thick(column(95), 'line') - 2 * zoom)).toBeLessThan(1.1);
    const quarter = pixels.row(Math.round(canvas.height / 4)).map(nameOf);
    expect(new Set(quarter.slice(xOf(61)))).toEqual(new Set(['none', 'line']));
  });

  it('is kept where the browser knows no device pixels, as Safari does not', async () => {
    class OlderObserver extends ResizeObserver {
      override observe(target: Element, options?: ResizeObserverOptions): void {
        if (options?.box === 'device-pixel-content-box') throw new TypeError('no such box');
        super.observe(target, options);
      }
    }
    vi.stubGlobal('ResizeObserver', OlderObserver);
    vi.spyOn(ResizeObserverEntry.prototype, 'devicePixelContentBoxSize', 'get').mockReturnValue(
      undefined as unknown as readonly ResizeObserverSize[],
    );
    await onScreen(2);
    const element = await timelineOf(during(0, 20, resultOf()));
    const { canvas, strip } = pictureOf(element);
    expect(canvas.width).toBe(Math.round(canvas.clientWidth * 2));
    expect(strip(10)).toBe('anger');
  });

  it('comes back with a timeline that was not displayed, or has another size now', async () => {
    const element = await timelineOf(during(0, 20, resultOf()), { width: '600px' });
    element.hidden = true;
    await frames();
    for (const result of during(20, 40, resultOf())) element.push(result);
    element.style.inlineSize = '900px';
    element.hidden = false;
    await expect.poll(() => pictureOf(element).canvas.width).toBeGreaterThan(800);
    await frames();
    const { canvas, strip } = pictureOf(element);
    expect(canvas.width).toBe(canvas.clientWidth);
    expect([10, 30, 50].map(strip)).toEqual(['anger', 'anger', 'none']);
  });
});
