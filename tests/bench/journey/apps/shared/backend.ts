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

/** One call for all of them. */
export async function fetchRecords(userIds: readonly string[]): Promise<PictureRecord[]> {
  const response = await fetch('/api/profile-pictures/batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userIds, size: 128 }),
  });
  const { pictures } = (await response.json()) as { pictures: PictureRecord[] };
  return pictures;
}
