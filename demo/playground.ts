import { MODEL_NAMES } from 'emotion-meter';
import { EmotionMeter } from 'emotion-meter/elements';
import { beginAnew } from './begin-anew.js';
import { find } from './find.js';

/** A setting to play with: an attribute of the element, or one of its custom properties. */
interface Knob {
  readonly name: string;
  readonly type: 'text' | 'number' | 'color' | 'checkbox' | readonly string[];
  /** Bounds and step of a number. */
  readonly range?: readonly [number, number, number];
  readonly hint: string;
  /** A meter that listens begins anew with it: settings of the recognizer hold from the next start on. */
  readonly restarts?: true;
}

const KNOBS: readonly Knob[] = [
  { name: 'label', type: 'text', hint: 'Heading' },
  { name: 'lang', type: ['en', 'de'], hint: 'Language' },
  { name: 'model', type: MODEL_NAMES, hint: 'Which network', restarts: true },
  {
    name: 'backend',
    type: ['auto', 'webgl', 'webgpu', 'wasm', 'cpu'],
    hint: 'What computes',
    restarts: true,
  },
  { name: 'source', type: ['microphone', 'none'], hint: 'What to listen to', restarts: true },
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
  { name: 'autostart', type: 'checkbox', hint: 'Starts without a press' },
  { name: 'muted', type: 'checkbox', hint: 'A file is not played aloud', restarts: true },
  { name: '--emotion-meter-accent', type: 'color', hint: 'Accent' },
  { name: '--emotion-meter-background', type: 'color', hint: 'Background' },
  { name: '--emotion-meter-color', type: 'color', hint: 'Text' },
  { name: '--emotion-meter-muted', type: 'color', hint: 'Secondary text' },
  { name: '--emotion-meter-radius', type: ['14px', '0', '28px'], hint: 'Rounding' },
];

/** How long a word about what was done stands. */
const SHOWN_MS = 1500;

/**
 * Lets people set what pages set on a meter, and shows the markup for it.
 * @returns brings the colours that nobody has chosen up to date with the page's theme.
 */
export function fillPlayground(): () => void {
  const meter = find('#play', EmotionMeter);
  const form = find('#knobs', HTMLFormElement);
  const markup = find('#markup', HTMLElement);
  const controls = KNOBS.map((knob) => ({ knob, ...controlOf(knob) }));
  const show = (): void => {
    for (const { knob, input, hint } of controls) hint.textContent = input.validationMessage || knob.hint;
    markup.textContent = markupOf(meter);
  };
  const recolor = (): void => {
    for (const { knob, input } of controls)
      if (knob.type === 'color' && meter.style.getPropertyValue(knob.name) === '')
        input.value = colourOf(meter, knob.name);
  };
  for (const { knob, row, input } of controls) {
    input.value = meter.getAttribute(knob.name) ?? input.value;
    input.addEventListener('input', () => {
      checkThresholds(form);
      turn(meter, knob.name, input);
      // One threshold decides whether the other can be used.
      for (const other of controls)
        if (other.knob.type === 'number') turn(meter, other.knob.name, other.input);
      show();
    });
    if (knob.restarts)
      input.addEventListener('change', () => {
        if (input.validity.valid) beginAnew(meter);
      });
    form.append(row);
  }
  copyOnPress(markup);
  recolor();
  show();
  return recolor;
}

function copyOnPress(markup: HTMLElement): void {
  const copy = find('#copy', HTMLButtonElement);
  const ask = copy.textContent;
  copy.addEventListener('click', () => {
    copyText(markup)
      .then((word) => {
        copy.textContent = word;
        setTimeout(() => (copy.textContent = ask), SHOWN_MS);
      })
      .catch(console.error);
  });
}

/** Copies what `source` shows, or leaves it chosen for people to copy where pages may not. Returns the word for what was done. */
async function copyText(source: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return 'Copied';
  } catch {
    getSelection()?.selectAllChildren(source);
    return 'Selected';
  }
}

/** An emotion cannot be given up above the probability from which it is shown. */
function checkThresholds(form: HTMLFormElement): void {
  const [on, off] = ['threshold-on', 'threshold-off'].map((name) => form.elements.namedItem(name));
  if (!(on instanceof HTMLInputElement && off instanceof HTMLInputElement)) return;
  const crossed = on.value !== '' && off.value !== '' && Number(off.value) > Number(on.value);
  off.setCustomValidity(crossed ? `Must not be above threshold-on, ${on.value}` : '');
}

/** What cannot be used is not set. */
function turn(meter: EmotionMeter, name: string, input: HTMLInputElement | HTMLSelectElement): void {
  if (input.type === 'checkbox') meter.toggleAttribute(name, input.checked);
  else if (name.startsWith('--')) meter.style.setProperty(name, input.value);
  else if (input.value === '' || !input.validity.valid) meter.removeAttribute(name);
  else meter.setAttribute(name, input.value);
}

/** What a colour of the meter is now, as a colour input takes it. */
function colourOf(meter: EmotionMeter, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name.replace('--emotion-meter-', '--_')})`;
  meter.renderRoot.append(probe);
  const channels = getComputedStyle(probe).color.match(/\d+/g) ?? [];
  probe.remove();
  return `#${channels
    .slice(0, 3)
    .map((channel) => Number(channel).toString(16).padStart(2, '0'))
    .join('')}`;
}

function controlOf({ name, type, range, hint: text }: Knob): {
  readonly row: HTMLLabelElement;
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly hint: HTMLSpanElement;
} {
  const row = document.createElement('label');
  const input = document.createElement(typeof type === 'string' ? 'input' : 'select');
  input.name = name;
  if (input instanceof HTMLSelectElement) for (const option of type) input.add(new Option(option));
  else input.type = String(type);
  if (range !== undefined && input instanceof HTMLInputElement) {
    [input.min, input.max, input.step] = range.map(String) as [string, string, string];
    input.placeholder = 'the model’s own';
  }
  const code = document.createElement('code');
  code.textContent = name;
  const hint = document.createElement('span');
  hint.textContent = text;
  row.append(code, input, hint);
  return { row, input, hint };
}

function markupOf(meter: EmotionMeter): string {
  const attributes = KNOBS.filter(({ name }) => !name.startsWith('--') && meter.hasAttribute(name))
    .map(({ name }) => ` ${name}${valueOf(meter.getAttribute(name))}`)
    .join('');
  const tag = `<emotion-meter${attributes}></emotion-meter>`;
  const styles = KNOBS.filter(({ name }) => meter.style.getPropertyValue(name) !== '').map(
    ({ name }) => `  ${name}: ${meter.style.getPropertyValue(name)};`,
  );
  return styles.length === 0 ? tag : `${tag}\n\n<style>\nemotion-meter {\n${styles.join('\n')}\n}\n</style>`;
}

const valueOf = (value: string | null): string => (value ? `="${value.replaceAll('"', '&quot;')}"` : '');
