import { makeSample } from './sample.js';

/** A call whose two ends lie in one page: what each end receives has been over WebRTC. */
export class LoopbackCall {
  /** What the customer says, as the agent's end receives it. */
  readonly customer: MediaStream;
  /** What the agent says, as the customer's end receives it. */
  readonly agent: MediaStream;
  readonly #end: () => void;

  private constructor(customer: MediaStream, agent: MediaStream, end: () => void) {
    this.customer = customer;
    this.agent = agent;
    this.#end = end;
  }

  /** Connects two ends. To be called within a user gesture, since the voices need an audio context. */
  static async place(): Promise<LoopbackCall> {
    const context = new AudioContext();
    const ends = { customer: new RTCPeerConnection(), agent: new RTCPeerConnection() };
    const voices = await speakInTurns(context);
    const heard = { customer: heardBy(ends.agent), agent: heardBy(ends.customer) };
    for (const side of ['customer', 'agent'] as const)
      for (const track of voices[side].getTracks()) ends[side].addTrack(track, voices[side]);
    await connect(ends.customer, ends.agent);
    const [customer, agent] = await Promise.all([heard.customer, heard.agent]);
    return new LoopbackCall(customer, agent, () => {
      for (const end of Object.values(ends)) end.close();
      void context.close();
    });
  }

  hangUp(): void {
    this.#end();
  }
}

/** The demo's call, over and over: a calm voice, then an excited one. */
async function speakInTurns(context: AudioContext): Promise<Record<'customer' | 'agent', MediaStream>> {
  const buffer = await context.decodeAudioData(await makeSample('call').arrayBuffer());
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  const split = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
  const [agent, customer] = [context.createMediaStreamDestination(), context.createMediaStreamDestination()];
  source.connect(split);
  split.connect(agent, 0);
  split.connect(customer, 1);
  source.start();
  return { customer: customer.stream, agent: agent.stream };
}

function heardBy(end: RTCPeerConnection): Promise<MediaStream> {
  return new Promise((resolve) => {
    end.addEventListener('track', ({ streams: [stream], track }) => {
      resolve(stream ?? new MediaStream([track]));
    });
  });
}

async function connect(caller: RTCPeerConnection, called: RTCPeerConnection): Promise<void> {
  sendCandidates(caller, called);
  sendCandidates(called, caller);
  await caller.setLocalDescription();
  if (caller.localDescription) await called.setRemoteDescription(caller.localDescription);
  await called.setLocalDescription();
  if (called.localDescription) await caller.setRemoteDescription(called.localDescription);
}

function sendCandidates(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.addEventListener('icecandidate', ({ candidate }) => {
    // One that comes after the end is refused, and not needed.
    to.addIceCandidate(candidate ?? undefined).catch(() => undefined);
  });
}
