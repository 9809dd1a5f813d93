/** What one tab tells the others of the same origin and account. */

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
    if (data.message !== undefined) hear(data.message);
  };
  return {
    tell: (message) => {
      const envelope: Envelope = { profilePictureCache: VERSION, account, message };
      channel.postMessage(envelope);
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
