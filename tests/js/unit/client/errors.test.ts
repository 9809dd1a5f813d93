import { expect, test } from 'vitest';
import { ProfilePictureError } from '../../../../js/client/errors.js';

test('the message says what happened, to whom and what to do', () => {
  const error = new ProfilePictureError('unreachable', 'user-1');
  expect(error.message).toBe(
    "The backend could not be reached (profile picture of user 'user-1'). Check the connection and `baseUrl`, then call refetch().",
  );
  expect(error).toMatchObject({ name: 'ProfilePictureError', code: 'unreachable', userId: 'user-1' });
  expect(error).toBeInstanceOf(Error);
});

test('a setting is named by the detail', () => {
  const error = new ProfilePictureError('badOption', null, '`size` is 100, but must be 64, 128, 256 or 512');
  expect(error.message).toBe(
    'A setting cannot be used: `size` is 100, but must be 64, 128, 256 or 512. Correct it where the cache is created.',
  );
  expect(error.userId).toBeNull();
});

test('the cause is kept', () => {
  const cause = new TypeError('Failed to fetch');
  expect(new ProfilePictureError('unreachable', 'user-1', undefined, { cause }).cause).toBe(cause);
});
