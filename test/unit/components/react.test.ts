import { createElement } from 'react';
import { expect, it } from 'vitest';
import { EmotionCallPanel, EmotionMeter, EmotionTimeline } from '../../../src/react.js';

it('a React component takes what can be set of an element, and refuses the rest when it is compiled', () => {
  const meter = createElement(EmotionMeter, {
    label: 'Caller',
    model: 'emodb',
    onEmotionFrame: () => undefined,
  });
  expect(meter.props).toMatchObject({ label: 'Caller', model: 'emodb' });
  createElement(EmotionTimeline, { recognizer: null, results: [], span: 'all' });
  createElement(EmotionCallPanel, { label: 'Call', alerts: [] });
  // @ts-expect-error -- only read
  createElement(EmotionMeter, { recognizer: null });
  // @ts-expect-error -- only read
  createElement(EmotionMeter, { state: 'idle' });
  // @ts-expect-error -- only read
  createElement(EmotionTimeline, { moment: 1 });
  // @ts-expect-error -- a method
  createElement(EmotionMeter, { start: () => Promise.resolve() });
  // @ts-expect-error -- Lit's own
  createElement(EmotionMeter, { renderRoot: null });
});
