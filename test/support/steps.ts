import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT, runProgram, type ProgramOptions, type ProgramResult } from './shell.js';

/** What a step of `npm test` found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What to print when something failed. */
  readonly output: string;
  /** What failed, in few words: told again at the end, since logs are long. */
  readonly failures: readonly string[];
}

/** One step of `npm test`. */
export interface Step {
  readonly name: string;
  run(): Promise<Outcome>;
}

type Command = readonly [string, ...string[]];

/** A step that passes when all its commands end with 0; all of them run. */
export function check(name: string, ...commands: readonly Command[]): Step {
  return {
    name,
    async run() {
      const outputs: string[] = [];
      const failures: string[] = [];
      for (const command of commands) {
        const { code, output } = await runProgram(command);
        if (code === 0) continue;
        outputs.push(`$ ${command.join(' ')}\n${output.trim()} [exit ${code}]`);
        failures.push(`${name}: ${command.join(' ')} [exit ${code}]`);
      }
      const failed = failures.length > 0 ? 1 : 0;
      return { passed: 1 - failed, failed, skipped: 0, output: outputs.join('\n\n'), failures };
    },
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    /** Why a file could not be run; empty otherwise. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function count(name: string, report: VitestReport | undefined, { code, output }: ProgramResult): Outcome {
  const { numPassedTests = 0, numPendingTests = 0, testResults = [] } = report ?? {};
  const failures = testResults.flatMap(({ name: path, message, assertionResults }) => {
    const file = relative(ROOT, path);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    return [
      ...(message === '' ? [] : [`${file}: ${message}`]),
      ...failed.map(({ fullName, failureMessages }) =>
        [`${file}: ${fullName}`, ...failureMessages.map(ownLines)].join('\n'),
      ),
    ];
  });
  // A run that finds no test, or whose page is lost, fails without a failed test.
  if (code !== 0 && failures.length === 0) failures.push(`${name}: exit ${code} without a failed test`);
  return { passed: numPassedTests, failed: failures.length, skipped: numPendingTests, output, failures };
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

/** A message without what lies in packages, which says nothing about the test. */
const ownLines = (message: string): string =>
  message
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'))
    .join('\n');

/** A step that runs one project of `test/vitest.config.ts` and counts its tests. */
export function tests(name: string, project: string, options: ProgramOptions = {}): Step {
  return {
    name,
    async run() {
      const file = join(ROOT, '.cache', `${project}.json`);
      mkdirSync(join(ROOT, '.cache'), { recursive: true });
      rmSync(file, { force: true });
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const result = await runProgram(
        ['vitest', 'run', '--config', 'test/vitest.config.ts', '--project', project, ...reporters],
        options,
      );
      return count(name, readReport(file), result);
    },
  };
}
