/** What pages can say of a call panel: attributes, slots, and parts to style. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from 'vitest/browser';
import '../../src/call-panel.js';
import { ENGLISH } from '../../src/components/texts/english.js';
import { CALL_TEXTS } from '../../src/components/call-panel/call-texts.js';
import { panelIn, play, stream, type FakePanel } from './components-call-fake.js';
import { invalid, resultOf } from './components-fake.js';
import { allInside, inside, wordsOf } from './components-picture.js';

const { en: WORDS } = CALL_TEXTS;
const RULE = { label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 } as const;

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
  document.adoptedStyleSheets = [];
});

async function bothSides(): Promise<FakePanel> {
  return panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'safety' });
}

async function set(panel: FakePanel, attributes: Readonly<Record<string, string | null>>): Promise<void> {
  for (const [name, value] of Object.entries(attributes))
    if (value === null) panel.removeAttribute(name);
    else panel.setAttribute(name, value);
  await panel.updateComplete;
  await panel.shadowRoot?.querySelector('emotion-timeline')?.updateComplete;
}

describe('attributes', () => {
  it.each(['customer', 'agent'])('%s-label is that side’s name wherever it is named', async (side) => {
    const panel = await bothSides();
    panel.alerts = [RULE];
    await play(panel);
    const other = side === 'customer' ? WORDS.agent : WORDS.customer;
    const lanes = (selector: string) => allInside(inside(panel, 'emotion-timeline'), selector);
    const at = side === 'customer' ? 0 : 1;
    const names = (): (string | null | undefined)[] => [
      inside(panel, `[part~=side-${side}]`).getAttribute('aria-label'),
      wordsOf(inside(panel, `[part~=side-${side}] .name`)),
      wordsOf(inside(panel, `.shares [data-side=${side}]`)).replace(/ [\d–]+%?$/, ''),
      wordsOf(lanes('[part=lane-name]')[at] as Element),
      lanes('[part=plot]')
        .map((plot) => plot.getAttribute('aria-label')?.replace(/, Moment$/, ''))
        .at(at),
      wordsOf(lanes('caption')[at] as Element),
      // Both sides have raised the alert; the log's newest entry comes first, equal ones in the order of the sides.
      wordsOf(allInside(panel, '.entries .text')[at] as Element).split(' · ')[1],
    ];
    expect(names()).toEqual(Array(7).fill(WORDS[side as 'agent']));
    await set(panel, { [`${side}-label`]: 'Ms Frost' });
    expect(names()).toEqual(Array(7).fill('Ms Frost'));
    expect(wordsOf(inside(panel, '.sides'))).toContain(other);
    await set(panel, { [`${side}-label`]: null });
    expect(names()).toEqual(Array(7).fill(WORDS[side as 'agent']));
  });

  it('label is the heading, by which the whole is named', async () => {
    const panel = await bothSides();
    const base = inside(panel, '[part=base]');
    const heading = (): string =>
      wordsOf(inside(panel, `#${base.getAttribute('aria-labelledby') ?? ''}[part=label]`));
    expect(heading()).toBe(WORDS.label);
    await set(panel, { label: 'Line 4' });
    expect(heading()).toBe('Line 4');
    await set(panel, { label: null });
    expect(heading()).toBe(WORDS.label);
  });

  it.each([
    [null, 'left', 'right'],
    ['left', 'left', 'right'],
    ['right', 'right', 'left'],
  ])('customer-channel=%s takes the customer from the %s', async (attribute, customer, agent) => {
    const panel = await panelIn({ stream: stream(), agentGround: 'medical' });
    await set(panel, { 'customer-channel': attribute });
    await play(panel);
    expect(panel.fakes.map(({ options }) => options.channel)).toEqual([customer, agent]);
  });

  it('customer-channel holds from the next start on', async () => {
    const panel = await panelIn({ stream: stream() });
    await play(panel);
    await set(panel, { 'customer-channel': 'right' });
    expect(panel.fakes.map(({ disposed }) => disposed)).toEqual([false]);
    void panel.start();
    expect(panel.fakes.map(({ disposed, options }) => [disposed, options.channel])).toEqual([
      [true, 'left'],
      [false, 'right'],
    ]);
  });

  it.each([
    [null, true],
    ['', false],
  ])('muted=%j plays a recording aloud: %s', async (attribute, audible) => {
    const file = new Blob(['x']);
    const panel = await panelIn({ file, agentGround: 'medical' });
    await set(panel, { muted: attribute });
    await play(panel);
    // One side plays both channels; two would play them twice.
    expect(panel.fakes.map(({ sources }) => sources)).toEqual([
      [{ kind: 'file', file, audible }],
      [{ kind: 'file', file, audible: false }],
    ]);
  });
});

describe('slots', () => {
  it.each([
    ['label', WORDS.label],
    ['notice', WORDS.notice],
  ])('%s shows the panel’s own words as long as it is empty', async (name, words) => {
    const panel = await bothSides();
    const part = inside(panel, `[part=${name}]`);
    const slot = part.querySelector('slot') as HTMLSlotElement;
    expect(slot.name).toBe(name);
    expect(part.innerText.trim()).toBe(words);
    const own = document.createElement('span');
    own.slot = name;
    own.textContent = 'From the page';
    panel.append(own);
    // Its own words give way.
    expect(slot.assignedNodes({ flatten: true })).toEqual([own]);
    const [outer, inner] = [part, own].map((element) => element.getBoundingClientRect());
    expect(inner?.width).toBeGreaterThan(20);
    expect(inner?.left).toBeGreaterThanOrEqual(outer?.left ?? NaN);
    expect(inner?.bottom).toBeLessThanOrEqual((outer?.bottom ?? NaN) + 1);
    expect(getComputedStyle(own).color).toBe(getComputedStyle(part).color);
    expect(getComputedStyle(own).fontSize).toBe(getComputedStyle(part).fontSize);
    own.remove();
    expect(slot.assignedNodes({ flatten: true }).map(({ textContent }) => textContent)).toContain(words);
  });
});

/** The states of a panel that have parts of their own. */
const SCENES: Readonly<Record<string, () => Promise<FakePanel>>> = {
  'without anything': () => panelIn({}),
  'without a ground': async () => {
    const panel = await panelIn({ customerStream: stream(), agentStream: stream() });
    await play(panel);
    return panel;
  },
  'with a ground': async () => {
    const panel = await bothSides();
    await play(panel);
    return panel;
  },
  'after a failure': async () => {
    const panel = await bothSides();
    const started = panel.start();
    panel.fakes[0]?.listen();
    panel.fakes[1]?.fail('model-missing');
    await started;
    await panel.updateComplete;
    return panel;
  },
  'after the call': async () => {
    const panel = await bothSides();
    await play(panel);
    for (const fake of panel.fakes) fake.fail('device-lost');
    await panel.updateComplete;
    return panel;
  },
};

