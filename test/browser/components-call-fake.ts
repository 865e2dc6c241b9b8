/** Call panels over fake recognizers, and what their pictures show. */
import { cdp } from 'vitest/browser';
import { EmotionCallPanel } from '../../src/components/call-panel/emotion-call-panel.js';
import type { MeterRecognizer } from '../../src/components/meter/recognizer-controller.js';
import type { RecognizerOptions } from '../../src/recognizer/recognizer-types.js';
import { FakeRecognizer, invalid, resultOf } from './components-fake.js';

/** A panel over fakes. */
export class FakePanel extends EmotionCallPanel {
  readonly fakes: FakeRecognizer[] = [];

  protected override createRecognizer(options: RecognizerOptions): MeterRecognizer {
    const fake = new FakeRecognizer(options);
    this.fakes.push(fake);
    return fake;
  }
}
customElements.define('fake-call-panel', FakePanel);

/** What the provider gives of Chromium's own protocol. */
interface CdpSender {
  send(method: string, parameters: object): Promise<unknown>;
}

/** Lets the page believe that people have asked for `value` of a media feature; without one, for nothing. */
export async function prefer(name: string, value = ''): Promise<void> {
  await chromium().send('Emulation.setEmulatedMedia', { features: [{ name, value }] });
}

/** Shows the page on a screen of so many pixels to a CSS pixel; 0: on its own. */
export async function onScreen(ratio: number): Promise<void> {
  await chromium().send('Emulation.setDeviceMetricsOverride', {
    ...{ width: 0, height: 0, mobile: false },
    deviceScaleFactor: ratio,
  });
}

const chromium = (): CdpSender => cdp();

/** The opaque colours of a picture, as CSS writes them. */
export function coloursIn(canvas: HTMLCanvasElement): ReadonlySet<string> {
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  const colours = new Set<string>();
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at + 3] === 255) colours.add(`rgb(${pixels.slice(at, at + 3).join(', ')})`);
  return colours;
}

export const stream = (): MediaStream => new AudioContext().createMediaStreamDestination().stream;

export async function panelIn(settings: Partial<FakePanel>): Promise<FakePanel> {
  const panel = new FakePanel();
  Object.assign(panel, settings);
  document.body.append(panel);
  await panel.updateComplete;
  return panel;
}

/** Starts `panel`, and lets each of its recognizers hear verdicts, an uncertain moment and a pause. */
export async function play(panel: FakePanel): Promise<void> {
  const started = panel.start();
  for (const fake of panel.fakes) fake.listen();
  await started;
  for (const fake of panel.fakes)
    for (let hop = 1; hop <= 40; hop++) {
      const other = hop % 10 === 0 ? invalid('uncertain') : hop % 15 === 0 ? invalid('silence') : resultOf();
      fake.hear({ ...other, tEnd: hop / 4 });
    }
  await panel.updateComplete;
}
