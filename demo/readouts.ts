import type { CaptureSettings, EmotionResult, Telemetry } from 'emotion-meter';

/** What the page can say at one moment; `null` where it cannot. */
export interface Readings {
  readonly state: string;
  readonly result: EmotionResult | null;
  readonly telemetry: Telemetry | null;
  readonly settings: CaptureSettings | null;
}

const NOTHING = '–';

const milliseconds = (value: number | null | undefined): string =>
  value == null ? NOTHING : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const count = (value: number | undefined): string =>
  value === undefined ? NOTHING : value.toLocaleString('en');
const onOff = (value: boolean | null | undefined): string => (value == null ? NOTHING : value ? 'on' : 'off');

/** Each read-out's name and how its text comes about, in order. */
const READOUTS: readonly (readonly [string, (readings: Readings) => string])[] = [
  ['State', ({ state }) => state],
  ['Backend', ({ telemetry }) => telemetry?.backend ?? NOTHING],
  ['Model', ({ result }) => result?.modelId ?? NOTHING],
  ['Latency, median', ({ telemetry }) => milliseconds(telemetry?.latencyMedianMs)],
  ['Latency, p95', ({ telemetry }) => milliseconds(telemetry?.latencyP95Ms)],
  ['Real-time factor', ({ telemetry }) => telemetry?.realTimeFactor?.toFixed(3) ?? NOTHING],
  ['Hop', ({ telemetry }) => milliseconds(telemetry?.hopMs)],
  ['Windows judged', ({ telemetry }) => count(telemetry?.windows)],
  ['Windows dropped', ({ telemetry }) => count(telemetry?.droppedWindows)],
  ['Frames computed', ({ telemetry }) => count(telemetry?.framesComputed)],
  ['Frames reused', ({ telemetry }) => count(telemetry?.framesReused)],
  ['Gaps', ({ telemetry }) => count(telemetry?.gaps)],
  ['Clipped samples', ({ telemetry }) => count(telemetry?.clipped)],
  ['Speech', ({ result }) => (result ? `${Math.round(100 * result.speechRatio)} %` : NOTHING)],
  ['Device', ({ settings }) => settings?.label ?? NOTHING],
  ['Sample rate', ({ settings }) => (settings ? `${settings.sampleRate.toLocaleString('en')} Hz` : NOTHING)],
  ['Channels', ({ settings }) => settings?.channels?.toString() ?? NOTHING],
  ['Echo cancellation', ({ settings }) => onOff(settings?.echoCancellation)],
  ['Noise suppression', ({ settings }) => onOff(settings?.noiseSuppression)],
  ['Gain control', ({ settings }) => onOff(settings?.autoGainControl)],
  ['Audio engine', ({ settings }) => settings?.engine ?? NOTHING],
];

/** Fills a definition list with read-outs. Returns a function that brings them up to date. */
export function readoutsIn(list: HTMLDListElement): (readings: Readings) => void {
  const cells = READOUTS.map(([name, read]) => {
    const term = document.createElement('dt');
    const value = document.createElement('dd');
    const pair = document.createElement('div');
    term.textContent = name;
    pair.append(term, value);
    list.append(pair);
    return { value, read };
  });
  return (readings) => {
    for (const { value, read } of cells) {
      const text = read(readings);
      if (value.textContent === text) continue;
      value.textContent = text;
      value.title = text;
    }
  };
}
