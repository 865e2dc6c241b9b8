import { basename } from 'node:path';
import type { FusionStart } from '../experiment/config-experiment.js';
import type { ExperimentResult } from '../experiment/experiment-result.js';
import type { NamedAccuracy } from '../experiment/summary.js';
import { percent } from '../percent.js';

type AccuracyName = NamedAccuracy['name'];

/**
 * What the paper reports for EmoDB, in percent. Best-epoch validation: its Table 7(b). Train+validation, which it calls "average accuracy":
 * the 2D network's, from its abstract. It reports nothing chosen without the test clips.
 */
const PAPER: Readonly<Record<string, Partial<Record<AccuracyName, number>>>> = {
  '1d paper-sd': { 'best-epoch validation accuracy': 61.68 },
  '1d paper-si': { 'best-epoch validation accuracy': 57.14 },
  '2d paper-sd': { 'train+validation accuracy': 95.33, 'best-epoch validation accuracy': 76.64 },
  '2d paper-si': { 'train+validation accuracy': 95.89, 'best-epoch validation accuracy': 82.42 },
};

/** Where a document has the table. */
export const TABLE_SECTION = /(<!-- table:start -->\n)[^]*?(<!-- table:end -->)/;

/**
 * Experiments beside the paper's Table 7, in Markdown: the three accuracies under their names, the held-out UAR with its interval, and what
 * made each line.
 */
export function paperTable(results: readonly ExperimentResult[]): string {
  const lines = results.map((result) => ({ result, names: namesOf(result, results) }));
  return [
    '| network | protocol | accuracy | here: median (range) | clips | seeds | paper |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines.flatMap(accuracyRows),
    '',
    '| network | protocol | held-out UAR | 95 % interval | clips | speakers | seeds |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines.flatMap(uarRows),
    '',
    '| network | protocol | settings | epochs run | best epochs | fixed epoch |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines.map(settingsRow),
  ].join('\n');
}

/** An experiment, and how its rows are called. */
interface Line {
  readonly result: ExperimentResult;
  readonly names: readonly [network: string, protocol: string];
}

function accuracyRows({ result, names }: Line): string[] {
  return result.accuracies.map((accuracy) => {
    const { name, median, lowest, highest, bySeed } = accuracy;
    const range = bySeed.length > 1 ? ` (${percent(lowest)} to ${percent(highest)})` : '';
    const clips = [...new Set(bySeed.map((seed) => seed.clips))].join(', ');
    const paper = paperValue(result, name);
    return row([
      ...names,
      `${name}${name === 'train+validation accuracy' ? ' (the paper’s "average")' : ''}`,
      `${percent(median)}${range}`,
      ...[clips, bySeed.length, paper === undefined ? '' : `${paper.toFixed(2)} %`],
    ]);
  });
}

/** The paper's figures are of all of EmoDB as it was recorded, under its own protocols with the speakers that it tests: a file may have others. */
function paperValue(
  { config, protocol, labels, leftOut }: ExperimentResult,
  name: AccuracyName,
): number | undefined {
  const whole = labels.length === 7 && leftOut.length === 0 && config.folds === null;
  const ownSplit = config.split === protocol && config.heldOut === null;
  const asPublished = ownSplit && config.sound === 'raw' && config.network.pooling === 'same';
  if (config.corpora.join() !== 'emodb' || !whole || !asPublished) return undefined;
  return PAPER[`${config.network.kind} ${protocol}`]?.[name];
}

function uarRows({ result, names }: Line): string[] {
  const [network, protocol] = names;
  return result.heldOut.flatMap(({ title, figures }) => {
    // Its title says which corpus was tested.
    const tested = result.protocol === 'cross' ? title.replace('cross', () => protocol) : protocol;
    return figures
      .filter(({ metric }) => metric === 'UAR')
      .map(({ value, interval, clips, speakers, seeds }) => {
        const range = interval
          ? `${percent(interval.low)} to ${percent(interval.high)} (${interval.method})`
          : '';
        return row([network, tested, percent(value), range, clips, speakers, seeds]);
      });
  });
}

function settingsRow({ result, names }: Line): string {
  const { jobs, config, validatesOnTest } = result;
  const spread = (values: readonly number[]): string => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return low === high ? String(low) : `${low} to ${high}`;
  };
  return row([
    ...names,
    settingsOf(result),
    spread(jobs.map(({ history }) => history.length)),
    spread(jobs.map(({ bestEpoch }) => bestEpoch)),
    validatesOnTest ? config.fixedEpoch : '',
  ]);
}

function settingsOf(result: ExperimentResult): string {
  const { settings, start } = result.config;
  const { optimiser, rate, batch, l2Parameters, l2Activity, epochs, patience } = settings;
  const numbers = `${optimiser}, rate ${rate}, batch ${batch}, L2 ${l2Parameters}, on activity ${l2Activity}, at most ${epochs} epochs, patience ${patience}`;
  const own = [numbers, ...unusual(result)].join(', ');
  if (start === undefined) return own;
  return `${start.learn === 'head' ? 'the last layer alone' : 'all layers'} of ${runsOf(start)}: ${own}`;
}

const runsOf = ({ from1d, from2d }: FusionStart): string => `${basename(from1d)} and ${basename(from2d)}`;

/** What is not as usual of what a network hears and how it pools. */
function unusual({ config: { network, sound, labels }, protocol }: ExperimentResult): string[] {
  return [
    ...(network.pooling === 'same' ? [] : [`pooling ${network.pooling}`]),
    ...(sound === (protocol === 'cross' ? 'even' : 'raw') ? [] : [`sound ${sound}`]),
    ...(labels === null ? [] : [`labels ${labels.join(' ')}`]),
  ];
}

/** Names of a network, each longer than the one before. */
const NETWORK_NAMES: readonly ((result: ExperimentResult) => string)[] = [
  ({ config }) => config.network.kind,
  madeFrom,
  (result) => [madeFrom(result), ...unusual(result)].join(', '),
  (result) => [madeFrom(result), ...unusual(result), `${result.config.settings.epochs} epochs`].join(', '),
];

/** Where several experiments are of one network and protocol, it is named with what tells them apart, or with a number where nothing does. */
function namesOf(result: ExperimentResult, all: readonly ExperimentResult[]): Line['names'] {
  const protocol = protocolOf(result);
  const alike = all.filter((other) => protocolOf(other) === protocol);
  let twins = alike;
  let name = '';
  for (const nameOf of NETWORK_NAMES) {
    name = nameOf(result);
    twins = alike.filter((other) => nameOf(other) === name);
    if (twins.length === 1) return [name, protocol];
  }
  return [`${name} (${twins.indexOf(result) + 1})`, protocol];
}

/** A network with its optimiser and rate, or a fusion with the runs that it is made of. */
function madeFrom({ config: { network, settings, start } }: ExperimentResult): string {
  return start
    ? `${network.kind} of ${runsOf(start)}`
    : `${network.kind}, ${settings.optimiser} ${settings.rate}`;
}

function protocolOf({ config, protocol }: ExperimentResult): string {
  return `${protocol} on ${config.corpora.join(', ')}`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
