import { CachedProfilePicture, useProfilePicture, variantFor } from 'profile-picture-cache';
import type { Person } from './people';

interface LargePictureProps {
  person: Person;
  /** Edge lengths in CSS pixels: of this picture, and of the one in the lists, which stands in until this one is there. */
  size: number;
  smallSize: number;
}

export function LargePicture({ person, size, smallSize }: LargePictureProps) {
  const large = useProfilePicture(person.id, { size: variantFor(size, devicePixelRatio) });
  const small = useProfilePicture(person.id, { size: variantFor(smallSize, devicePixelRatio) });
  const shown = large.url === null ? small : large;
  if (shown.url === null) {
    return <CachedProfilePicture className="picture" userId={person.id} name={person.name} size={size} />;
  }
  return (
    <img
      className="picture"
      data-testid="large-picture"
      src={shown.url}
      alt={person.name}
      width={size}
      height={size}
      crossOrigin="anonymous"
      decoding="sync"
      onError={shown.reportBroken}
    />
  );
}
