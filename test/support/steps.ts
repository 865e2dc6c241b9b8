import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runProgram, type ProgramOptions, type ProgramResult } from './shell.js';

/** What a step of `npm test` found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What to print when something failed. */
  readonly output: string;
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
      for (const command of commands) {
        const { code, output } = await runProgram(command);
        if (code !== 0) outputs.push(`$ ${command.join(' ')}\n${output.trim()} [exit ${code}]`);
      }
      const failed = outputs.length > 0 ? 1 : 0;
      return { passed: 1 - failed, failed, skipped: 0, output: outputs.join('\n\n') };
    },
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

function count(report: VitestReport | undefined, { code, output }: ProgramResult): Outcome {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = report ?? {};
  // A file that cannot be loaded, or a run that finds no test, fails without a failed test.
  const failed = code !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
  return { passed: numPassedTests, failed, skipped: numPendingTests, output };
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

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
      return count(readReport(file), result);
    },
  };
}
