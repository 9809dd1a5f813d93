import { type ComponentPropsWithoutRef, forwardRef, type SyntheticEvent, useState } from 'react';
import { variantFor } from '../shared/variants.js';
import { useInitialsTurn } from './initials-turn.js';
import type { PictureSource } from './picture-source.js';
import { placeholderUrl } from './placeholder.js';
import { plainColourUrl } from './plain-colour.js';
import { usePictureSource } from './use-picture-source.js';

/** What the component decides itself. */
type OwnAttributes = 'src' | 'srcSet' | 'sizes' | 'width' | 'height' | 'crossOrigin' | 'name' | 'children';

export interface CachedProfilePictureProps extends Omit<ComponentPropsWithoutRef<'img'>, OwnAttributes> {
  /** Whose picture. Without one nothing is asked and a placeholder is shown. */
  userId: string | null | undefined;
  /** The person's name: for the initials, and as the text alternative. */
  name?: string | null | undefined;
  /** Edge length in CSS pixels; default 40. Which variant is fetched follows from it and the screen's pixel ratio. */
  size?: number | undefined;
  /**
   * Default: `name`; without a name '' (decorative), as a user id tells nothing to a person. Pass '' where the name is written
   * beside the picture.
   */
  alt?: string | undefined;
  /** Called when the picture is shown, not for the placeholder. */
  onLoad?: ComponentPropsWithoutRef<'img'>['onLoad'];
  /** Called when the picture's URL could not be shown; the cache is told by itself. */
  onError?: ComponentPropsWithoutRef<'img'>['onError'];
}

/** What to show of the picture. */
interface Shown {
  /** Null while there is none, or none that can be shown. */
  readonly url: string | null;
  /** One may come. */
  readonly isExpected: boolean;
  readonly isFromServer: boolean;
  reportBroken(url: string): void;
}

function useShown(userId: string | null, size: number): Shown {
  const pixelRatio = typeof window === 'undefined' ? 1 : window.devicePixelRatio;
  const { source, snapshot } = usePictureSource(userId, variantFor(size, pixelRatio));
  const [broken, setBroken] = useState<{ source: PictureSource; url: string } | null>(null);
  const cannotBeShown = broken !== null && broken.source === source && broken.url === snapshot.url;
  return {
    url: cannotBeShown ? null : snapshot.url,
    isExpected: snapshot.status === 'loading' || (userId !== null && snapshot.status === 'idle'),
    isFromServer: snapshot === source.readOnServer(),
    reportBroken(url) {
      setBroken({ source, url });
      source.reportBroken(url);
    },
  };
}

/** The element has finished, and without pixels. While another `src` loads, `complete` is false. */
function isBroken(image: HTMLImageElement): boolean {
  return image.complete && image.naturalWidth === 0;
}

/**
 * One `<img>` of fixed size: the user's picture, or the user's colour while there is none, with the initials when it
 * takes long or none comes. Every other attribute and the ref
 * pass through to the `<img>`.
 *
 * Changing `src` needs no care for a flash: an `<img>` paints its old picture until the new one is complete (HTML, "pending
 * request"; seen in Chromium with every value of `decoding`). 'sync' then puts the new pixels into that very frame. No load or error
 * event is missed when a page takes server-rendered HTML over: that always shows initials, and a picture is set by the page itself.
 */
export const CachedProfilePicture = forwardRef<HTMLImageElement, CachedProfilePictureProps>(
  function CachedProfilePicture(props, ref) {
    const { userId: user, name, size = 40, alt = name ?? '', style, onLoad, onError, ...attributes } = props;
    const userId = user ?? null;
    const { url, isExpected, isFromServer, reportBroken } = useShown(userId, size);
    const hasInitials = useInitialsTurn(url === null, isExpected, isFromServer);
    const handleLoad = (event: SyntheticEvent<HTMLImageElement>): void => {
      if (url !== null && event.currentTarget.complete) onLoad?.(event);
    };
    const handleError = (event: SyntheticEvent<HTMLImageElement>): void => {
      if (url === null) return;
      if (isBroken(event.currentTarget)) reportBroken(url);
      onError?.(event);
    };
    return (
      <img
        // Another user gets another element: an <img> would go on painting the first one's picture until the next has loaded.
        key={userId}
        decoding="sync"
        {...attributes}
        ref={ref}
        alt={alt}
        width={size}
        height={size}
        crossOrigin="anonymous"
        style={{ width: size, height: size, objectFit: 'cover', ...style }}
        onLoad={handleLoad}
        onError={handleError}
        src={url ?? (hasInitials ? placeholderUrl(userId, name) : plainColourUrl(userId))}
      />
    );
  },
);
