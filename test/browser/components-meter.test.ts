import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { EMOTIONS } from '../../src/core/emotions.js';
import { begin, invalid, mount, resultOf, SCENES, type FakeMeter } from './components-fake.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.style.colorScheme = '';
});

async function scene(name: string, attributes?: Readonly<Record<string, string>>): Promise<FakeMeter> {
  const meter = await mount(attributes);
  SCENES[name]?.(meter);
  await meter.updateComplete;
  return meter;
}

const textOf = (meter: FakeMeter, selector: string): string =>
  meter.inside(selector).textContent.replace(/\s+/g, ' ').trim();

describe('states', () => {
  it.each([
    ['idle', 'idle', 'Press Start to listen', 'Ready'],
    ['loading', 'loading', 'Loading the model …40%', 'Loading'],
    ['asking', 'asking', 'Please allow the microphone', 'Permission'],
    ['hearing', 'listening', 'Waiting for speech …', 'Listening'],
    ['silence', 'listening', 'Silence', 'Listening'],
    ['not-enough-speech', 'listening', 'Not enough speech', 'Listening'],
    ['gap', 'listening', 'Sound was lost', 'Listening'],
    ['uncertain', 'listening', 'Uncertain', 'Listening'],
    ['suspended', 'listening', 'The browser holds the sound back', 'Listening'],
    ['emotion', 'listening', 'Anger62%', 'Listening'],
    ['stopped', 'stopped', 'Anger62%', 'Stopped'],
    ['failed', 'failed', 'Not listening', 'Failed'],
  ])('%s is told in words, as property, attribute and custom state', async (name, state, status, word) => {
    const meter = await scene(name);
    expect(meter.state).toBe(state);
    expect(meter.getAttribute('state')).toBe(state);
    expect(meter.matches(`:state(${state})`)).toBe(true);
    expect(textOf(meter, '[part=status]')).toBe(status);
    expect(textOf(meter, '[part=state]')).toBe(word);
  });

  it('keeps its box in every state', async () => {
    const boxes = new Map<string, number[]>();
    for (const name of Object.keys(SCENES)) {
      const meter = await scene(name);
      const parts = [meter, meter.button, meter.inside('.bars'), meter.inside('[part=notice]')];
      boxes.set(
        name,
        parts.flatMap((part) => {
          const { x, y, width, height } = part.getBoundingClientRect();
          return [x, y, width, height];
        }),
      );
      meter.remove();
    }
    for (const [name, box] of boxes) expect(box, name).toEqual(boxes.get('idle'));
  });

  it.each(['light', 'dark'])('has nothing that axe finds, in any state, in %s colours', async (scheme) => {
    document.documentElement.style.colorScheme = scheme;
    document.documentElement.style.background = 'Canvas';
    for (const name of Object.keys(SCENES)) {
      const meter = await scene(name);
      const { violations } = await axe.run(meter, { rules: { region: { enabled: false } } });
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        name,
      ).toEqual([]);
      meter.remove();
    }
  });
});

describe('bars', () => {
  it('are meters with a name, bounds, a value and words for it', async () => {
    const meter = await scene('emotion');
    const bars = [...(meter.shadowRoot?.querySelectorAll('[role=meter]') ?? [])];
    expect(bars.map((bar) => bar.getAttribute('aria-label'))).toEqual([
      'Anger',
      'Boredom',
      'Disgust',
      'Fear',
      'Happiness',
      'Neutral',
      'Sadness',
    ]);
    const anger = bars[0];
    expect(anger?.getAttribute('aria-valuemin')).toBe('0');
    expect(anger?.getAttribute('aria-valuemax')).toBe('100');
    expect(anger?.getAttribute('aria-valuenow')).toBe('62');
    expect(anger?.getAttribute('aria-valuetext')).toBe('Anger 62 percent');
    expect(anger?.closest('[aria-live],[role=status],[role=alert]')).toBeNull();
  });

  it('are as long as the probability', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.fake.hear(resultOf());
    await meter.updateComplete;
    const track = meter.inside('[part~=bar-anger] [part=track]').getBoundingClientRect();
    const fill = meter.inside('[part~=bar-anger] [part=fill]');
    await Promise.all(fill.getAnimations().map((animation) => animation.finished));
    expect((fill.getBoundingClientRect().right - track.left) / track.width).toBeCloseTo(0.62, 2);
  });

  it.each(['silence', 'not-enough-speech', 'gap'])('show no number at %s', async (name) => {
    const meter = await scene(name);
    const bar = meter.inside('[part~=bar-anger]');
    expect(bar.getAttribute('aria-valuenow')).toBe('0');
    expect(bar.getAttribute('aria-valuetext')).toBe('Anger no value');
  });

  it('show the probabilities of an undecided result, and none as the shown one', async () => {
    const meter = await scene('uncertain');
    expect(meter.inside('[part~=bar-anger]').getAttribute('aria-valuenow')).toBe('62');
    expect(meter.shadowRoot?.querySelector('.shown')).toBeNull();
  });

  it('follow the labels that are set, and hand them to the recognizer', async () => {
    const meter = await mount();
    meter.labels = ['fear', 'anger'];
    await meter.updateComplete;
    const names = [...(meter.shadowRoot?.querySelectorAll('[role=meter]') ?? [])].map((bar) =>
      bar.getAttribute('aria-label'),
    );
    expect(names).toEqual(['Fear', 'Anger']);
    expect(begin(meter).options.labels).toEqual(['fear', 'anger']);
  });

  it('have a colour for every emotion', async () => {
    const meter = await mount();
    meter.labels = EMOTIONS;
    await meter.updateComplete;
    const fills = [...(meter.shadowRoot?.querySelectorAll('[part=fill]') ?? [])];
    const colors = fills.map((fill) => getComputedStyle(fill).backgroundColor);
    expect(new Set(colors).size).toBe(EMOTIONS.length);
    expect(colors).not.toContain('rgba(0, 0, 0, 0)');
  });
});

