import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EmotionMeter as Defined } from '../../src/elements.js';
import { EmotionMeter } from '../../src/components/meter/emotion-meter.js';
import type { EmotionMeterEventMap } from '../../src/components/events.js';
import { ENGLISH } from '../../src/components/texts/english.js';
import type { EmotionErrorCode } from '../../src/core/errors.js';
import { begin, invalid, mount, resultOf } from './components-fake.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
});

/** All events of `names` that reach the document, in order. */
function collect(...names: readonly (keyof EmotionMeterEventMap)[]): [string, unknown][] {
  const seen: [string, unknown][] = [];
  for (const name of names)
    document.body.addEventListener(name, (event) => {
      expect(event.bubbles && event.composed && !event.cancelable).toBe(true);
      seen.push([event.type, event.detail]);
    });
  return seen;
}

const lastError = (code: EmotionErrorCode): unknown => expect.objectContaining({ code });

it('is registered by elements.js alone, once', () => {
  expect(Defined).toBe(EmotionMeter);
  expect(customElements.get('emotion-meter')).toBe(EmotionMeter);
  expect(document.createElement('emotion-meter')).toBeInstanceOf(EmotionMeter);
});

describe('events', () => {
  it('tell a session in order, across shadow roots', async () => {
    const host = document.createElement('div');
    document.body.append(host);
    const meter = await mount();
    host.attachShadow({ mode: 'open' }).append(meter);
    await meter.updateComplete;
    const seen = collect(
      ...(['state-change', 'load-progress', 'speech-start', 'speech-end', 'emotion-change'] as const),
    );
    const fake = begin(meter);
    fake.load(0.5);
    fake.ask();
    fake.listen();
    fake.hear(invalid('silence'));
    const angry = resultOf({ tEnd: 2 });
    fake.hear(angry);
    fake.hear(resultOf({ tEnd: 3 }));
    const quiet = { ...invalid('not-enough-speech'), tEnd: 4 };
    fake.hear(quiet);
    meter.stop();
    expect(seen).toEqual([
      ['state-change', { previous: 'idle', state: 'loading' }],
      ['load-progress', { progress: 0.5 }],
      ['state-change', { previous: 'loading', state: 'asking' }],
      ['state-change', { previous: 'asking', state: 'listening' }],
      ['speech-start', { at: 2 }],
      ['emotion-change', { previous: null, dominant: 'anger', result: angry }],
      ['speech-end', { at: 4 }],
      ['emotion-change', { previous: 'anger', dominant: null, result: quiet }],
      ['state-change', { previous: 'listening', state: 'stopped' }],
    ]);
  });

  it('bring each result, which is also the property', async () => {
    const meter = await mount();
    const seen = collect('emotion-frame');
    begin(meter).listen();
    const result = resultOf();
    meter.fake.hear(result);
    expect(seen).toEqual([['emotion-frame', result]]);
    expect(meter.result).toBe(result);
  });

  it('end speech with the session', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.fake.hear(resultOf({ tEnd: 7 }));
    const seen = collect('speech-end', 'state-change');
    meter.stop();
    expect(seen).toEqual([
      ['speech-end', { at: 7 }],
      ['state-change', { previous: 'listening', state: 'stopped' }],
    ]);
  });
});

describe('whoever hears an event', () => {
  it('may stop the meter: speech that was not told of does not start', async () => {
    const meter = await mount();
    begin(meter).listen();
    const seen = collect('speech-start', 'speech-end');
    meter.addEventListener('emotion-frame', () => {
      meter.stop();
    });
    meter.fake.hear(resultOf());
    expect(seen).toEqual([]);
    expect(meter.matches(':state(speech)')).toBe(false);
  });

  it('may try again at once after a failure', async () => {
    const meter = await mount();
    meter.addEventListener(
      'emotion-error',
      () => {
        void meter.start();
      },
      { once: true },
    );
    const started = meter.start();
    meter.fake.fail('device-busy');
    await expect(started).rejects.toMatchObject({ code: 'device-busy' });
    expect(meter.state).toBe('loading');
    meter.fake.listen();
    expect(meter.state).toBe('listening');
  });
});

