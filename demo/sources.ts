import type { EmotionMeter } from 'emotion-meter/elements';
import type { ChannelChoice } from 'emotion-meter';
import { beginAnew } from './begin-anew.js';
import { find } from './find.js';
import { makeSample, type SampleName } from './sample.js';

type SourceKind = 'microphone' | 'file' | 'sample';

/** Lets people choose what the meter listens to: the microphone, a file, or the demo's own sample. */
export class SourceChooser {
  readonly #meter: EmotionMeter;
  readonly #sample = find('#sample', HTMLSelectElement);
  readonly #channel = find('#channel', HTMLSelectElement);
  readonly #picker = find('#file', HTMLInputElement);
  readonly #fileName = find('#file-name', HTMLElement);
  readonly #kinds = document.querySelectorAll<HTMLInputElement>('input[name=source]');
  #file: File | null = null;

  constructor(meter: EmotionMeter) {
    this.#meter = meter;
    for (const input of this.#kinds)
      input.addEventListener('change', () => {
        this.#choose(input.value as SourceKind);
      });
    this.#sample.addEventListener('change', () => {
      this.#choose('sample');
    });
    this.#channel.addEventListener('change', () => {
      this.#meter.channel = this.#channel.value as ChannelChoice;
      beginAnew(this.#meter);
    });
    this.#picker.addEventListener('change', () => {
      this.#take(this.#picker.files?.[0]);
      // The same file may be chosen again.
      this.#picker.value = '';
    });
    this.#choose('microphone');
  }

  /** Turns the meter to another source; what it listened to ends. */
  #choose(kind: SourceKind): void {
    const meter = this.#meter;
    for (const input of this.#kinds) input.checked = input.value === kind;
    for (const panel of document.querySelectorAll<HTMLElement>('.source-panel'))
      panel.hidden = panel.dataset['source'] !== kind;
    meter.stop();
    if (meter.state === 'failed') meter.reset();
    meter.source = kind === 'microphone' ? 'microphone' : 'none';
    meter.file = kind === 'sample' ? makeSample(this.#sample.value as SampleName) : null;
    if (kind === 'file') meter.file = this.#file;
  }

  #take(file: File | undefined): void {
    if (!file) return;
    this.#file = file;
    this.#fileName.textContent = file.name;
    this.#choose('file');
    this.#start();
  }

  /** The meter itself shows what hinders it. */
  #start(): void {
    this.#meter.start().catch(() => undefined);
  }
}
