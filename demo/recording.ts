import { EmotionRecognizer, type EmotionResult, type RecognizerOptions } from 'emotion-meter';
import { EmotionTimeline } from 'emotion-meter/timeline';
import { find } from './find.js';
import { makeSample } from './sample.js';
import { save } from './save.js';

/** What browsers decode to; the recognizer takes any rate. */
const SAMPLE_RATE = 48_000;
/** A long analysis lets the page draw this often. */
const DRAW_EVERY_MS = 50;

/** One voice of a recording. */
interface Voice {
  readonly id: string;
  readonly label: string;
  readonly samples: Float32Array;
}

/** Which part of a recording's work one voice is. */
interface Stretch {
  /** Shares of all the work: what is done before, and what this voice is. */
  readonly before: number;
  readonly share: number;
  /** Of the voice, in seconds. */
  readonly duration: number;
  /** When all the work began, as `performance.now()` says it. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
}

/** Judges whole recordings, picked, dropped anywhere on the page or synthesised, faster than they would play. */
export class Recording {
  readonly #options: () => RecognizerOptions;
  readonly #timeline = find('#recording-timeline', EmotionTimeline);
  readonly #progress = find('#recording-progress', HTMLProgressElement);
  readonly #status = find('#recording-status', HTMLOutputElement);
  readonly #cancel = find('#recording-cancel', HTMLButtonElement);
  readonly #save = find('#recording-save', HTMLButtonElement);
  readonly #audio = find('#recording-audio', HTMLAudioElement);
  #results: Record<string, readonly EmotionResult[]> = {};
  #running: AbortController | null = null;

  /** @param options model and backend as they are chosen now. */
  constructor(options: () => RecognizerOptions) {
    this.#options = options;
    const picker = find('#recording-file', HTMLInputElement);
    picker.addEventListener('change', () => {
      this.take(picker.files?.[0]);
    });
    find('#recording-sample', HTMLButtonElement).addEventListener('click', () => {
      this.take(new File([makeSample('call')], 'The synthetic call'));
    });
    this.#cancel.addEventListener('click', () => {
      this.#running?.abort();
      this.#tell('Cancelled');
    });
    this.#save.addEventListener('click', () => {
      save('recording.json', JSON.stringify(this.#results));
    });
    this.#acceptDrops();
  }

  /** Judges `file`; what was judged before ends. */
  take(file: File | undefined): void {
    if (!file) return;
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#cancel.disabled = false;
    this.#forget();
    this.#judge(file, running.signal)
      .catch((error: unknown) => {
        if (this.#running !== running) return;
        this.#progress.value = 0;
        this.#tell(error instanceof Error ? error.message : String(error));
      })
      .finally(() => {
        if (this.#running === running) this.#cancel.disabled = true;
      });
  }

  async #judge(file: File, signal: AbortSignal): Promise<void> {
    this.#tell(`Reading ${file.name} …`);
    this.#progress.removeAttribute('value');
    const { duration, voices } = await voicesOf(file);
    if (signal.aborted) {
      this.#conclude(signal, 0, 1);
      return;
    }
    this.#play(file);
    this.#timeline.label = file.name;
    this.#timeline.channels = voices.map(({ id, label }) => ({ id, label }));
    this.#tell(`Loading the model …`);
    const recognizer = EmotionRecognizer.create(this.#options());
    try {
      await recognizer.load();
      const startedAt = performance.now();
      for (const [index, voice] of voices.entries())
        await this.#follow(recognizer, voice, {
          before: index / voices.length,
          share: 1 / voices.length,
          duration,
          startedAt,
          signal,
        });
      this.#conclude(signal, duration * voices.length, (performance.now() - startedAt) / 1000);
    } finally {
      recognizer.dispose();
    }
  }

  async #follow(
    recognizer: EmotionRecognizer,
    { id, label, samples }: Voice,
    { before, share, duration, startedAt, signal }: Stretch,
  ): Promise<void> {
    const results: EmotionResult[] = [];
    let drawnAt = performance.now();
    for await (const result of recognizer.analyze(samples, SAMPLE_RATE)) {
      if (signal.aborted) return;
      results.push(result);
      this.#timeline.push(result, id);
      if (performance.now() - drawnAt < DRAW_EVERY_MS) continue;
      const done = before + (share * result.tEnd) / duration;
      this.#progress.value = done;
      const left = ((performance.now() - startedAt) / 1000) * (1 / done - 1);
      this.#tell(`${label}: ${inSeconds(result.tEnd)} of ${inSeconds(duration)}; ${inSeconds(left)} left`);
      await new Promise(requestAnimationFrame);
      drawnAt = performance.now();
    }
    if (signal.aborted) return;
    this.#progress.value = before + share;
    this.#results = { ...this.#results, [label]: results };
  }

  /** Says how long `sound` seconds of sound took; one that another has replaced says nothing. */
  #conclude(signal: AbortSignal, sound: number, took: number): void {
    if (signal !== this.#running?.signal) return;
    this.#save.disabled = signal.aborted;
    if (signal.aborted) this.#progress.value = 0;
    const pace = (sound / took).toFixed(1);
    this.#tell(
      signal.aborted
        ? 'Cancelled'
        : `${inSeconds(sound)} of sound judged in ${inSeconds(took)}: ${pace} times its own pace`,
    );
  }

  /** Nothing of a recording stands beside the name of another. */
  #forget(): void {
    this.#results = {};
    this.#save.disabled = true;
    this.#audio.hidden = true;
    this.#audio.pause();
    this.#timeline.label = 'Recording';
    this.#timeline.clear();
  }

  #play(file: File): void {
    URL.revokeObjectURL(this.#audio.src);
    this.#audio.src = URL.createObjectURL(file);
    this.#audio.hidden = false;
  }

  #tell(text: string): void {
    this.#status.value = text;
  }

  #acceptDrops(): void {
    const { documentElement } = document;
    const dropping = (on: boolean): void => {
      documentElement.classList.toggle('dropping', on);
    };
    documentElement.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      dropping(true);
    });
    documentElement.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) dropping(false);
    });
    documentElement.addEventListener('drop', (event) => {
      event.preventDefault();
      dropping(false);
      const file = event.dataTransfer?.files[0];
      if (file) find('#recording', HTMLElement).scrollIntoView();
      this.take(file);
    });
  }
}

/** The sides of a stereo recording, or all of it as one. */
async function voicesOf(file: File): Promise<{ duration: number; voices: readonly Voice[] }> {
  const bytes = await file.arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(bytes).catch(() => {
    throw new Error(`${file.name} is no sound that this browser can read`);
  });
  const names = sound.numberOfChannels === 2 ? ['Left', 'Right'] : ['All'];
  const voices = names.map((label, channel) => ({
    id: label,
    label,
    samples: names.length === 2 ? sound.getChannelData(channel) : meanOf(sound),
  }));
  return { duration: sound.duration, voices };
}

function meanOf(sound: AudioBuffer): Float32Array {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index));
  const mean = new Float32Array(sound.length);
  for (const channel of channels)
    channel.forEach((sample, index) => {
      mean[index] = (mean[index] ?? 0) + sample / channels.length;
    });
  return mean;
}

function inSeconds(seconds: number): string {
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
