import { configureStore } from '@reduxjs/toolkit';
import { createApi, fetchBaseQuery } from '@reduxjs/toolkit/query/react';
import { Provider } from 'react-redux';
import type { PictureRecord } from '../shared/backend.js';
import { present } from '../shared/friend-list.js';
import { SIZE } from '../shared/stage.js';

const start = performance.now();
const api = createApi({
  baseQuery: fetchBaseQuery({ baseUrl: '/api/profile-pictures' }),
  // As long as TanStack's are fresh, in seconds.
  keepUnusedDataFor: 45 * 60,
  endpoints: (build) => ({
    picture: build.query<PictureRecord, string>({ query: (userId) => `/${userId}?size=128` }),
  }),
});
const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer },
  middleware: (defaults) => defaults().concat(api.middleware),
});

function Avatar({ userId }: { userId: string }) {
  const { data } = api.usePictureQuery(userId);
  return <img src={data?.url} width={SIZE} height={SIZE} alt="" />;
}

present(start, Avatar, (list) => <Provider store={store}>{list}</Provider>);