describe('parts', () => {
  it.each([
    ['without anything', { badge: 1, line: 1, advice: 0 }, [WORDS.noSource], '0:00', 'Ready'],
    ['without a ground', { badge: 1, line: 1, advice: 0 }, ['Uncertain'], '0:10', 'Listening'],
    ['with a ground', { badge: 2, line: 2, advice: 0 }, ['Uncertain', 'Silence'], '0:10', 'Listening'],
    [
      'after a failure',
      { badge: 2, line: 2, advice: 1 },
      ['Waiting for speech …', ENGLISH.errors['model-missing'].title],
      ...['0:00', 'Listening'],
    ],
    [
      'after the call',
      { badge: 2, line: 2, advice: 0 },
      [WORDS.callEnded, WORDS.callEnded],
      ...['0:10', 'Stopped'],
    ],
  ] as const)('%s', async (scene, some, lines, clock, state) => {
    const panel = (await SCENES[scene]?.()) as FakePanel;
    if (scene === 'with a ground') panel.fakes[1]?.hear({ ...invalid('silence'), tEnd: 10.2 });
    await panel.updateComplete;
    const count = (part: string): number => allInside(panel, `[part~=${part}]`).length;
    for (const part of [
      ...['base', 'label', 'state', 'clock', 'button', 'side-customer', 'side-agent', 'statement', 'talk'],
      ...['timeline', 'log', 'mark-button', 'notice'],
    ])
      expect(count(part), part).toBe(1);
    expect([count('side'), count('save-button')]).toEqual([2, 2]);
    for (const [part, times] of Object.entries(some)) expect(count(part), part).toBe(times);
    expect(inside(panel, '[part~=side-agent]').contains(inside(panel, '[part=statement]'))).toBe(true);
    expect(allInside(panel, '[part=line]').map(wordsOf)).toEqual(lines);
    expect(wordsOf(inside(panel, '[part=clock]'))).toBe(clock);
    expect(wordsOf(inside(panel, '[part=state]'))).toBe(state);
    expect(wordsOf(inside(panel, '[part=button]'))).toBe(state === 'Listening' ? WORDS.stop : WORDS.start);
  });

  it('are those of the reference, no more and no less, and a page’s style sheet reaches each', async () => {
    const reference = await commands.readFile('docs/elements.md');
    const own = reference.split('## `<emotion-call-panel>`')[1]?.split('\n## ')[0] ?? '';
    const table = own.split('### Parts')[1]?.split('###')[0] ?? '';
    const named = [...table.matchAll(/`([a-z-]+)`/g)].map(([, part]) => part ?? '').sort();
    expect(named.length).toBeGreaterThan(15);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      named.map((part, at) => `fake-call-panel::part(${part}) { scroll-margin: ${at + 1}px }`).join(''),
    );
    document.adoptedStyleSheets = [sheet];
    const found = new Set<string>();
    for (const scene of Object.values(SCENES)) {
      const panel = await scene();
      for (const element of allInside(panel, '[part]')) {
        for (const part of element.part) found.add(part);
        // The rule for a side alone comes after that for both.
        const last = Math.max(...[...element.part].map((part) => named.indexOf(part)));
        expect(getComputedStyle(element).scrollMarginTop, element.part.value).toBe(`${last + 1}px`);
      }
    }
    expect([...found].sort()).toEqual(named);
  });

  it('of a side that has failed gives the message to whoever set the page up', async () => {
    const panel = (await SCENES['after a failure']?.()) as FakePanel;
    expect(wordsOf(inside(panel, '[part~=side-agent] .detail'))).toBe('a message about model-missing');
    expect(panel.shadowRoot?.querySelector('[part~=side-customer] .detail')).toBeNull();
    panel.fakes[0]?.hear(resultOf());
    await panel.updateComplete;
    expect(inside(panel, '[part~=side-agent]').contains(inside(panel, '[part=advice]'))).toBe(true);
  });
});
