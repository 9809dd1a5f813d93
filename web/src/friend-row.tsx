import { CachedProfilePicture } from 'profile-picture-cache';
import type { Person } from './people';

interface FriendRowProps {
  friend: Person;
  onOpen: (person: Person) => void;
  onShown: (userId: string) => void;
}

/** Edge length of the pictures in the lists, CSS pixels. */
export const LIST_PICTURE = 44;

export function FriendRow({ friend, onOpen, onShown }: FriendRowProps) {
  return (
    <li data-testid={`friend-${friend.id}`}>
      <button type="button" className="person" data-testid="open-profile" onClick={() => onOpen(friend)}>
        <CachedProfilePicture
          className="picture"
          userId={friend.id}
          name={friend.name}
          size={LIST_PICTURE}
          alt=""
          onLoad={() => onShown(friend.id)}
        />
        <span className="person-text">
          <span className="person-name">{friend.name}</span>
          <span className="person-bio">{friend.bio}</span>
        </span>
      </button>
    </li>
  );
}