describe('failures', () => {
  it.each(Object.keys(ENGLISH.errors) as EmotionErrorCode[])('%s: a text, an event, a slot', async (code) => {
    const meter = await mount();
    const seen = collect('emotion-error');
    begin(meter).fail(code);
    await meter.updateComplete;
    expect(seen).toEqual([['emotion-error', lastError(code)]]);
    const panel = meter.inside('[part=error]');
    expect(panel.textContent).toContain(ENGLISH.errors[code].title);
    expect(panel.textContent).toContain(ENGLISH.errors[code].advice);
    expect(panel.textContent).toContain(`a message about ${code}`);
    const own = document.createElement('p');
    own.slot = `error-${code}`;
    meter.append(own);
    expect(own.assignedSlot).toBe(meter.inside(`slot[name=error-${code}]`));
    expect(meter.button.innerText).toContain('Try again');
  });

  it('reject start(), and are told once', async () => {
    const meter = await mount();
    const seen = collect('emotion-error');
    const started = meter.start();
    meter.fake.fail('no-device');
    await expect(started).rejects.toMatchObject({ code: 'no-device' });
    expect(seen.length).toBe(1);
  });

  it('of settings reject start() and end what ran', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.source = 'none';
    await expect(meter.start()).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(meter.state).toBe('failed');
  });

  it('may be followed by another try', async () => {
    const meter = await mount();
    begin(meter).fail('device-busy');
    begin(meter).listen();
    expect(meter.state).toBe('listening');
    expect(meter.fakes.length).toBe(1);
  });
});

describe('attributes', () => {
  it('fall back and warn once when they cannot be used', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const wrong = {
      source: 'telepathy',
      channel: 'middle',
      backend: 'abacus',
      'threshold-on': '1.5',
      'min-duration': 'soon',
      smoothing: '',
    };
    const meter = await mount(wrong);
    await mount(wrong);
    expect([meter.source, meter.channel, meter.backend]).toEqual(['microphone', 'mono', 'auto']);
    expect([meter.thresholdOn, meter.minDuration, meter.smoothing]).toEqual([null, null, null]);
    const messages = warn.mock.calls.map(([message]) => String(message));
    expect(messages.length).toBe(6);
    expect(messages[0]).toContain('source="telepathy"');
    warn.mockRestore();
  });

  it('reach the recognizer', async () => {
    const meter = await mount({
      channel: 'left',
      backend: 'wasm',
      model: 'emodb',
      'threshold-on': '0.6',
      'threshold-off': '0.4',
      'min-duration': '500',
      smoothing: '0.3',
      'worker-src': '/w.js',
    });
    expect(begin(meter).options).toEqual({
      channel: 'left',
      backend: 'wasm',
      model: 'emodb',
      workerSrc: '/w.js',
      decision: { enter: 0.6, leave: 0.4, dwell: 0.5, smoothing: 0.3 },
    });
  });

  it('return to their defaults when they are removed', async () => {
    const meter = await mount({ channel: 'left', 'threshold-on': '0.6' });
    meter.removeAttribute('channel');
    meter.removeAttribute('threshold-on');
    expect([meter.channel, meter.thresholdOn]).toEqual(['mono', null]);
  });
});

describe('sources', () => {
  it('are asked for by a press of the button only', async () => {
    const meter = await mount();
    expect(meter.fakes).toEqual([]);
    expect(begin(meter).sources).toEqual([{ kind: 'microphone' }]);
  });

  it('start by themselves with autostart', async () => {
    const meter = await mount({ autostart: '' });
    await meter.updateComplete;
    expect(meter.fake.sources).toEqual([{ kind: 'microphone' }]);
  });

  it('may be a stream or a file', async () => {
    const meter = await mount({ source: 'none' });
    const stream = new MediaStream();
    meter.stream = stream;
    await meter.updateComplete;
    begin(meter);
    expect(meter.fake.sources).toEqual([{ kind: 'stream', stream }]);
    const file = new Blob(['x']);
    meter.file = file;
    void meter.start();
    expect(meter.fake.sources[1]).toEqual({ kind: 'file', file, audible: true });
  });

  it('are asked of a new recognizer when settings have changed, and the old one ends', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.channel = 'right';
    void meter.start();
    expect(meter.fakes.map(({ disposed }) => disposed)).toEqual([true, false]);
    expect(meter.fake.options.channel).toBe('right');
  });
});

