/** How a call panel looks in pages that are written from right to left, in the colours that systems force, and without motion. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import '../../src/call-panel.js';
import { panelIn, play, prefer, stream, type FakePanel } from './components-call-fake.js';
import { invalid, resultOf } from './components-fake.js';
import { allInside, animationsIn, arrive, frames, inside } from './components-picture.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(async () => {
  document.body.replaceChildren();
  document.documentElement.dir = '';
  await prefer('forced-colors');
});

const RULE = { label: 'anger', on: 0.6, off: 0.4, minDurationMs: 1000, refractoryMs: 0 } as const;

/** A panel with everything in it: both sides, an alert, and two marks. */
async function fullPanel(width = 800): Promise<FakePanel> {
  const sides = { customerStream: stream(), agentStream: stream(), agentGround: 'safety' } as const;
  const panel = await panelIn({ ...sides, customerLabel: 'Ms Frost', agentLabel: 'Mr Nixon' });
  panel.style.inlineSize = `${width}px`;
  panel.alerts = [RULE];
  await play(panel);
  panel.mark('wants a refund!');
  panel.mark('רוצה החזר כספי!');
  await panel.updateComplete;
  await arrive(panel);
  return panel;
}

const boxOf = (element: Element): DOMRect => element.getBoundingClientRect();

/** Everything that is drawn of `root`, through shadow roots, but for what scrolls or is cut off by its own box. */
function* drawn(root: ParentNode): Generator<Element> {
  for (const child of root.children) {
    yield child;
    if (getComputedStyle(child).overflowX !== 'visible') continue;
    yield* drawn(child.shadowRoot ?? child);
  }
}

describe('right to left', () => {
  it.each([272, 400, 700, 1200])(
    'nothing sticks out of a panel of %i px, either way round',
    async (width) => {
      const panel = await fullPanel(width);
      panel.customerLabel = 'Ms Frost of the travel agency';
      for (const dir of ['ltr', 'rtl']) {
        document.documentElement.dir = dir;
        await frames();
        const { left, right } = boxOf(inside(panel, '.base'));
        expect(right - left).toBe(width);
        const seen = [...drawn(panel.shadowRoot as ShadowRoot)].filter((part) => boxOf(part).width > 0);
        expect(seen.length).toBeGreaterThan(80);
        for (const part of seen) {
          const name = `${dir} ${part.localName}.${part.getAttribute('class') ?? ''}`;
          expect(boxOf(part).left, name).toBeGreaterThanOrEqual(left - 0.5);
          expect(boxOf(part).right, name).toBeLessThanOrEqual(right + 0.5);
        }
      }
    },
  );

  it('the log begins at the right, and each note keeps its own direction', async () => {
    const panel = await fullPanel();
    const ink = (text: Element): DOMRect => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return range.getBoundingClientRect();
    };
    for (const dir of ['ltr', 'rtl']) {
      document.documentElement.dir = dir;
      const rows = allInside(panel, '.entries li').filter((row) => row.querySelector('.remove'));
      expect(rows).toHaveLength(2);
      for (const row of rows) {
        const [time, text, remove] = ['.time', '.text', '.remove'].map((part) => row.querySelector(part)) as [
          Element,
          Element,
          Element,
        ];
        const [first, last] = dir === 'ltr' ? [time, remove] : [remove, time];
        expect(boxOf(first).right).toBeLessThan(boxOf(text).left);
        expect(boxOf(last).left).toBeGreaterThan(boxOf(text).right);
        const [box, words] = [boxOf(text), ink(text)];
        expect(words.width).toBeLessThan(box.width / 2);
        if (text.textContent.startsWith('wants')) expect(words.left).toBeCloseTo(box.left, 0);
        else expect(words.right).toBeCloseTo(box.right, 0);
      }
    }
  });

  it('the bar of talk time begins at the right, in the same order and by the same shares', async () => {
    const panel = await panelIn({
      ...{ customerStream: stream(), agentStream: stream(), agentGround: 'safety' },
    });
    const started = panel.start();
    for (const fake of panel.fakes) fake.listen();
    await started;
    // Of ten seconds the customer speaks in the first five, the agent from the fourth to the eighth.
    for (let hop = 1; hop <= 40; hop++) {
      panel.fakes[0]?.hear({ ...(hop <= 20 ? resultOf() : invalid('silence')), tEnd: hop / 4 });
      panel.fakes[1]?.hear({ ...(hop > 16 && hop <= 32 ? resultOf() : invalid('silence')), tEnd: hop / 4 });
    }
    await panel.updateComplete;
    await arrive(panel);
    const ends = (): number[][] => {
      const bar = boxOf(inside(panel, '.talk'));
      return allInside(panel, '.talk span').map((part) => {
        const { left, right } = boxOf(part);
        return [(left - bar.left) / bar.width, (right - bar.left) / bar.width];
      });
    };
    const { customer, agent, both, total } = panel.talkTime;
    const shares = [customer, both, agent].map((seconds) => (seconds ?? 0) / total);
    expect(Math.min(...shares)).toBeGreaterThan(0.05);
    const before = ends();
    const stops = shares.map((_, at) => shares.slice(0, at + 1).reduce((sum, share) => sum + share, 0));
    for (const [at, [left, right]] of before.entries()) {
      expect(left).toBeCloseTo(stops[at - 1] ?? 0, 2);
      expect(right).toBeCloseTo(stops[at] ?? NaN, 2);
    }
    document.documentElement.dir = 'rtl';
    for (const [at, [left, right]] of ends().entries()) {
      expect(left).toBeCloseTo(1 - (before[at]?.[1] ?? NaN), 2);
      expect(right).toBeCloseTo(1 - (before[at]?.[0] ?? NaN), 2);
    }
  });

  it('a badge is its own mirror image, the dot first', async () => {
    const badge = inside(await fullPanel(), 'emotion-badge');
    const places = (): number[] => {
      const base = boxOf(inside(badge, '.base'));
      return ['.dot', '.words', '.value'].map(
        (part) => boxOf(inside(badge, part)).left - base.left + boxOf(inside(badge, part)).width / 2,
      );
    };
    const before = places();
    document.documentElement.dir = 'rtl';
    const { width } = boxOf(inside(badge, '.base'));
    for (const [at, place] of places().entries()) expect(place).toBeCloseTo(width - (before[at] ?? NaN), 0);
  });
});

