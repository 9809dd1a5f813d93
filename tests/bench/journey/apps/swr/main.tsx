import useSWR, { type State, SWRConfig } from 'swr';
import { fetchRecord, type PictureRecord } from '../shared/backend.js';
import { present } from '../shared/friend-list.js';
import { SIZE } from '../shared/stage.js';

const start = performance.now();

/** As SWR's documentation has it ("LocalStorage Based Persistent Cache"). */
function localStorageProvider(): Map<string, State<unknown>> {
  const map = new Map<string, State<unknown>>(JSON.parse(localStorage.getItem('app-cache') ?? '[]'));
  window.addEventListener('beforeunload', () => {
    localStorage.setItem('app-cache', JSON.stringify([...map.entries()]));
  });
  return map;
}

function Avatar({ userId }: { userId: string }) {
  const { data } = useSWR<PictureRecord>(userId, fetchRecord);
  return <img src={data?.url} width={SIZE} height={SIZE} alt="" />;
}

present(start, Avatar, (list) => <SWRConfig value={{ provider: localStorageProvider }}>{list}</SWRConfig>);