describe('leaving the document', () => {
  const aMicrotask = () => Promise.resolve();

  it('ends and gives everything back', async () => {
    const meter = await mount();
    const fake = begin(meter);
    fake.listen();
    meter.remove();
    await aMicrotask();
    expect(fake.disposed).toBe(true);
    expect(fake.state$.observed || fake.emotions$.observed).toBe(false);
    expect(meter.state).toBe('idle');
    expect(meter.recognizer).toBeNull();
  });

  it('goes on when it is moved within one task', async () => {
    const meter = await mount();
    begin(meter).listen();
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(meter);
    await aMicrotask();
    expect(meter.fake.disposed).toBe(false);
    expect(meter.state).toBe('listening');
    meter.fake.hear(resultOf());
    expect(meter.result?.dominant).toBe('anger');
  });

  it('works again when it is put back', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.remove();
    await aMicrotask();
    document.body.append(meter);
    await meter.updateComplete;
    begin(meter).listen();
    expect(meter.state).toBe('listening');
    expect(meter.fakes.map(({ disposed }) => disposed)).toEqual([true, false]);
  });

  it('starts again by itself with autostart', async () => {
    const meter = await mount({ autostart: '' });
    await meter.updateComplete;
    meter.remove();
    await aMicrotask();
    document.body.append(meter);
    expect(meter.fakes.length).toBe(2);
  });

  it('ends a start that is under way without an error', async () => {
    const meter = await mount();
    const seen = collect('emotion-error');
    const started = meter.start();
    meter.remove();
    await started;
    expect(seen).toEqual([]);
  });
});

describe('methods', () => {
  it('are legal in any state', async () => {
    const meter = await mount();
    meter.stop();
    meter.reset();
    expect(meter.state).toBe('idle');
    begin(meter).fail('no-device');
    meter.reset();
    expect(meter.state).toBe('idle');
  });

  it('reset() forgets the results and goes on listening', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.fake.hear(resultOf());
    meter.reset();
    expect(meter.state).toBe('listening');
    expect(meter.result).toBeNull();
    expect(meter.exportTimeline('json')).toBe('[]');
  });

  it('exportTimeline() writes what was heard since the start', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.fake.hear(resultOf({ tEnd: 1 }));
    meter.fake.hear({ ...invalid('silence'), tEnd: 2 });
    const rows = JSON.parse(meter.exportTimeline('json')) as { reason?: string }[];
    expect(rows.map(({ reason }) => reason)).toEqual([undefined, 'silence']);
    const [header, first] = meter.exportTimeline('csv').split('\r\n');
    expect(header).toMatch(/^tStart,tEnd,dominant,.*,anger,boredom,disgust,fear,happiness,neutral,sadness$/);
    expect(first).toBe('0,1,anger,0.62,0.8,true,,40,wasm,fake,0.62,0.03,0.05,0.1,0.14,0.02,0.04');
    expect(() => meter.exportTimeline('xml' as 'csv')).toThrow(/format is "xml"/);
    meter.stop();
    meter.labels = ['anger', 'sadness'];
    const failing = begin(meter);
    failing.ask();
    failing.fail('permission-denied');
    expect(JSON.parse(meter.exportTimeline('json')), 'a start that failed').toHaveLength(2);
    expect(meter.exportTimeline('csv').split('\r\n')[0], 'and had other labels').toBe(header);
    begin(meter).listen();
    expect(meter.exportTimeline('json')).toBe('[]');
  });

  it('starts nothing by a press that comes just when its sound has ended by itself', async () => {
    const meter = await mount();
    begin(meter).listen();
    meter.fake.state$.next({ status: 'stopped', reason: 'ended' });
    meter.button.click();
    expect(meter.state).toBe('stopped');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    meter.button.click();
    expect(meter.state).toBe('loading');
    meter.stop();
    meter.button.click();
    expect(meter.state, 'at once after one’s own stop').toBe('loading');
  });
});
