import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type {} from '../../src/call-panel.js';
import type { CallFrame } from '../../src/components/call-panel/call-record.js';
import type { TalkShares } from '../../src/components/call-panel/talk-time.js';
import { withDemo } from '../support/demo.js';

/** What a call of the demo brought. */
interface Outcome {
  readonly state: string;
  readonly frames: readonly CallFrame[];
  readonly talkTime: TalkShares;
  readonly csv: string;
  readonly workers: number;
}

/** How long the calls are followed: each voice has had its turn by then. */
const LISTENING_MS = 20_000;

/** Places the demo's call, follows it for a while with `ground` for the agent's side, and reads the panel. */
async function followCall(page: Page, ground: string): Promise<Outcome> {
  await page.goto(new URL('call.html', page.url()).href);
  await page.getByLabel('Ground').selectOption(ground);
  await page.getByRole('button', { name: 'Place the call' }).click();
  await page.waitForSelector('emotion-call-panel[state=listening]');
  await page.waitForTimeout(LISTENING_MS);
  await page.evaluate(() => {
    document.querySelector('emotion-call-panel')?.mark('half-way');
  });
  const read = await page.evaluate(() => {
    const panel = document.querySelector('emotion-call-panel');
    if (!panel) throw new Error('no panel');
    const { frames } = JSON.parse(panel.exportCall('json')) as { frames: CallFrame[] };
    return { state: panel.state, frames, talkTime: panel.talkTime, csv: panel.exportCall('csv') };
  });
  return { ...read, workers: page.workers().length };
}

const speechOf = (frames: readonly CallFrame[], side: string): number =>
  frames.filter(({ channel, result }) => channel === side && (result.valid || result.reason === 'uncertain'))
    .length;

describe('a call over WebRTC', () => {
  it('is heard on both sides by one worker, once there is a ground for the agent’s', async () => {
    await withDemo(async (page) => {
      const { state, frames, talkTime, csv, workers } = await followCall(page, 'safety');
      expect(state).toBe('listening');
      expect(speechOf(frames, 'customer')).toBeGreaterThan(8);
      expect(speechOf(frames, 'agent')).toBeGreaterThan(8);
      expect(talkTime.customer).toBeGreaterThan(2);
      expect(talkTime.agent).toBeGreaterThan(2);
      expect(workers).toBe(1);
      expect(csv).toMatch(/^mark,,.*,half-way\r$/m);
    });
  });

  it('is heard on the customer’s side alone otherwise, and says why; hanging up is no failure', async () => {
    await withDemo(async (page) => {
      const { frames } = await followCall(page, 'none');
      expect(speechOf(frames, 'customer')).toBeGreaterThan(8);
      expect(frames.filter(({ channel }) => channel === 'agent')).toEqual([]);
      await page.getByText('Art. 5(1)(f)').waitFor();
      await page.getByRole('button', { name: 'Hang up' }).click();
      await page.waitForSelector('emotion-call-panel[state=stopped]');
      await page.getByText('The call has ended').waitFor();
      expect(await page.locator('emotion-call-panel [part~=button]').isDisabled()).toBe(true);
      await page.getByLabel('Ground').selectOption('safety');
      expect(await page.locator('emotion-call-panel').getAttribute('state')).toBe('stopped');
    });
  });
});

describe('a call as a stereo recording', () => {
  it('is heard side by side, and saved by the buttons with its marks', async () => {
    await withDemo(async (page) => {
      const panel = page.locator('#sample-call');
      await panel.evaluate((element) => {
        (element as HTMLElementTagNameMap['emotion-call-panel']).agentGround = 'safety';
      });
      await panel.locator('[part~=button]').click();
      await page.waitForSelector('#sample-call[state=listening]');
      await page.waitForTimeout(LISTENING_MS);
      await panel.getByRole('textbox').fill('asks for the manager');
      await panel.locator('[part~=mark-button]').click();
      const save = async (format: string): Promise<string> => {
        const saved = page.waitForEvent('download');
        await panel.locator('[part~=save-button]').filter({ hasText: format }).click();
        const download = await saved;
        expect(download.suggestedFilename()).toBe(`call.${format.toLowerCase()}`);
        return readFileSync(await download.path(), 'utf8');
      };
      const { frames, marks, talkTime } = JSON.parse(await save('JSON')) as {
        readonly frames: readonly CallFrame[];
        readonly marks: readonly { readonly note: string }[];
        readonly talkTime: TalkShares;
      };
      expect(speechOf(frames, 'customer')).toBeGreaterThan(8);
      expect(speechOf(frames, 'agent')).toBeGreaterThan(8);
      // The sample's sides take turns: each is heard on its own channel alone.
      const { customer, agent, both } = talkTime;
      expect(both).toBeLessThan(Math.min(customer ?? 0, agent ?? 0) / 2);
      expect(marks.map(({ note }) => note)).toEqual(['asks for the manager']);
      const table = await save('CSV');
      expect(table, 'a byte order mark, for spreadsheets').toMatch(/^\uFEFF/);
      expect(table).toMatch(/^mark,,.*,asks for the manager\r$/m);
      expect(page.workers()).toHaveLength(1);
    });
  });
});
