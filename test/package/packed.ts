import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/shell.js';

interface PackageJson {
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** What a React app has besides. */
const REACT_APP = ['react-dom', '@types/react-dom', 'csstype'];

/** A user's folder in which the package is installed. */
export interface PackedApp {
  readonly folder: string;
  /** Where the package lies in it. */
  readonly installed: string;
  /** Length of the packed file, in bytes. */
  readonly packedBytes: number;
  remove(): void;
}

/** Packs the project, unpacks it as a user's `node_modules` has it, and links its dependencies and peers beside it. Needs a build. */
export function installPacked(): PackedApp {
  const { name, dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as PackageJson;
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
  for (const dependency of [...Object.keys({ ...dependencies, ...peerDependencies }), ...REACT_APP]) {
    const link = join(folder, 'node_modules', dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', dependency), link);
  }
  return {
    folder,
    installed,
    packedBytes: statSync(join(folder, tarball)).size,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