describe('the spoken status', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('speaks a state at once, and an emotion when it has held, never the moving number', async () => {
    const meter = await mount();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    begin(meter).listen();
    await meter.updateComplete;
    expect(textOf(meter, '[role=status]')).toBe('Listening');
    for (const anger of [0.6, 0.7, 0.65]) {
      meter.fake.hear(resultOf({ probabilities: { anger, fear: 1 - anger } }));
      await meter.updateComplete;
      expect(textOf(meter, '[role=status]')).toBe('Listening');
    }
    vi.advanceTimersByTime(5000);
    await meter.updateComplete;
    expect(textOf(meter, '[role=status]')).toBe('Anger');
    meter.fake.fail('device-lost');
    await meter.updateComplete;
    expect(textOf(meter, '[role=status]')).toBe('Failed. The microphone was disconnected');
  });

  it('is the only live region', async () => {
    const meter = await scene('failed');
    expect(meter.shadowRoot?.querySelectorAll('[aria-live],[role=status],[role=alert]').length).toBe(1);
  });
});

describe('languages', () => {
  it('follow the lang attribute, and that of the page without one', async () => {
    const meter = await scene('emotion');
    meter.lang = 'de';
    await meter.updateComplete;
    expect(textOf(meter, '[part=state]')).toBe('Hört zu');
    expect(textOf(meter, '[part=status]')).toBe('Ärger62\u00a0%'.replace(/\s/g, ' '));
    expect(meter.inside('[part~=bar-anger]').getAttribute('aria-valuetext')).toBe('Ärger 62 Prozent');
    expect(meter.inside('[part=base]').getAttribute('lang')).toBe('de');
    meter.lang = 'en-GB';
    await meter.updateComplete;
    expect(textOf(meter, '[part=state]')).toBe('Listening');

    document.documentElement.lang = 'de-CH';
    expect(textOf(await mount(), '[part=state]')).toBe('Bereit');
  });
});

describe('the button', () => {
  it('starts and stops by keyboard alone, and keeps the focus', async () => {
    const meter = await mount();
    await userEvent.keyboard('{Tab}');
    expect(meter.shadowRoot?.activeElement).toBe(meter.button);
    await userEvent.keyboard('{Enter}');
    meter.fake.listen();
    await meter.updateComplete;
    expect(meter.state).toBe('listening');
    expect(meter.button.innerText).toContain('Stop');
    await userEvent.keyboard(' ');
    expect(meter.state).toBe('stopped');
    expect(meter.shadowRoot?.activeElement).toBe(meter.button);
  });

  it('cancels while loading and asking', async () => {
    for (const name of ['loading', 'asking']) {
      const meter = await scene(name);
      meter.button.click();
      expect(meter.state).toBe('stopped');
      meter.remove();
    }
  });

  it('may be replaced by a control of one’s own', async () => {
    const meter = await mount();
    const own = document.createElement('button');
    own.slot = 'button';
    meter.append(own);
    own.click();
    expect(meter.state).toBe('loading');
    own.click();
    expect(meter.state).toBe('stopped');
  });

  it('does nothing without a source, and says so', async () => {
    const meter = await mount({ source: 'none' });
    expect(meter.button.disabled).toBe(true);
    expect(textOf(meter, '[part=status]')).toBe('Choose a sound to listen to');
    meter.file = new Blob(['x']);
    await meter.updateComplete;
    expect(meter.button.disabled).toBe(false);
  });
});

describe('what a style sheet can rely on', () => {
  it('has a box of its own, takes custom properties, and stays when hidden', async () => {
    const meter = await mount();
    meter.style.setProperty('--emotion-meter-background', 'rgb(1, 2, 3)');
    meter.style.setProperty('--emotion-color-anger', 'rgb(4, 5, 6)');
    expect(getComputedStyle(meter.inside('[part=base]')).backgroundColor).toBe('rgb(1, 2, 3)');
    expect(getComputedStyle(meter.inside('[part~=bar-anger] [part=fill]')).backgroundColor).toBe(
      'rgb(4, 5, 6)',
    );
    meter.hidden = true;
    expect(getComputedStyle(meter).display).toBe('none');
  });

  it('has rules for forced colours and for reduced motion', async () => {
    const meter = await mount();
    const queries = (meter.shadowRoot?.adoptedStyleSheets ?? [])
      .flatMap((sheet) => [...sheet.cssRules])
      .filter((rule) => rule instanceof CSSMediaRule)
      .map(({ conditionText }) => conditionText);
    expect(queries).toContain('(prefers-reduced-motion: reduce)');
    expect(queries).toContain('(forced-colors: active)');
  });

  it('names every part', async () => {
    const meter = await scene('failed');
    const parts = [...(meter.shadowRoot?.querySelectorAll('[part]') ?? [])].flatMap((element) => [
      ...element.part,
    ]);
    for (const part of [
      ...['base', 'label', 'state', 'status', 'bar', 'bar-anger', 'name', 'track', 'fill', 'value'],
      ...['error', 'button', 'notice'],
    ])
      expect(parts).toContain(part);
  });

  it('is in a custom state while there is speech', async () => {
    const meter = await scene('emotion');
    expect(meter.matches(':state(speech)')).toBe(true);
    meter.fake.hear(invalid('silence'));
    expect(meter.matches(':state(speech)')).toBe(false);
  });
});
