import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';

/** What a process of a run was started with, and on what. */
export interface Environment {
  /** When it was asked for. */
  readonly date: string;
  /** Of the working tree; "-dirty" where it differs from its commit, `null` outside a repository. */
  readonly gitRevision: string | null;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly tensorflow: string;
  readonly command: string;
}

/** What this process runs on. */
export async function describeEnvironment(): Promise<Environment> {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    gitRevision: await gitRevision(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    tensorflow: tf.version_core,
    command: process.argv.slice(2).join(' '),
  };
}

async function gitRevision(): Promise<string | null> {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd: import.meta.dirname })).stdout.trim();
  try {
    const dirty = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
    return `${await git('rev-parse', 'HEAD')}${dirty ? '-dirty' : ''}`;
  } catch {
    // No git, or no repository: the run says so and goes on.
    return null;
  }
}
