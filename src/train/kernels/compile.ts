import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';

/** The compiler's interface, as far as it is used: its own types change the global ones of every program that imports them. */
interface Compiler {
  createMemoryStream(): { toString(): string };
  main(
    args: readonly string[],
    host: {
      readonly stderr: { toString(): string };
      readonly readFile: (name: string) => string | null;
      readonly writeFile: (name: string, contents: string | Uint8Array) => void;
      readonly listFiles: () => string[];
    },
  ): Promise<{ readonly error: Error | null }>;
}
const COMPILER = 'assemblyscript/asc' as string;

/** Compiled kernels by the hash of their sources: the compiler alone takes seconds to load. */
const CACHE = new URL('../../../node_modules/.cache/emotion-meter/', import.meta.url);

/**
 * Compiles SIMD kernels to a module that imports its memory, or takes them from the cache.
 * @param entries files of `assembly/`; every function that they export becomes a kernel.
 * @param options `relaxed`: with fused multiply-add, which rounds once where others round twice.
 */
export async function compileKernels(
  entries: readonly string[],
  { relaxed = false }: { readonly relaxed?: boolean } = {},
): Promise<WebAssembly.Module> {
  const sources = await readSources();
  const options = [
    ...entries,
    ...['--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--importMemory', '--noAssert'],
    ...['simd', ...(relaxed ? ['relaxed-simd'] : [])].flatMap((feature) => ['--enable', feature]),
  ];
  const hash = createHash('sha256')
    .update(JSON.stringify([options, sources]))
    .digest('hex');
  const path = new URL(`kernels-${hash.slice(0, 16)}.wasm`, CACHE);
  const cached = await readFile(path).catch(() => null);
  if (cached !== null) return new WebAssembly.Module(new Uint8Array(cached));
  const binary = await compile(options, new Map(sources));
  await keep(path, binary);
  return new WebAssembly.Module(binary);
}

async function compile(
  options: readonly string[],
  sources: ReadonlyMap<string, string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const files = new Map<string, string | Uint8Array>();
  const { default: asc } = (await import(COMPILER)) as { readonly default: Compiler };
  const stderr = asc.createMemoryStream();
  const { error } = await asc.main(options, {
    stderr,
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
  });
  const binary = files.get('kernels.wasm');
  if (error !== null || !(binary instanceof Uint8Array))
    throw new Error(`the training kernels do not compile: ${stderr.toString()}`);
  return new Uint8Array(binary);
}

/** Names and texts of all sources, in a fixed order. */
async function readSources(): Promise<readonly (readonly [string, string])[]> {
  const folder = new URL('./assembly/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  return Promise.all(
    names.map(async (name) => [name, await readFile(new URL(name, folder), 'utf8')] as const),
  );
}

/** Whole or not at all, for other processes may read it; a read-only folder costs nothing but time. */
async function keep(path: URL, binary: Uint8Array): Promise<void> {
  const partial = new URL(`${path.href}.${process.pid}`);
  await mkdir(CACHE, { recursive: true })
    .then(() => writeFile(partial, binary))
    .then(() => rename(partial, path))
    .catch(() => undefined);
}
