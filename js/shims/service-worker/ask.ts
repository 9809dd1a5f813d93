import { type Envelope, PROTOCOL, type WorkerReply, type WorkerRequest } from '../../shared/messages.js';
import { LayerError } from '../layer-error.js';
import { within } from '../within.js';

/**
 * Sends one request and waits for its reply on a channel of its own. Bytes are copied, not transferred: the page goes on
 * using them.
 */
export async function ask(
  worker: ServiceWorker,
  request: WorkerRequest,
  timeoutMs: number,
): Promise<WorkerReply> {
  const { port1, port2 } = new MessageChannel();
  const reply = new Promise<WorkerReply>((resolve, reject) => {
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      const body = bodyOf(data);
      if (body !== null) resolve(body);
      else reject(new LayerError('serviceWorker', 'failed', 'a reply of another protocol'));
    };
  });
  try {
    const envelope: Envelope<WorkerRequest> = { profilePictureCache: PROTOCOL, body: request };
    worker.postMessage(envelope, [port2]);
    return await within(timeoutMs, reply, () => noReply(request, timeoutMs));
  } catch (error) {
    if (error instanceof LayerError) throw error;
    throw new LayerError('serviceWorker', 'failed', `'${request.type}' could not be sent`, error);
  } finally {
    port1.close();
  }
}

function noReply({ type }: WorkerRequest, timeoutMs: number): LayerError {
  const what = `no reply to '${type}' for ${timeoutMs} ms; does the worker install profile-picture-cache/sw?`;
  return new LayerError('serviceWorker', 'timeout', what);
}

function bodyOf(data: unknown): WorkerReply | null {
  const envelope = (data ?? {}) as Partial<Envelope<WorkerReply>>;
  return envelope.profilePictureCache === PROTOCOL ? (envelope.body ?? null) : null;
}
