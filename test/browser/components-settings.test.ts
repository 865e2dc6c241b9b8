import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CustomStates } from '../../src/components/custom-states.js';
import '../../src/call-panel.js';
import '../../src/elements.js';
import type { EmotionAlert } from '../../src/index.js';
import { begin, mount, resultOf, type FakeMeter } from './components-fake.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const RULE = { label: 'anger', on: 0.6, off: 0.4, minDurationMs: 0, refractoryMs: 0 } as const;

/** A result in which anger has this probability. */
const angry = (tEnd: number, anger: number) =>
  resultOf({ tEnd, probabilities: { anger, neutral: 1 - anger } });

function alertsOf(meter: FakeMeter): EmotionAlert[] {
  const seen: EmotionAlert[] = [];
  meter.addEventListener('emotion-alert', ({ detail }) => seen.push(detail));
  return seen;
}

it.each<[string, (meter: FakeMeter) => void]>([
  [
    'a reset',
    (meter) => {
      meter.reset();
    },
  ],
  [
    'another start',
    (meter) => {
      meter.start().catch(() => undefined);
    },
  ],
  [
    'a failure',
    (meter) => {
      meter.fake.fail('device-lost');
    },
  ],
])('the shown emotion goes with %s, and that is told', async (_, end) => {
  const meter = await mount();
  begin(meter).listen();
  meter.fake.hear(resultOf());
  const changes: unknown[] = [];
  meter.addEventListener('emotion-change', ({ detail }) => changes.push(detail));
  end(meter);
  expect(changes).toEqual([{ previous: 'anger', dominant: null, result: null }]);
});

describe('alerts', () => {
  it('are raised and ended as events and as a custom state', async () => {
    const meter = await mount();
    meter.alerts = [RULE];
    const seen = alertsOf(meter);
    begin(meter).listen();
    meter.fake.hear(angry(1, 0.7));
    expect(seen).toEqual([{ rule: RULE, active: true, since: 1, at: 1, peak: 0.7 }]);
    expect(meter.matches(':state(alert)')).toBe(true);
    meter.fake.hear(angry(2, 0.1));
    expect(seen[1]).toMatchObject({ active: false, at: 2 });
    expect(meter.matches(':state(alert)')).toBe(false);
  });

  it.each([
    [
      'the session',
      (meter: FakeMeter) => {
        meter.stop();
      },
    ],
    [
      'a failure',
      (meter: FakeMeter) => {
        meter.fake.fail('device-lost');
      },
    ],
    [
      'a reset',
      (meter: FakeMeter) => {
        meter.reset();
      },
    ],
    [
      'other rules',
      (meter: FakeMeter) => {
        meter.alerts = [];
      },
    ],
  ])('end with %s', async (_, end) => {
    const meter = await mount();
    meter.alerts = [RULE];
    const seen = alertsOf(meter);
    begin(meter).listen();
    meter.fake.hear(angry(1, 0.7));
    end(meter);
    expect(seen.map(({ active }) => active)).toEqual([true, false]);
    expect(meter.matches(':state(alert)')).toBe(false);
  });

  it('do not come after somebody stopped the meter at the result', async () => {
    const meter = await mount();
    meter.alerts = [RULE];
    const seen = alertsOf(meter);
    begin(meter).listen();
    meter.addEventListener('emotion-frame', () => {
      meter.stop();
    });
    meter.fake.hear(angry(1, 0.7));
    expect(seen).toEqual([]);
  });

  it('throw at once when a rule cannot be used, and keep the old ones', async () => {
    const meter = await mount();
    meter.alerts = [RULE];
    expect(() => {
      meter.alerts = [{ ...RULE, off: 0.9 }];
    }).toThrow(/alerts\[0\].off is 0.9/);
    expect(meter.alerts).toEqual([RULE]);
  });

  it('warn once of a label that is not among those at work', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const meter = await mount();
    meter.alerts = [{ ...RULE, label: 'surprise' }];
    begin(meter).listen();
    meter.fake.hear(angry(1, 0.7));
    meter.fake.hear(angry(2, 0.7));
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringContaining('alerts="surprise"'),
    ]);
  });
});

describe('languages', () => {
  const word = (meter: FakeMeter) => meter.inside('[part=state]').textContent.trim();

  it('follow an ancestor’s lang when it changes later, across shadow roots', async () => {
    const host = document.createElement('div');
    document.body.append(host);
    const meter = await mount();
    host.attachShadow({ mode: 'open' }).append(meter);
    await meter.updateComplete;
    expect(word(meter)).toBe('Ready');
    host.lang = 'de-AT';
    await vi.waitFor(() => {
      expect(word(meter)).toBe('Bereit');
    });
    host.removeAttribute('lang');
    document.documentElement.lang = 'de';
    await vi.waitFor(() => {
      expect(word(meter)).toBe('Bereit');
    });
    document.documentElement.lang = 'en';
    await vi.waitFor(() => {
      expect(word(meter)).toBe('Ready');
    });
  });

  it('may be any other, by property', async () => {
    const meter = await mount();
    meter.texts = {
      lang: 'fr',
      percent: 'pour cent',
      states: { idle: 'Prêt', listening: 'À l’écoute' },
      emotions: { anger: 'Colère' },
    };
    await meter.updateComplete;
    expect(word(meter)).toBe('Prêt');
    begin(meter).listen();
    meter.fake.hear(resultOf());
    await meter.updateComplete;
    expect(meter.inside('[part~=bar-anger]').getAttribute('aria-valuetext')).toBe('Colère 62 pour cent');
    expect(meter.inside('[part=status]').textContent).toMatch(/Colère\s*62\s%/);
    expect(meter.inside('[part=base]').lang).toBe('fr');
    meter.texts = null;
    await meter.updateComplete;
    expect(word(meter)).toBe('Listening');
  });
});

