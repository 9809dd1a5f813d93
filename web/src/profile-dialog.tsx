import { type PictureCache, useProfilePicture, variantFor } from 'profile-picture-cache';
import { useEffect, useRef } from 'react';
import { LIST_PICTURE } from './friend-row';
import { LargePicture } from './large-picture';
import { LAYER_TITLES } from './layer-titles';
import { type Person, viewer } from './people';
import { usePictureChange } from './use-picture-change';

const LARGE_PICTURE = 256;
const IMAGE_TYPES = 'image/png,image/jpeg,image/webp,image/avif,image/gif';

interface ProfileDialogProps {
  cache: PictureCache;
  person: Person;
  onClose: () => void;
}

/** Where the picture came from, for those who want to know. */
function Source({ userId }: { userId: string }) {
  const { layer, stale, version } = useProfilePicture(userId, {
    size: variantFor(LARGE_PICTURE, devicePixelRatio),
  });
  if (layer === null) return <p className="source">&nbsp;</p>;
  return (
    <p className="source" data-testid="picture-source">
      {stale ? 'Checking for a newer one · ' : ''}from {LAYER_TITLES[layer]}
      {version === null ? '' : ` · version ${version.slice(0, 8)}`}
    </p>
  );
}

function Actions({ cache, person }: { cache: PictureCache; person: Person }) {
  const { upload, invalidate, message, busy } = usePictureChange(cache, person);
  return (
    <>
      <div className="actions">
        <label className="button button-primary">
          New picture
          <input
            type="file"
            className="visually-hidden"
            data-testid="upload-input"
            accept={IMAGE_TYPES}
            disabled={busy}
            onChange={(event) => upload(event.currentTarget)}
          />
        </label>
        <button
          type="button"
          className="button"
          data-testid="invalidate"
          disabled={busy}
          onClick={invalidate}
        >
          Invalidate
        </button>
      </div>
      <p className="message" role="status" data-testid="profile-message">
        {message}
      </p>
    </>
  );
}

/** A person with the large picture. A modal <dialog>: the browser keeps the focus inside and closes it at Esc. */
export function ProfileDialog({ cache, person, onClose }: ProfileDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
  }, []);
  const close = (): void => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      className="profile"
      data-testid="profile-dialog"
      aria-labelledby="profile-name"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <div className="profile-inner">
        <button type="button" className="close" aria-label="Close" onClick={close}>
          <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
            <path d="M4 4l10 10M14 4L4 14" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
          </svg>
        </button>
        <LargePicture person={person} size={LARGE_PICTURE} smallSize={LIST_PICTURE} />
        <h2 id="profile-name">{person.name}</h2>
        <p className="profile-bio">{person.bio}</p>
        <Actions cache={cache} person={person} />
        <Source userId={person.id} />
        {person.id === viewer.id && (
          <p className="source">This is you. Your friends see a new picture at once.</p>
        )}
      </div>
    </dialog>
  );
}
