import { type ComponentType, type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { FRIENDS, openBench, rootElement } from './stage.js';

export type Avatar = ComponentType<{ userId: string }>;

/** The same rows for every contender; what differs is the avatar. */
function FriendList({ Avatar }: { Avatar: Avatar }) {
  return (
    <ul>
      {FRIENDS.map((userId) => (
        <li key={userId}>
          <Avatar userId={userId} />
          <span>Friend {userId}</span>
        </li>
      ))}
    </ul>
  );
}

/** Renders the list within the contender's own providers. `start`: when the contender began, of performance.now(). */
export function present(
  start: number,
  Avatar: Avatar,
  within: (list: ReactNode) => ReactNode = (list) => list,
): void {
  let setShown: (shown: boolean) => void = () => {};
  function Stage() {
    const [shown, set] = useState(true);
    setShown = set;
    return shown ? <FriendList Avatar={Avatar} /> : null;
  }
  openBench(start, (shown) => flushSync(() => setShown(shown)));
  createRoot(rootElement()).render(within(<Stage />));
}
