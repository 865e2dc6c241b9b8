/** Every custom property at every place that it colours or shapes, in the states in which the place is there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import '../../src/call-panel.js';
import '../../src/elements.js';
import '../../src/timeline.js';
import { EMOTIONS } from '../../src/core/emotions.js';
import { coloursIn } from './components-call-fake.js';
import { allInside, inside } from './components-picture.js';
import {
  alertedPanel,
  badge,
  deafMeter,
  deafPanel,
  failedMeter,
  failedPanel,
  focused,
  idleMeter,
  idlePanel,
  meter,
  panel,
  pressedTimeline,
  timeline,
} from './components-scenes.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
  document.body.removeAttribute('style');
  document.adoptedStyleSheets = [];
});

const COLOUR = 'rgb(12, 34, 56)';

const PLACES: readonly (readonly [string, () => Promise<Element>, string, string, string?])[] = [
  ['background', timeline, '.plot', 'background-color'],
  ['background', timeline, '.spans label:has(:checked)', 'background-color'],
  ['background', pressedTimeline, '.tables', 'background-color'],
  ['background', panel, 'input', 'background-color'],
  ['color', meter, '.button', 'color'],
  ['color', meter, '.shown .name', 'color'],
  ['color', timeline, '.spans label:has(:checked)', 'color'],
  ['color', pressedTimeline, '.table-button', 'color'],
  ['color', panel, '[part=mark-button]', 'color'],
  ['color', panel, '[part=save-button]', 'color'],
  ['color', panel, 'input', 'color'],
  ['muted', idleMeter, '.state', 'color'],
  ['muted', idleMeter, '.hint', 'color'],
  ['muted', idleMeter, '.value', 'color'],
  ['muted', meter, '.number', 'color'],
  ['muted', deafMeter, '.button', 'color'],
  ['muted', failedMeter, '.detail', 'color'],
  ['muted', timeline, '.spans label:not(:has(:checked))', 'color'],
  ['muted', timeline, '.table-button', 'color'],
  ['muted', timeline, '.legend .value', 'color'],
  ['muted', timeline, '[part=keys]', 'color'],
  ['muted', timeline, '.readout .time', 'color'],
  ['muted', pressedTimeline, 'caption', 'color'],
  ['muted', panel, '[part=state]', 'color'],
  ['muted', panel, '[part=clock]', 'color'],
  ['muted', panel, '[part=statement]', 'color'],
  ['muted', panel, '.shares .value', 'color'],
  ['muted', panel, '.entries .time', 'color'],
  ['muted', panel, '.remove', 'color'],
  ['muted', idlePanel, '[part=line]', 'color'],
  ['muted', idlePanel, '.nothing', 'color'],
  ['muted', panel, 'input', 'color', '::placeholder'],
  ['muted', () => badge(null), '[part=text]', 'color'],
  ['border', meter, '.status', 'border-bottom-color'],
  ['border', meter, '.button', 'border-top-color'],
  ['border', idleMeter, '.dot', 'background-color'],
  ['border', timeline, '.table-button', 'border-top-color'],
  ['border', pressedTimeline, 'td', 'border-bottom-color'],
  ['border', panel, '[part~=side-agent]', 'border-top-color'],
  ['border', panel, '[part=log]', 'border-top-color'],
  ['border', panel, '.entries', 'border-top-color'],
  ['border', panel, '.entries li', 'border-bottom-color'],
  ['border', panel, '[part=mark-button]', 'border-top-color'],
  ['border', () => badge(null), '.dot', 'background-color'],
  ['track', deafMeter, '.button', 'background-color'],
  ['track', pressedTimeline, '.table-button', 'background-color'],
  ['track', deafPanel, '[part=button]', 'background-color'],
  ['track', panel, '.shares li:last-child', 'background-color', '::before'],
  ['accent', meter, '.dot', 'background-color'],
  ['accent', panel, '.dot', 'background-color'],
  ['accent', idlePanel, '[part=button]', 'background-color'],
  ['accent', panel, '[part~=side-customer] .name', 'background-color', '::before'],
  ['accent', () => focused(idleMeter, '.button'), '.button', 'outline-color'],
  ['accent', () => focused(failedMeter, '.error'), '.error', 'outline-color'],
  ['accent', () => focused(timeline, '.plot'), '.plot', 'outline-color'],
  ['accent', () => focused(pressedTimeline, '.tables'), '.tables', 'outline-color'],
  ['accent', () => focused(panel, 'input'), 'input', 'outline-color'],
  ['accent', () => focused(panel, '.entries'), '.entries', 'outline-color'],
  ['on-accent', idlePanel, '[part=button]', 'color'],
  ['danger', failedMeter, '.state', 'color'],
  ['danger', failedMeter, '.dot', 'background-color'],
  ['danger', failedPanel, '.dot', 'background-color'],
  ['danger', failedPanel, '[part=line]', 'color'],
  ['danger', alertedPanel, '[part=line].raised', 'color'],
  ['danger', panel, '.entries .alert', 'color'],
];

describe('a colour that a page chooses', () => {
  it.each(
    PLACES.map(([property, make, selector, style, pseudo]) => ({
      ...{ property, make, selector, style, pseudo },
      place: `${selector}${pseudo ?? ''}`,
    })),
  )('--emotion-meter-$property: $style of $place', async ({ property, make, selector, style, pseudo }) => {
    const element = await make();
    const place = inside(element, selector);
    const seen = (): string => getComputedStyle(place, pseudo).getPropertyValue(style);
    const usual = seen();
    expect(usual).not.toBe(COLOUR);
    document.body.style.setProperty(`--emotion-meter-${property}`, COLOUR);
    expect(seen()).toBe(COLOUR);
    // What the element itself is told goes before what surrounds it.
    (element as HTMLElement).style.setProperty(`--emotion-meter-${property}`, 'rgb(65, 43, 21)');
    expect(seen()).toBe('rgb(65, 43, 21)');
    (element as HTMLElement).style.removeProperty(`--emotion-meter-${property}`);
    document.body.removeAttribute('style');
    expect(seen()).toBe(usual);
  });

  it.each([
    ['meter-background', 'a seam'],
    ['meter-color', 'a mark'],
    ['meter-muted', 'little speech'],
    ['meter-border', 'the grid'],
    ['meter-danger', 'an alert'],
    ['color-anger', 'an emotion'],
  ])('--emotion-%s is painted anew, as %s, though nothing else is new', async (property) => {
    const canvas = inside(await timeline(), 'canvas') as HTMLCanvasElement;
    await expect.poll(() => coloursIn(canvas).size).toBeGreaterThan(4);
    expect(coloursIn(canvas)).not.toContain(COLOUR);
    document.body.style.setProperty(`--emotion-${property}`, COLOUR);
    await expect.poll(() => coloursIn(canvas)).toContain(COLOUR);
    document.body.removeAttribute('style');
    await expect.poll(() => coloursIn(canvas)).not.toContain(COLOUR);
  });

  it.each(EMOTIONS)('--emotion-color-%s', async (emotion) => {
    const [one, two, three] = await Promise.all([meter(emotion), timeline(emotion), badge(emotion)]);
    const swatch = inside(two, `.legend .swatch[data-emotion=${emotion}]`);
    const colours = (): (string | undefined)[] => [
      getComputedStyle(inside(one, `[part~=bar-${emotion}] [part=fill]`)).backgroundColor,
      getComputedStyle(inside(one, '[part=status] .verdict')).color,
      getComputedStyle(swatch).backgroundColor,
      getComputedStyle(inside(two, '.verdict')).color,
      getComputedStyle(inside(three, '[part=dot]')).backgroundColor,
    ];
    const canvas = inside(two, 'canvas') as HTMLCanvasElement;
    const [usual] = colours();
    expect(new Set(colours()).size).toBe(1);
    await expect.poll(() => coloursIn(canvas)).toContain(usual);
    document.body.style.setProperty(`--emotion-color-${emotion}`, COLOUR);
    await expect.poll(colours).toEqual(Array(5).fill(COLOUR));
    await expect.poll(() => coloursIn(canvas)).toContain(COLOUR);
    expect(coloursIn(canvas)).not.toContain(usual);
  });
});

describe('a page’s style sheet', () => {
  it.each<[property: string, make: () => Promise<Element>, selector: string, share: number]>([
    ['the box', meter, '.base', 1],
    ['the button', meter, '.button', 0.7],
    ['the choice of spans', timeline, '.spans', 0.7],
    ['one span', timeline, '.spans label', 0.5],
    ['the table button', timeline, '.table-button', 0.7],
    ['a side', panel, '.card', 0.7],
    ['the list', panel, '.entries', 0.5],
    ['the note', panel, 'input', 0.7],
    ['a button', panel, '.button', 0.7],
  ])('rounds %s by --emotion-meter-radius', async (_, make, selector, share) => {
    const element = await make();
    const radius = (): string => getComputedStyle(inside(element, selector)).borderStartStartRadius;
    expect(parseFloat(radius())).toBeCloseTo(14 * share, 2);
    document.body.style.setProperty('--emotion-meter-radius', '30px');
    expect(parseFloat(radius())).toBeCloseTo(30 * share, 2);
  });

  it('reaches what a panel is made of: colours and the font by inheritance, heights by its part', async () => {
    const element = await panel();
    const [drawn, small] = ['emotion-timeline', 'emotion-badge'].map((tag) => inside(element, tag));
    element.setAttribute(
      'style',
      `--emotion-meter-border: ${COLOUR}; --emotion-meter-font: 400 18px/1 serif`,
    );
    for (const inner of [drawn, small] as Element[]) {
      expect(getComputedStyle(inside(inner, '.base')).borderTopColor).toBe(COLOUR);
      expect(getComputedStyle(inside(inner, '.base')).fontFamily).toBe('serif');
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('fake-call-panel::part(timeline) { --emotion-timeline-height: 77px }');
    document.adoptedStyleSheets = [sheet];
    const heights = allInside(drawn as Element, '.plot').map((plot) => plot.getBoundingClientRect().height);
    expect(heights).toEqual([77, 77]);
  });

  it('has the word in light and in dark, where the elements have colours of their own', async () => {
    for (const make of [meter, timeline, panel, badge]) {
      const element = await make();
      const colours = (): string[] => {
        const { backgroundColor, color, borderTopColor } = getComputedStyle(inside(element, '.base'));
        return [backgroundColor, color, borderTopColor];
      };
      const looks = ['light', 'dark'].map((scheme) => {
        document.body.style.colorScheme = scheme;
        return colours();
      });
      for (const [at, light] of looks[0]?.entries() ?? []) expect(looks[1]?.[at]).not.toBe(light);
      const names = ['background', 'color', 'border'].map((name) => `--emotion-meter-${name}`);
      for (const name of names) document.body.style.setProperty(name, COLOUR);
      expect(colours()).toEqual(Array(3).fill(COLOUR));
      document.body.removeAttribute('style');
    }
  });

  it('may use the properties of the reference, and there are no others', async () => {
    const reference = await commands.readFile('docs/elements.md');
    const documented = new Set([...reference.matchAll(/`(--emotion-[a-z-]+)[`{]/g)].map(([, name]) => name));
    documented.delete('--emotion-color-');
    for (const emotion of EMOTIONS) documented.add(`--emotion-color-${emotion}`);
    const used = new Set<string>();
    for (const make of [meter, timeline, panel, badge])
      for (const sheet of (await make()).shadowRoot?.adoptedStyleSheets ?? [])
        for (const rule of sheet.cssRules)
          for (const [, name] of rule.cssText.matchAll(/var\((--emotion-[a-z-]+)/g)) used.add(name ?? '');
    expect([...used].sort()).toEqual([...documented].sort());
  });
});
