import type { Page } from 'playwright';
import type { EmotionResult } from '../../src/core/result.js';
import type { Seconds } from '../../src/core/units.js';
import type { EmotionMeter } from '../../src/components/meter/emotion-meter.js';
import { withDemo } from '../support/demo.js';

/** The model that has never heard two of its corpus's speakers: theirs is the sound that is played. */
export const MODEL = 'emodb';

/** A log-mel frame that the page heard: its mean level is enough to find it again in the file. */
export interface HeardFrame {
  /** Time of its centre, in seconds since the stream began. */
  readonly t: Seconds;
  /** Mean of its bands, in dB. */
  readonly level: number;
}

/** What a page did with its microphone. */
export interface LiveSession {
  readonly results: readonly EmotionResult[];
  readonly frames: readonly HeardFrame[];
  readonly states: readonly string[];
  /** Errors of the page's scripts, and what it wrote to the console as errors. */
  readonly errors: readonly string[];
}

type Recording = Pick<LiveSession, 'results' | 'frames' | 'states'>;

declare global {
  interface Window {
    recording: { results: EmotionResult[]; frames: HeardFrame[]; states: string[]; errors: string[] };
  }
}

/** Writes down what the meter of the page tells; runs in the page. */
function record(): void {
  const meter = document.querySelector<EmotionMeter>('emotion-meter');
  if (meter === null) throw new Error('the page has no <emotion-meter>');
  const { results, frames, states, errors } = (window.recording = {
    results: [],
    frames: [],
    states: [],
    errors: [],
  } as Window['recording']);
  let followed: unknown = null;
  meter.addEventListener('emotion-frame', ({ detail }) => results.push(detail));
  meter.addEventListener('emotion-error', ({ detail }) => errors.push(`${detail.code}: ${detail.message}`));
  meter.addEventListener('state-change', ({ detail: { state } }) => {
    states.push(state);
    const { recognizer } = meter;
    if (recognizer === null || recognizer === followed) return;
    followed = recognizer;
    recognizer.frames$.subscribe(({ frames: bands, levels, tStart, framesPerSecond }) => {
      const mels = bands.length / levels.length;
      for (let index = 0; index < levels.length; index++) {
        const frame = bands.subarray(index * mels, (index + 1) * mels);
        const level = frame.reduce((sum, value) => sum + value, 0) / mels;
        frames.push({ t: tStart + index / framesPerSecond, level });
      }
    });
  });
}

async function listen(page: Page, seconds: Seconds): Promise<Recording> {
  await page.waitForFunction(() => customElements.get('emotion-meter') !== undefined);
  await page.evaluate(
    (model) => document.querySelector('emotion-meter')?.setAttribute('model', model),
    MODEL,
  );
  await page.evaluate(record);
  await page.locator('#meter button').click();
  await page.waitForFunction(
    () => window.recording.results.length > 0 || window.recording.errors.length > 0,
    null,
    {
      timeout: 60_000,
    },
  );
  const { errors } = await page.evaluate(() => window.recording);
  if (errors.length > 0) throw new Error(`The meter failed: ${errors.join('; ')}`);
  await page.waitForTimeout(1000 * seconds);
  await page.locator('#meter button').click();
  return page.evaluate(() => window.recording);
}

/** Opens the built demo in Chromium with the WAV file at `microphone` as its microphone, and listens for `seconds`. */
export function runLiveSession(microphone: string, seconds: Seconds): Promise<LiveSession> {
  const args = [`--use-file-for-fake-audio-capture=${microphone}%noloop`];
  return withDemo(
    async (page) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      return { ...(await listen(page, seconds)), errors };
    },
    { args },
  );
}
