import { createSyncStoragePersister } from '@tanstack/query-sync-storage-persister';
import { QueryClient, useQuery } from '@tanstack/react-query';
import { PersistQueryClientProvider } from '@tanstack/react-query-persist-client';
import { fetchRecord } from '../shared/backend.js';
import { present } from '../shared/friend-list.js';
import { SIZE } from '../shared/stage.js';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

const start = performance.now();
// As the documentation of persistQueryClient says: gcTime at least as long as the persister's maxAge, which is a day.
const client = new QueryClient({ defaultOptions: { queries: { staleTime: 45 * MINUTE, gcTime: DAY } } });
const persister = createSyncStoragePersister({ storage: window.localStorage });
void navigator.serviceWorker.register('/tanstack/sw.js');

function Avatar({ userId }: { userId: string }) {
  const { data } = useQuery({ queryKey: ['picture', userId], queryFn: () => fetchRecord(userId) });
  return <img src={data?.url} width={SIZE} height={SIZE} alt="" />;
}

present(start, Avatar, (list) => (
  <PersistQueryClientProvider client={client} persistOptions={{ persister }}>
    {list}
  </PersistQueryClientProvider>
));
