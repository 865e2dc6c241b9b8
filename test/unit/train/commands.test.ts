import { describe, expect, it, vi } from 'vitest';
import { chooseCommand } from '../../../src/train/commands.js';

describe('the trainer', () => {
  it('trains unless another command is named, and hands the rest on', () => {
    const implied = chooseCommand(['--network', 'stream', '--seed', '3']);
    const named = chooseCommand(['train', '--network', 'stream', '--seed', '3']);
    expect(named).toEqual(implied);
    expect(named.args).toEqual(['--network', 'stream', '--seed', '3']);
  });

  it('refuses commands and networks that do not exist', async () => {
    expect(() => chooseCommand(['trian'])).toThrow('the command is "trian", not one of train');
    expect(() => chooseCommand(['toString'])).toThrow('toString');
    const { run, args } = chooseCommand(['--network', '3d']);
    await expect(run(args)).rejects.toThrow('--network is "3d", not one of stream');
  });

  it('lists its commands and networks where no network is named', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const { run, args } = chooseCommand(['--help']);
    await run(args);
    const text = String(log.mock.calls[0]?.[0]);
    for (const name of ['stream', '1d|2d|fusion', 'tune', 'merge', 'table', 'export'])
      expect(text).toContain(name);
    log.mockRestore();
  });

  it("refuses a network's unknown options", async () => {
    const { run, args } = chooseCommand(['--network', 'stream', '--epochs', '3']);
    await expect(run(args)).rejects.toThrow('--epochs');
  });
});
