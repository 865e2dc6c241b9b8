/** The two sides of a call panel, of which one may be missing, fail, or end before the other. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../../src/call-panel.js';
import { CALL_TEXTS } from '../../src/components/call-panel/call-texts.js';
import { panelIn, play, stream, type FakePanel } from './components-call-fake.js';
import { invalid, resultOf } from './components-fake.js';
import { allInside, inside, wordsOf } from './components-picture.js';

const { en: WORDS } = CALL_TEXTS;
const RULE = { on: 0.6, off: 0.4, minDurationMs: 0, refractoryMs: 0 } as const;

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
});

const bothSides = (): Promise<FakePanel> =>
  panelIn({ customerStream: stream(), agentStream: stream(), agentGround: 'safety' });

function errorsOf(panel: FakePanel): string[] {
  const codes: string[] = [];
  panel.addEventListener('emotion-error', ({ detail }) => codes.push(detail.code));
  return codes;
}

const lineOf = (panel: FakePanel, side: string): string =>
  wordsOf(inside(panel, `[part~=side-${side}] [part=line]`));

it('the agent’s side alone is followed where there is no other', async () => {
  const panel = await panelIn({ agentStream: stream(), agentGround: 'safety' });
  const errors = errorsOf(panel);
  await play(panel);
  expect(panel.fakes).toHaveLength(1);
  expect(panel.state).toBe('listening');
  expect(errors).toEqual([]);
  expect(lineOf(panel, 'customer')).toBe(WORDS.noSource);
});

describe('the sound of a side', () => {
  it('that ends alone has failed: it is told, and the other is followed', async () => {
    const panel = await bothSides();
    const errors = errorsOf(panel);
    await play(panel);
    panel.fakes[1]?.fail('device-lost');
    await panel.updateComplete;
    expect(lineOf(panel, 'agent')).toBe(WORDS.sideEnded);
    expect(panel.state).toBe('listening');
    await expect.poll(() => errors, { timeout: 3000 }).toEqual(['device-lost']);
    await panel.updateComplete;
    expect(wordsOf(inside(panel, '.spoken'))).toBe(`${WORDS.agent}: ${WORDS.sideEnded}`);
  });

  it('that ends with the other’s is the end of the call, and no failure', async () => {
    const panel = await bothSides();
    const errors = errorsOf(panel);
    await play(panel);
    for (const fake of panel.fakes) fake.fail('device-lost');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(errors).toEqual([]);
    expect(panel.state).toBe('stopped');
    expect(['customer', 'agent'].map((side) => lineOf(panel, side))).toEqual(Array(2).fill(WORDS.callEnded));
  });
});

it('a panel that people stop has stopped, though one side has failed', async () => {
  const panel = await bothSides();
  const started = panel.start();
  panel.fakes[0]?.listen();
  panel.fakes[1]?.fail('no-audio-track');
  await started;
  panel.stop();
  await panel.updateComplete;
  expect(panel.state).toBe('stopped');
  expect(wordsOf(inside(panel, '[part~=side-agent] .detail'))).toBe('a message about no-audio-track');
});

it('says that nobody is heard for 0 percent of the time, not for -0, though 0.9 and 0.1 do not quite make 1', async () => {
  const panel = await bothSides();
  const started = panel.start();
  for (const fake of panel.fakes) fake.listen();
  await started;
  const [customer, agent] = panel.fakes;
  for (const tEnd of [3, 6, 9, 10]) {
    const [speaking, silent] = tEnd < 10 ? [customer, agent] : [agent, customer];
    speaking?.hear(resultOf({ tEnd }));
    silent?.hear({ ...invalid('silence'), tEnd });
  }
  await panel.updateComplete;
  expect(allInside(panel, '.shares li').map(wordsOf)).toEqual([
    `${WORDS.customer} 90%`,
    `${WORDS.both} 0%`,
    `${WORDS.agent} 10%`,
    `${WORDS.nobody} 0%`,
  ]);
});

it('alerts that one moment raises are told together', async () => {
  const panel = await panelIn({ customerStream: stream() });
  panel.alerts = [
    { ...RULE, label: 'anger' },
    { ...RULE, label: 'happiness', on: 0.1, off: 0.05 },
  ];
  const started = panel.start();
  panel.fakes[0]?.listen();
  await started;
  panel.fakes[0]?.hear(resultOf());
  await panel.updateComplete;
  expect(wordsOf(inside(panel, '.spoken'))).toMatch(/Anger.*Happiness/);
});

describe('a start after a call', () => {
  const logOf = (panel: FakePanel) =>
    JSON.parse(panel.exportCall('json')) as { alerts: unknown[]; frames: unknown[] };

  it('that fails leaves all that was found', async () => {
    const panel = await panelIn({ customerStream: stream() });
    await play(panel);
    panel.mark('refund');
    panel.stop();
    panel.customerStream = null;
    await expect(panel.start()).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(panel.marks.map(({ note }) => note)).toEqual(['refund']);
    expect(logOf(panel).frames).toHaveLength(40);
    panel.customerStream = stream();
    const starting = panel.start();
    expect(panel.marks, 'until the new call is heard').toHaveLength(1);
    panel.fakes.at(-1)?.listen();
    await starting;
    expect(panel.marks).toEqual([]);
    expect(logOf(panel).frames).toEqual([]);
  });

  it('is what a mark belongs to, though nothing of the new call is heard yet', async () => {
    const panel = await panelIn({ customerStream: stream() });
    await play(panel);
    panel.stop();
    const starting = panel.start();
    panel.mark('greeting');
    panel.fakes.at(-1)?.listen();
    await starting;
    expect(panel.marks).toEqual([{ at: 0, note: 'greeting' }]);
  });

  it('ends an alert in the call that raised it, not in the new one', async () => {
    const panel = await panelIn({ customerStream: stream() });
    panel.alerts = [{ ...RULE, label: 'anger' }];
    await play(panel);
    panel.fakes[0]?.hear({ ...resultOf(), tEnd: 11 });
    const ended: boolean[] = [];
    panel.addEventListener('call-alert', ({ detail }) => ended.push(!detail.active));
    const starting = panel.start();
    panel.fakes.at(-1)?.listen();
    await starting;
    expect(ended, 'told').toEqual([true]);
    expect(logOf(panel).alerts).toEqual([]);
  });

  it('is not what a press means that comes just when the call has ended by itself', async () => {
    const panel = await panelIn({ customerStream: stream() });
    const button = inside(panel, '[part=button]') as HTMLButtonElement;
    await play(panel);
    panel.fakes[0]?.state$.next({ status: 'stopped', reason: 'ended' });
    button.click();
    expect(panel.state).toBe('stopped');
    button.click();
    expect(panel.state).toBe('stopped');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    button.click();
    expect(panel.state).toBe('loading');
    panel.stop();
  });
});

it('a long name leaves room for the emotion that is read, and the table button is large enough for a finger', async () => {
  const panel = await bothSides();
  panel.style.inlineSize = '320px';
  panel.customerLabel = 'Frau Dr. Müller-Lüdenscheidt, Referat 4711';
  await play(panel);
  const timeline = inside(panel, 'emotion-timeline');
  const verdict = inside(timeline, '.verdict');
  expect(wordsOf(verdict)).not.toBe('');
  expect(verdict.clientWidth).toBeGreaterThanOrEqual(verdict.scrollWidth);
  expect(verdict.clientWidth).toBeGreaterThan(20);
  const { width, height } = inside(timeline, '.table-button').getBoundingClientRect();
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
});

it('the button keeps the focus, and does nothing, once there is nothing more to start', async () => {
  const panel = await panelIn({ customerStream: stream() });
  const button = inside(panel, '[part=button]') as HTMLButtonElement;
  await play(panel);
  button.focus();
  panel.stop();
  panel.customerStream = null;
  await panel.updateComplete;
  expect(panel.shadowRoot?.activeElement).toBe(button);
  expect(button.ariaDisabled).toBe('true');
  button.click();
  expect(panel.state).toBe('stopped');
});