describe('attributes that cannot be used', () => {
  it('warn once and mean the default: a model that has no name, thresholds that contradict each other', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const wrong = { model: 'telepathy', 'threshold-on': '0.4', 'threshold-off': '0.6' };
    const options = [await mount(wrong), await mount(wrong)].map((meter) => begin(meter).options);
    expect(options[0]).toEqual({ backend: 'auto', channel: 'mono', decision: {} });
    expect(options[1]).toEqual(options[0]);
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringContaining('model="telepathy"'),
      expect.stringContaining('threshold-off="0.6"'),
    ]);
  });

  it('are empty texts again when they are taken away, or set to nothing', () => {
    const names = { meter: ['label'], timeline: ['label', 'for'], badge: ['for'], 'call-panel': ['label'] };
    for (const [tag, texts] of Object.entries(names))
      for (const name of texts) {
        const element = document.createElement(`emotion-${tag}`);
        element.setAttribute(name, 'x');
        element.removeAttribute(name);
        expect(Reflect.get(element, name), `${tag} ${name}`).toBe('');
        Reflect.set(element, name, undefined);
        expect(Reflect.get(element, name), `${tag} ${name}`).toBe('');
      }
  });

  it('warn of an id that nothing has, unless it comes in time', async () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const badges = ['mispelt', 'late', 'mispelt'].map((id) => {
      const badge = document.body.appendChild(document.createElement('emotion-badge'));
      badge.for = id;
      return badge;
    });
    await Promise.all(badges.map((badge) => badge.updateComplete));
    const late = document.body.appendChild(document.createElement('div'));
    late.id = 'late';
    vi.advanceTimersByTime(10_000);
    expect(warn.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringMatching(/<emotion-badge>: for="mispelt".*nothing here has this id/),
    ]);
  });

  it('leave bars of the model’s own emotions when no label is known', async () => {
    const meter = await mount();
    for (const wrong of [['rage'], 'anger', 7]) {
      meter.labels = wrong as 'anger'[];
      await meter.updateComplete;
      expect(meter.shadowRoot?.querySelectorAll('[role=meter]').length).toBe(7);
    }
  });
});

describe('custom states', () => {
  it('have a dash in browsers that know no others, and are left out where there are none', () => {
    const known = new Set<string>();
    const old = {
      add: (name: string) => {
        if (!name.startsWith('--')) throw new DOMException('not a dashed ident', 'SyntaxError');
        known.add(name);
      },
      delete: (name: string) => known.delete(name),
    };
    const states = new CustomStates({ states: old } as unknown as ElementInternals);
    states.toggle('listening', true);
    expect([...known]).toEqual(['--listening']);
    const none = new CustomStates({} as ElementInternals);
    none.toggle('listening', true);
    expect(none.has('listening')).toBe(true);
  });
});

describe('right to left', () => {
  it('mirrors the bars', async () => {
    document.documentElement.dir = 'rtl';
    const meter = await mount();
    begin(meter).listen();
    meter.fake.hear(resultOf());
    await meter.updateComplete;
    const fill = meter.inside('[part~=bar-anger] [part=fill]');
    await Promise.all(fill.getAnimations().map((animation) => animation.finished));
    const track = meter.inside('[part~=bar-anger] [part=track]').getBoundingClientRect();
    const name = meter.inside('[part~=bar-anger] [part=name]').getBoundingClientRect();
    expect((track.right - fill.getBoundingClientRect().left) / track.width).toBeCloseTo(0.62, 2);
    expect(name.left).toBeGreaterThan(track.right);
    document.documentElement.dir = '';
  });
});

describe('the emotions shown', () => {
  const shown = (meter: FakeMeter): readonly string[] =>
    [...(meter.shadowRoot?.querySelectorAll('.bar') ?? [])].map(
      (bar) => bar.getAttribute('data-emotion') ?? '',
    );

  it('are those of the model as soon as it is loaded', async () => {
    const meter = await mount({ 'model-src': 'https://models.test/manifest.json' });
    begin(meter).ask(['calm', 'surprise']);
    await meter.updateComplete;
    expect(shown(meter)).toEqual(['calm', 'surprise']);
  });

  it('stay those of what is heard until the next start, in the export too', async () => {
    const meter = await mount();
    begin(meter).ask();
    meter.fake.listen();
    meter.fake.hear(resultOf());
    meter.labels = ['calm', 'happiness'];
    await meter.updateComplete;
    expect(shown(meter)).toHaveLength(7);
    expect(meter.exportTimeline('csv')).toContain('anger');
    meter.start().catch(() => undefined);
    await meter.updateComplete;
    expect(shown(meter)).toEqual(['calm', 'happiness']);
  });
});

it('a meter that starts by itself waits for something to listen to', async () => {
  const meter = await mount({ autostart: '', source: 'none' });
  await meter.updateComplete;
  expect([meter.state, meter.fakes.length]).toEqual(['idle', 0]);
  meter.file = new Blob(['x']);
  await expect.poll(() => meter.fakes.length).toBe(1);
});

it('a mute microphone is told of, though nothing was heard before', async () => {
  vi.useFakeTimers();
  const meter = await mount();
  begin(meter).listen();
  meter.fake.notice('muted');
  await meter.updateComplete;
  vi.advanceTimersByTime(6000);
  await meter.updateComplete;
  expect(meter.inside('.spoken').textContent).toBe('The microphone is muted');
});

it('a meter that is put back has nothing left to say', async () => {
  const meter = await mount();
  begin(meter).listen();
  meter.remove();
  await Promise.resolve();
  document.body.append(meter);
  await meter.updateComplete;
  expect(meter.inside('.spoken').textContent).toBe('');
});
