import { readFile } from 'node:fs/promises';

/** Where the kernels' source is. */
const SOURCE = new URL('./assembly/lflb-kernels.ts', import.meta.url);

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
  const source = await readFile(SOURCE, 'utf8');
  const files = new Map<string, string | Uint8Array>();
  const options = [
    'kernels.ts',
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
    readFile: (name) => (name === 'kernels.ts' ? source : null),
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
  });
  const binary = files.get('kernels.wasm');
  if (error !== null || !(binary instanceof Uint8Array))
    throw new Error(`the training kernels do not compile: ${stderr.toString()}`);
  return new WebAssembly.Module(new Uint8Array(binary));
}
