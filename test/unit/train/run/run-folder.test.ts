import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { appendLine, claimRunFolder, readLines } from '../../../../src/train/run/run-folder.js';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'run-'));

describe('a run folder', () => {
  it('is gone on with by the same config alone, and says what differs', async () => {
    const folder = emptyFolder();
    const config = { seeds: [1, 2], settings: { rate: 0.001, batch: 16 } };
    await claimRunFolder(folder, { config, resume: false });
    await expect(claimRunFolder(folder, { config, resume: false })).rejects.toThrow('holds a run already');
    await claimRunFolder(folder, { config, resume: true });
    const resume = (other: object) => claimRunFolder(folder, { config: other, resume: true });
    await expect(resume({ ...config, settings: { rate: 0.002, batch: 16 } })).rejects.toThrow(
      ': settings.rate is 0.001 there and 0.002 here:',
    );
    await expect(resume({ ...config, seeds: [1] })).rejects.toThrow(': seeds is [1,2] there and [1] here:');
    await expect(resume({ settings: config.settings })).rejects.toThrow('[1,2] there and not set here');
    writeFileSync(join(folder, 'config.json'), '{');
    await expect(resume(config)).rejects.toThrow("config.json differs from this command's config: a run");
  });

  it('says so where there is none to go on with', async () => {
    const folder = emptyFolder();
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await claimRunFolder(folder, { config: {}, resume: true });
    await claimRunFolder(folder, { config: {}, resume: true });
    const lines = said.mock.calls.flat();
    said.mockRestore();
    expect(lines).toEqual([`${folder} holds no run yet: it begins there`]);
  });

  it('loses one line of a log that was cut short, and no other', async () => {
    const path = join(emptyFolder(), 'log.jsonl');
    await appendLine(path, { epoch: 1 });
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"epoch":2,"lo`);
    expect(await readLines(path)).toEqual([{ epoch: 1 }]);
    await appendLine(path, { epoch: 2 });
    await appendLine(path, { epoch: 3 });
    expect(await readLines(path)).toEqual([{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }]);
  });
});
