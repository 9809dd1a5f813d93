/** What one tab tells the others of the same origin and account. */

import { isUserId } from './user-id.js';

const CHANNEL = 'profile-picture-cache';
const VERSION = 1;

export type TabMessage = { type: 'invalidated'; userId: string; hard: boolean } | { type: 'cleared' };

interface Envelope {
  profilePictureCache: typeof VERSION;
  account: string;
  message: TabMessage;
}

export interface Tabs {
  tell(message: TabMessage): void;
  close(): void;
}

/** Without BroadcastChannel, or where it is blocked, nobody is told and nothing is heard. */
export function openTabs(account: string, hear: (message: TabMessage) => void): Tabs {
  const channel = openChannel();
  if (channel === null) return { tell: () => {}, close: () => {} };
  channel.onmessage = ({ data }: MessageEvent<Partial<Envelope> | null>) => {
    if (data?.profilePictureCache !== VERSION || data.account !== account) return;
    const message = readMessage(data.message);
    if (message !== null) hear(message);
  };
  return {
    tell: (message) => {
      const envelope: Envelope = { profilePictureCache: VERSION, account, message };
      try {
        channel.postMessage(envelope);
      } catch {
        // Closed, or the browser refuses: the other tabs learn of it when their records run out.
      }
    },
    close: () => channel.close(),
  };
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}

/** Any script of the origin may post to the channel. */
function readMessage(message: unknown): TabMessage | null {
  const { type, userId, hard } = (message ?? {}) as Record<string, unknown>;
  if (type === 'cleared') return { type };
  if (type === 'invalidated' && isUserId(userId)) return { type, userId, hard: hard === true };
  return null;
}
