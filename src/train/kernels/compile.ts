import { readFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

/** Where the kernels' source is. */
const SOURCE = new URL('./assembly/lflb-kernels.ts', import.meta.url);

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
