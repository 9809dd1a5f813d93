import { memo } from 'react';
import { FriendRow } from './friend-row';
import { friends, type Person } from './people';

interface FriendListProps {
  onOpen: (person: Person) => void;
  /** A friend's picture is on the screen. */
  onShown: (userId: string) => void;
}

export const FriendList = memo(function FriendList({ onOpen, onShown }: FriendListProps) {
  return (
    <section className="card friends" aria-labelledby="friends-title">
      <h2 id="friends-title">
        Friends <span className="count">{friends.length}</span>
      </h2>
      <ul className="friend-list" data-testid="friend-list">
        {friends.map((friend) => (
          <FriendRow key={friend.id} friend={friend} onOpen={onOpen} onShown={onShown} />
        ))}
      </ul>
    </section>
  );
});
