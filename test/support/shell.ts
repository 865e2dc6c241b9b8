import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a program did. */
export interface ProgramResult {
  /** 0 on success; 124 when it was stopped after its time. */
  readonly code: number;
  /** Standard output and error, in the order in which they came. */
  readonly output: string;
}

/** How a program is run. */
export interface ProgramOptions {
  /** Passes the output through while it comes. */
  readonly show?: boolean;
  /** Stopped after this many minutes. Default 15. */
  readonly minutes?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `program` (one of node_modules/.bin, or any on the path) in the project's folder. */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { show = false, minutes = 15, env = {} }: ProgramOptions = {},
): Promise<ProgramResult> {
  const path = `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: minutes * 60_000,
  });
  let output = '';
  const collect = (bytes: Buffer): void => {
    output += bytes.toString();
    if (show) process.stdout.write(bytes);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve({ code: 127, output: `${program}: ${error.message}` });
    });
    child.on('close', (code, signal) => {
      resolve({ code: code ?? (signal === 'SIGTERM' ? 124 : 1), output });
    });
  });
}
