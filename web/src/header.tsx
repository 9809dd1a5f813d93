import { CachedProfilePicture } from 'profile-picture-cache';
import { daysAhead, isOffline } from './demo-state';
import { type Person, viewer } from './people';

interface HeaderProps {
  onOpen: (person: Person) => void;
  onReconnect: () => void;
}

function Clock() {
  const days = daysAhead();
  if (days === 0) return null;
  return <span className="chip">{days === 1 ? 'Tomorrow' : `${days} days later`}</span>;
}

function Connection({ onReconnect }: { onReconnect: () => void }) {
  if (!isOffline()) return null;
  return (
    <button
      type="button"
      className="chip chip-alert"
      data-testid="reconnect"
      title="Offline: go back to the network"
      onClick={onReconnect}
    >
      Offline<span className="wide-only"> · reconnect</span>
    </button>
  );
}

export function Header({ onOpen, onReconnect }: HeaderProps) {
  return (
    <header className="header">
      <div className="header-inner">
        <a className="brand" href="/">
          <img src="/circle.svg" alt="" width={28} height={28} />
          Circle
        </a>
        <div className="header-state">
          <Clock />
          <Connection onReconnect={onReconnect} />
        </div>
        <button
          type="button"
          className="viewer"
          data-testid="open-own-profile"
          onClick={() => onOpen(viewer)}
        >
          <span className="viewer-name">{viewer.name}</span>
          <CachedProfilePicture className="picture" userId={viewer.id} name={viewer.name} size={40} alt="" />
          <span className="visually-hidden">Your profile</span>
        </button>
      </div>
    </header>
  );
}
