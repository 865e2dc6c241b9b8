import { readFile } from 'node:fs/promises';

/** The kernels' sources; every function that they export becomes a kernel. */
const SOURCES = ['convolution-gradient.ts', 'normalise-pool-elu.ts'];

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

/** Compiles the SIMD kernels to a module that imports its memory; takes about a second. */
export async function compileKernels(): Promise<WebAssembly.Module> {
  const read = (name: string): Promise<string> =>
    readFile(new URL(`./assembly/${name}`, import.meta.url), 'utf8');
  const sources = new Map(await Promise.all(SOURCES.map(async (name) => [name, await read(name)] as const)));
  const files = new Map<string, string | Uint8Array>();
  const options = [
    ...SOURCES,
    '--outFile',
    'kernels.wasm',
    '-O3',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    '--noAssert',
  ];
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
  return new WebAssembly.Module(new Uint8Array(binary));
}
