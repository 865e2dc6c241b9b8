/// <reference types="vite/client" />
import { MODEL_NAMES, type ModelManifest } from 'emotion-meter';
import { find } from './find.js';

/** The manifests of all models, as the build finds them. */
const MANIFESTS: readonly ModelManifest[] = Object.values(
  import.meta.glob<ModelManifest>('../models/*/manifest.json', { eager: true, import: 'default' }),
).sort((a, b) => MODEL_NAMES.indexOf(a.id) - MODEL_NAMES.indexOf(b.id));

/** Their cards, as text, fetched when somebody wants one. */
const CARDS = import.meta.glob<string>('../models/*/README.md', { query: '?raw', import: 'default' });

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

type Figure = ModelManifest['training']['figures'][number];

/** Shows what the manifests state: one card a model. */
export function showFigures(): void {
  find('#figure-list', HTMLElement).append(...MANIFESTS.map(cardOf));
  const smallest = Math.min(...MANIFESTS.map(({ weights }) => weights.bytes));
  find('#weights', HTMLElement).textContent = `${Math.round(smallest / 1024)} KiB`;
}

function cardOf({ id, labels, weights, training }: ModelManifest): HTMLElement {
  const card = element('article', 'card');
  card.append(
    element('h3', '', `Model ${id}`),
    element('p', 'labels', `${labels.join(', ')} · ${Math.round(weights.bytes / 1024)} KiB`),
    ...training.figures.map(rowOf),
    wholeCard(id),
  );
  return card;
}

function wholeCard(id: string): HTMLElement {
  const details = element('details', 'whole-card');
  const text = element('pre', '', 'Loading …');
  text.tabIndex = 0;
  text.setAttribute('aria-label', `Card of the model ${id}`);
  details.append(element('summary', '', 'The whole card'), text);
  const show = async (): Promise<void> => {
    text.textContent = (await CARDS[`../models/${id}/README.md`]?.()) ?? '';
  };
  details.addEventListener('toggle', () => {
    show().catch((error: unknown) => {
      text.textContent = `The card did not come: ${String(error)}`;
    });
  });
  return details;
}

/** A figure as text, and as a mark on a line from 0 to 100 % with its interval; UAR also has the place of guessing. */
function rowOf({ protocol, metric, value, interval, classes, clips, speakers, seeds }: Figure): HTMLElement {
  const row = element('div', 'figure');
  const range = interval ? ` (${percent(interval.low)} to ${percent(interval.high)})` : '';
  const line = element('div', 'line');
  line.setAttribute('aria-hidden', 'true');
  line.style.setProperty('--value', String(value));
  line.style.setProperty('--low', String(interval?.low ?? value));
  line.style.setProperty('--high', String(interval?.high ?? value));
  if (metric === 'UAR') line.style.setProperty('--guess', String(1 / classes));
  line.classList.toggle('with-guess', metric === 'UAR');
  const sentences = [
    `Protocol ${protocol}: ${clips} clips, ${speakers} speakers, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}.`,
    ...(metric === 'UAR' ? [`Guessing: ${percent(1 / classes)}.`] : []),
    ...(interval ? [`Interval: ${interval.method}.`] : []),
  ];
  row.append(
    element('strong', '', `${metric} ${percent(value)}`),
    element('span', '', range),
    line,
    element('small', '', sentences.join(' ')),
  );
  return row;
}

function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
