import { useEffect, useState } from 'react';
import { fetchRecord } from '../shared/backend.js';
import { present } from '../shared/friend-list.js';
import { SIZE } from '../shared/stage.js';

const start = performance.now();

function Avatar({ userId }: { userId: string }) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let isMounted = true;
    fetchRecord(userId).then(
      (record) => isMounted && setUrl(record.url),
      () => {},
    );
    return () => {
      isMounted = false;
    };
  }, [userId]);
  return <img src={url} width={SIZE} height={SIZE} alt="" />;
}

present(start, Avatar);
