import 'fake-indexeddb/auto';
import { createIndexedDbShim } from '../../../../js/shims/indexed-db.js';
import { bytesLayerContract } from '../../contracts/bytes-layer-contract.js';
import { MemoryBytesLayer } from '../../doubles/memory-bytes-layer.js';
import { uniqueName } from '../../support/world.js';

bytesLayerContract('the double in memory', () => new MemoryBytesLayer());
bytesLayerContract('IndexedDB in memory', () => createIndexedDbShim({ name: uniqueName('database') }));
