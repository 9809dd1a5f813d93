import { readFile } from 'node:fs/promises';
import { pictured, samplePath } from './people.mjs';
import { Stop } from './stop.mjs';

const BATCH = '/api/profile-pictures/batch';

/** Which of these users have no picture yet. */
async function withoutPicture(api, userIds) {
  const answer = await fetch(`${api}${BATCH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userIds, size: 128 }),
  });
  if (!answer.ok) {
    throw new Stop(
      `The backend cannot look at its object store (${answer.status}); its own lines above say why and what to do.`,
    );
  }
  return (await answer.json()).missing;
}

async function put(api, userId) {
  const answer = await fetch(`${api}/api/profile-pictures/${encodeURIComponent(userId)}`, {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: await readFile(samplePath(userId)),
  });
  if (answer.status !== 201) {
    const { error } = await answer.json();
    throw new Stop(`The backend refused the sample picture of '${userId}': ${error.message}.`);
  }
}

/**
 * Uploads the sample pictures through the API for every sample user who has none. Resolves to their number.
 * @param {string} api the backend's origin
 */
export async function seed(api) {
  const users = await withoutPicture(api, pictured);
  for (const userId of users) await put(api, userId);
  return users.length;
}
