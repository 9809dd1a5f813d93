import { type PictureCache, ProfilePictureError } from 'profile-picture-cache';
import { useState } from 'react';
import type { Person } from './people';

export interface PictureChange {
  upload: (input: HTMLInputElement) => void;
  invalidate: () => void;
  /** How the last change went; empty before the first. */
  message: string;
  busy: boolean;
}

const explain = (error: unknown): string =>
  error instanceof ProfilePictureError ? error.message : 'That did not work. Try again.';

/** The two things that change a person's picture, and what to say about them. */
export function usePictureChange(cache: PictureCache, person: Person): PictureChange {
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);

  const perform = async (work: () => Promise<unknown>, success: string): Promise<void> => {
    setBusy(true);
    setMessage('');
    try {
      await work();
      setMessage(success);
    } catch (error) {
      setMessage(explain(error));
    }
    setBusy(false);
  };

  return {
    message,
    busy,
    upload(input) {
      const file = input.files?.[0];
      input.value = '';
      if (file !== undefined)
        void perform(() => cache.upload(person.id, file), 'The new picture is everywhere.');
    },
    invalidate() {
      const work = () => cache.invalidateProfilePicture({ userId: person.id });
      void perform(work, 'Dropped from every layer. A fresh one comes as soon as the backend answers.');
    },
  };
}
