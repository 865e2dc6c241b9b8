/** Where elements may stand: in the document, in another one, or nowhere. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import '../../src/call-panel.js';
import { begin, FakeMeter, mount, resultOf } from './components-fake.js';

beforeEach(() => {
  document.documentElement.lang = 'en';
});
afterEach(() => {
  document.body.replaceChildren();
});

/** The document of a frame. */
function elsewhere(): Document {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  if (!frame.contentDocument) throw new Error('the frame has no document');
  return frame.contentDocument;
}

describe('in another document', () => {
  const TAGS = ['emotion-meter', 'emotion-timeline', 'emotion-badge', 'emotion-call-panel'] as const;

  it.each(TAGS)('%s keeps its looks when it moves there and back', async (tag) => {
    const element = document.createElement(tag);
    document.body.append(element);
    await element.updateComplete;
    const looks = (): number => element.shadowRoot?.adoptedStyleSheets.length ?? 0;
    const [sheets, height] = [looks(), element.offsetHeight];
    elsewhere().body.append(element);
    await element.updateComplete;
    expect(looks()).toBe(sheets);
    document.body.append(element);
    await element.updateComplete;
    expect(looks()).toBe(sheets);
    expect(element.offsetHeight).toBe(height);
  });

  it.each(TAGS)('%s can be shown first', async (tag) => {
    const element = document.createElement(tag);
    const place = elsewhere();
    place.body.append(element);
    await element.updateComplete;
    const home = document.createElement(tag);
    document.body.append(home);
    await home.updateComplete;
    const sheets = element.shadowRoot?.adoptedStyleSheets ?? [];
    expect(sheets.length).toBeGreaterThan(0);
    const rulesOf = ({ shadowRoot }: Element): number[] =>
      [...(shadowRoot?.adoptedStyleSheets ?? [])].map(({ cssRules }) => cssRules.length);
    expect(rulesOf(element)).toEqual(rulesOf(home));
    const twin = document.createElement(tag);
    place.body.append(twin);
    await twin.updateComplete;
    expect(twin.shadowRoot?.adoptedStyleSheets).toEqual(element.shadowRoot?.adoptedStyleSheets);
  });

  it('a meter that listens goes on', async () => {
    const meter = await mount();
    begin(meter).listen();
    elsewhere().body.append(meter);
    await meter.updateComplete;
    meter.fake.hear(resultOf());
    await meter.updateComplete;
    expect(meter.state).toBe('listening');
    expect(meter.inside('[part=status]').textContent).toContain('Anger');
  });
});

describe('outside any document', () => {
  it('a meter listens to nothing, and says why', async () => {
    const meter = new FakeMeter();
    await expect(meter.start()).rejects.toMatchObject({ code: 'invalid-argument' });
    expect([meter.fakes.length, meter.state]).toEqual([0, 'idle']);

    const removed = await mount();
    removed.remove();
    await Promise.resolve();
    await expect(removed.start()).rejects.toThrow('<fake-meter> is in no document');
    const panel = document.createElement('emotion-call-panel');
    const mark = panel.mark('kept');
    await expect(panel.start()).rejects.toThrow('<emotion-call-panel> is in no document');
    expect(panel.marks).toEqual([mark]);
    document.body.append(removed);
    begin(removed).listen();
    expect(removed.state).toBe('listening');
  });
});

it('the attribute state tells the state, whoever sets or removes it', async () => {
  const meter = await mount({ state: 'failed' });
  expect(meter.getAttribute('state')).toBe('idle');
  begin(meter).listen();
  meter.removeAttribute('state');
  expect(meter.getAttribute('state')).toBe('listening');
  meter.setAttribute('state', 'failed');
  expect(meter.getAttribute('state')).toBe('listening');
  const copy = meter.cloneNode() as Element;
  expect(copy.getAttribute('state')).toBe('idle');
});
