import { createPictureCache } from 'profile-picture-cache/core';
import { answeringFetch, userIds } from '../shared/pictures.js';

const FRIENDS = 50;

const bench = {
  /** Visits fifty friends. Gives one of them and what localStorage holds then. */
  async fill(): Promise<{ userId: string; entries: [string, string][] }> {
    const friends = userIds(FRIENDS);
    const cache = createPictureCache({ fetch: answeringFetch });
    await cache.ready;
    await cache.prefetch(friends);
    cache.dispose();
    return { userId: friends[FRIENDS / 2] as string, entries: Object.entries(localStorage) };
  },
};

export type FillBench = typeof bench;
Object.assign(window, { bench });
