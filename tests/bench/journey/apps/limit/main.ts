/**
 * The same work with nothing in the way, no framework either. Pictures that IndexedDB has: one getAll() and object URLs. Otherwise one batch
 * call, and every <img> at its signed address at once. Mounted again in the same page: a Map of object URLs, whose pixels are held.
 */
import { fetchRecords } from '../shared/backend.js';
import { FRIENDS, openBench, rootElement, SIZE } from '../shared/stage.js';

interface Stored {
  userId: string;
  bytes: ArrayBuffer;
}

const start = performance.now();
const root = rootElement();
const urls = new Map<string, string>();
/** The browser forgets the pixels of an address that no <img> has; these have it while the list is not mounted. */
const held: HTMLImageElement[] = [];
const list = document.createElement('ul');

function addRow(userId: string): void {
  const row = document.createElement('li');
  const image = document.createElement('img');
  image.width = SIZE;
  image.height = SIZE;
  image.src = urls.get(userId) ?? '';
  row.append(image, `Friend ${userId}`);
  list.append(row);
}

function show(shown: boolean): void {
  list.replaceChildren();
  if (shown) for (const userId of FRIENDS) addRow(userId);
  if (shown) root.append(list);
  else list.remove();
}

function request<Value>(asked: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open('limit', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('pictures', { keyPath: 'userId' });
  return request(opening);
}

function keepUrl({ userId, bytes }: Stored): void {
  urls.set(userId, URL.createObjectURL(new Blob([bytes], { type: 'image/png' })));
}

async function hold(userId: string): Promise<void> {
  const image = new Image();
  image.src = urls.get(userId) ?? '';
  held.push(image);
  await image.decode();
}

async function fromNetwork(): Promise<void> {
  for (const { userId, url } of await fetchRecords(FRIENDS)) urls.set(userId, url);
  show(true);
  await window.bench.first;
  const fetched = FRIENDS.map(async (userId): Promise<Stored> => {
    const response = await fetch(urls.get(userId) ?? '', { cache: 'force-cache' });
    return { userId, bytes: await response.arrayBuffer() };
  });
  const pictures = await Promise.all(fetched);
  const store = (await open()).transaction('pictures', 'readwrite').objectStore('pictures');
  await Promise.all(pictures.map((picture) => request(store.put(picture))));
  pictures.forEach(keepUrl);
  await Promise.all(FRIENDS.map(hold));
  localStorage.setItem('stored', 'yes');
}

async function fromDatabase(): Promise<void> {
  const database = await open();
  const stored: Stored[] = await request(database.transaction('pictures').objectStore('pictures').getAll());
  stored.forEach(keepUrl);
  show(true);
}

openBench(start, show);
void (localStorage.getItem('stored') === null ? fromNetwork() : fromDatabase());