describe('in the colours that the system forces', () => {
  const background = (element: Element, pseudo?: string): string =>
    getComputedStyle(element, pseudo).backgroundColor;

  it('the sides, their talk time and the emotion keep colours to tell them apart', async () => {
    const panel = await fullPanel();
    await prefer('forced-colors', 'active');
    const paper = background(inside(panel, '.base'));
    const [customer, agent] = ['customer', 'agent'].map((side) =>
      background(inside(panel, `[part~=side-${side}] .name`), '::before'),
    );
    expect(new Set([paper, customer, agent]).size).toBe(3);
    for (const place of ['.talk', '.shares']) {
      const part = (side: string) => inside(panel, `${place} [data-side=${side}]`);
      const pseudo = place === '.talk' ? undefined : '::before';
      expect(background(part('customer'), pseudo), place).toBe(customer);
      expect(background(part('agent'), pseudo), place).toBe(agent);
      expect(getComputedStyle(part('both'), pseudo).backgroundImage, place).toContain('gradient');
    }
    const badge = inside(panel, 'emotion-badge');
    panel.fakes[0]?.hear({ ...resultOf(), tEnd: 11 });
    await panel.updateComplete;
    const dot = background(inside(badge, '.dot'));
    await prefer('forced-colors');
    expect(background(inside(badge, '.dot'))).toBe(dot);
    expect(dot).not.toBe(paper);
  });

  it('the dot of the state, and a button that cannot be pressed, can be seen', async () => {
    await prefer('forced-colors', 'active');
    const panel = await panelIn({});
    const button = inside(panel, '[part=button]') as HTMLButtonElement;
    expect(button.ariaDisabled).toBe('true');
    const paper = background(inside(panel, '.base'));
    expect(background(inside(panel, '.dot'))).not.toBe(paper);
    const { borderTopColor, borderTopWidth, color } = getComputedStyle(button);
    expect([borderTopColor, borderTopWidth]).toEqual([color, '1px']);
    expect(borderTopColor).not.toBe(paper);
  });
});

it.each(['', 'active'])(
  'all that keys reach shows that it is reached (forced colours: "%s")',
  async (forced) => {
    await prefer('forced-colors', forced);
    const panel = await fullPanel();
    const reached: string[] = [];
    for (let step = 0; step < 40; step++) {
      await userEvent.keyboard('{Tab}');
      let focused = document.activeElement;
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      if (!focused || focused === document.body || (reached.length > 0 && !panel.matches(':focus-within')))
        break;
      const shown = focused.matches('input[type=radio]') ? focused.closest('label') : focused;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(shown as Element);
      const name = `${focused.localName}.${focused.className}`;
      expect([outlineStyle, outlineWidth], name).toEqual(['solid', '3px']);
      expect(outlineColor, name).not.toBe(getComputedStyle(inside(panel, '.base')).backgroundColor);
      reached.push(name);
    }
    expect(new Set(reached)).toEqual(
      new Set([
        ...['button.button ', 'input.', 'button.table-button', 'div.plot', 'ul.entries', 'button.remove'],
        'button.button',
      ]),
    );
  },
);

it('a table button that is pressed still shows that it is reached, in the colours that the system forces', async () => {
  await prefer('forced-colors', 'active');
  const button = inside(inside(await fullPanel(), 'emotion-timeline'), '.table-button');
  const ring = (): string => getComputedStyle(button).outlineWidth;
  button.click();
  await expect.poll(ring).toBe('2px');
  await userEvent.tab();
  button.focus();
  expect(ring()).toBe('3px');
});

describe('motion', () => {
  /** What moves for longer than a frame, by class. */
  const moving = (panel: Element): string[] =>
    animationsIn(panel)
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 10)
      .map(({ effect }) => (effect as KeyframeEffect).target?.className ?? '');

  it('is a breathing dot and a bar that grows; none of it for people who ask for less, from then on', async () => {
    const panel = await fullPanel();
    const talk = async (from: number): Promise<void> => {
      for (let hop = 1; hop <= 40; hop++)
        panel.fakes[hop % 2]?.hear({ ...invalid('silence'), tEnd: from + hop / 4 });
      await panel.updateComplete;
      await new Promise(requestAnimationFrame);
    };
    await talk(10);
    expect(moving(panel)).toContain('dot');
    expect(moving(panel).length).toBeGreaterThan(1);
    await prefer('prefers-reduced-motion', 'reduce');
    await frames();
    expect(moving(panel)).toEqual([]);
    await talk(30);
    expect(moving(panel)).toEqual([]);
    const [bar, both] = ['.talk', '.talk [data-side=both]'].map((part) => boxOf(inside(panel, part)).width);
    const { both: together, total } = panel.talkTime;
    expect((both ?? NaN) / (bar ?? NaN)).toBeCloseTo((together ?? NaN) / total, 2);
  });
});
