export interface PictureRecord {
  userId: string;
  url: string;
  version: string;
}

/** One call for one friend, as an application without a batch has it. */
export async function fetchRecord(userId: string): Promise<PictureRecord> {
  const response = await fetch(`/api/profile-pictures/${userId}?size=128`);
  if (!response.ok) throw new Error(`the backend answered ${response.status}`);
  return response.json() as Promise<PictureRecord>;
}

/** The most that the backend takes in one call. */
const BATCH = 200;

async function fetchBatch(userIds: readonly string[]): Promise<PictureRecord[]> {
  const response = await fetch('/api/profile-pictures/batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userIds, size: 128 }),
  });
  const { pictures } = (await response.json()) as { pictures: PictureRecord[] };
  return pictures;
}

/** As few calls as can be, all at once. */
export async function fetchRecords(userIds: readonly string[]): Promise<PictureRecord[]> {
  const starts = Array.from({ length: Math.ceil(userIds.length / BATCH) }, (_, i) => i * BATCH);
  const batches = starts.map((start) => fetchBatch(userIds.slice(start, start + BATCH)));
  return (await Promise.all(batches)).flat();
}
