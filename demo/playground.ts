import { SHIPPED_MODELS } from 'emotion-meter';
import { EmotionMeter } from 'emotion-meter/elements';
import { find } from './find.js';

/** A setting to play with: an attribute of the element, or one of its custom properties. */
interface Knob {
  readonly name: string;
  readonly type: 'text' | 'number' | 'color' | readonly string[];
  /** What a colour is at first, where nothing stands for "none". */
  readonly initial?: string;
  /** Bounds and step of a number. */
  readonly range?: readonly [number, number, number];
  readonly hint: string;
  /** A meter that listens begins anew with it: settings of the recognizer hold from the next start on. */
  readonly restarts?: true;
}

const KNOBS: readonly Knob[] = [
  { name: 'label', type: 'text', hint: 'Heading' },
  { name: 'lang', type: ['en', 'de'], hint: 'Language' },
  { name: 'model', type: SHIPPED_MODELS, hint: 'Which network', restarts: true },
  {
    name: 'backend',
    type: ['auto', 'webgl', 'webgpu', 'wasm', 'cpu'],
    hint: 'What computes',
    restarts: true,
  },
  { name: 'channel', type: ['mono', 'left', 'right'], hint: 'Channel', restarts: true },
  {
    name: 'threshold-on',
    type: 'number',
    range: [0, 1, 0.05],
    hint: 'Shown from this probability on',
    restarts: true,
  },
  { name: 'threshold-off', type: 'number', range: [0, 1, 0.05], hint: 'Given up below', restarts: true },
  {
    name: 'min-duration',
    type: 'number',
    range: [0, 5000, 100],
    hint: 'Stays at least, in ms',
    restarts: true,
  },
  {
    name: 'smoothing',
    type: 'number',
    range: [0.05, 1, 0.05],
    hint: 'Weight of the newest answer',
    restarts: true,
  },
  { name: '--emotion-meter-accent', type: 'color', initial: '#2b50c8', hint: 'Accent' },
  { name: '--emotion-meter-background', type: 'color', initial: '#ffffff', hint: 'Background' },
  { name: '--emotion-meter-radius', type: ['14px', '0', '28px'], hint: 'Rounding' },
];

/** How long a word about what was done stands. */
const SHOWN_MS = 1500;

/** Lets people set what pages set on a meter, and shows the markup for it. */
export function fillPlayground(): void {
  const meter = find('#play', EmotionMeter);
  const markup = find('#markup', HTMLElement);
  const show = (): void => {
    markup.textContent = markupOf(meter);
  };
  for (const knob of KNOBS) {
    const { row, input } = controlOf(knob);
    input.value = meter.getAttribute(knob.name) ?? input.value;
    input.addEventListener('input', () => {
      turn(meter, knob.name, input.value);
      show();
    });
    if (knob.restarts)
      input.addEventListener('change', () => {
        if (meter.state === 'listening') meter.start().catch(() => undefined);
      });
    find('#knobs', HTMLFormElement).append(row);
  }
  const copy = find('#copy', HTMLButtonElement);
  const [ask, done] = [copy.textContent, 'Copied'];
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(markup.textContent).then(() => {
      copy.textContent = done;
      setTimeout(() => (copy.textContent = ask), SHOWN_MS);
    });
  });
  show();
}

function turn(meter: EmotionMeter, name: string, value: string): void {
  if (name.startsWith('--')) meter.style.setProperty(name, value);
  else if (value === '') meter.removeAttribute(name);
  else meter.setAttribute(name, value);
}

function controlOf({ name, type, initial, range, hint }: Knob): {
  row: HTMLLabelElement;
  input: HTMLInputElement | HTMLSelectElement;
} {
  const row = document.createElement('label');
  const input = document.createElement(typeof type === 'string' ? 'input' : 'select');
  if (input instanceof HTMLSelectElement) for (const option of type) input.add(new Option(option));
  else input.type = String(type);
  if (initial !== undefined) input.value = initial;
  if (range !== undefined && input instanceof HTMLInputElement)
    [input.min, input.max, input.step, input.placeholder] = [...range.map(String), 'the model’s own'] as [
      string,
      string,
      string,
      string,
    ];
  const code = document.createElement('code');
  code.textContent = name;
  row.append(code, input, hint);
  return { row, input };
}

function markupOf(meter: EmotionMeter): string {
  const attributes = KNOBS.filter(({ name }) => !name.startsWith('--') && meter.hasAttribute(name))
    .map(({ name }) => ` ${name}="${meter.getAttribute(name)?.replaceAll('"', '&quot;') ?? ''}"`)
    .join('');
  const tag = `<emotion-meter${attributes}></emotion-meter>`;
  const styles = KNOBS.filter(({ name }) => meter.style.getPropertyValue(name) !== '').map(
    ({ name }) => `  ${name}: ${meter.style.getPropertyValue(name)};`,
  );
  return styles.length === 0 ? tag : `${tag}\n\n<style>\nemotion-meter {\n${styles.join('\n')}\n}\n</style>`;
}
