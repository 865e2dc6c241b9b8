import { EmotionCallPanel, type AgentGround } from 'emotion-meter/call-panel';
import { find } from './find.js';
import { followLooks } from './looks.js';
import { LoopbackCall } from './loopback-call.js';

const panel = find('#panel', EmotionCallPanel);
const ground = find('#ground', HTMLSelectElement);
const place = find('#call', HTMLButtonElement);
const hangUp = find('#hang-up', HTMLButtonElement);
let call: LoopbackCall | null = null;

panel.alerts = [{ label: 'anger', on: 0.6, off: 0.4, minDurationMs: 2000, refractoryMs: 10_000 }];
followLooks();

const isFollowing = (): boolean => ['loading', 'asking', 'listening'].includes(panel.state);

/** A call that has ended is nothing to start on again. */
function takeStreams(): void {
  if (call === null && isFollowing()) return;
  panel.customerStream = call?.customer ?? null;
  panel.agentStream = call?.agent ?? null;
}

place.addEventListener('click', () => {
  place.disabled = true;
  LoopbackCall.place()
    .then((placed) => {
      call = placed;
      hangUp.disabled = false;
      if (document.activeElement === document.body) hangUp.focus();
      takeStreams();
      return panel.start();
    })
    // The panel itself shows what hinders it.
    .catch((error: unknown) => {
      console.error(error);
      place.disabled = call !== null;
    });
});
hangUp.addEventListener('click', () => {
  call?.hangUp();
  call = null;
  place.disabled = false;
  place.focus();
  hangUp.disabled = true;
  takeStreams();
});
panel.addEventListener('state-change', takeStreams);
ground.addEventListener('change', () => {
  panel.agentGround = ground.value as AgentGround;
});
