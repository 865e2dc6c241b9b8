import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/shell.js';

interface PackageJson {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A user's folder in which the package is installed. */
export interface PackedApp {
  readonly folder: string;
  /** Where the package lies in it. */
  readonly installed: string;
  remove(): void;
}

/** Packs the project, unpacks it as a user's `node_modules` has it, and links its dependencies beside it. Needs a build. */
export function installPacked(): PackedApp {
  const { name, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as PackageJson;
  const folder = mkdtempSync(join(tmpdir(), 'emotion-meter-package-'));
  const installed = join(folder, 'node_modules', name);
  const tarball = execFileSync(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  ).trim();
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1']);
  for (const dependency of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', dependency), link);
  }
  return {
    folder,
    installed,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
