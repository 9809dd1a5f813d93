import assert from 'node:assert/strict';
import test from 'node:test';
import { findViolations } from '../../scripts/lib/layers.mjs';

const isViolation = (path, text) => findViolations([{ path, text }]).length > 0;

const PLANTED = [
  ['cpp/core/store/store.cpp', '#include <emscripten/val.h>'],
  ['cpp/core/store/store.cpp', '#include "server/base/log.h"'],
  ['cpp/core/ttl/clock.h', '#include <chrono>'],
  ['cpp/core/ttl/clock.h', 'auto now = Clock::now();'],
  ['cpp/core/monitor/monitor.cpp', '#include <iostream>'],
  ['cpp/core/records/report.cpp', 'if (bad) throw Error();'],
  ['cpp/server/main.cpp', '#include <emscripten/bind.h>'],
  ['cpp/server/main.cpp', '#include "wasm/convert.h"'],
  ['cpp/wasm/convert.h', '#include "server/base/log.h"'],
  ['js/react/provider.tsx', "import create from '#picture-core';"],
  ['js/react/provider.tsx', "import { openDatabase } from '../shims/indexed-db/database.js';"],
  ['js/shims/network.ts', "import { Engine } from '../client/engine.js';"],
  ['js/shared/keys.ts', "export { help } from '../../tests/js/support/help.js';"],
  ['js/core.ts', "import '../web/src/main.tsx';"],
  ['sw/index.ts', "import { createPictureCache } from '../js/client/create-picture-cache.js';"],
  ['web/src/app.tsx', "import { Engine } from '../../js/client/engine.js';"],
  ['web/src/app.tsx', "const engine = await import('../../js/client/engine.js');"],
  ['scripts/start.mjs', "import { people } from '../web/src/people.ts';"],
  ['cpp/core/records/report.cpp', '#include <nlohmann/json.hpp>'],
  ['cpp/server/redis/node.cpp', '#include "server/metrics/metrics.h"'],
  ['cpp/server/http/connection.cpp', '#include "server/api/routes.h"'],
  ['cpp/server/a_new_folder/part.cpp', ''],
];

for (const [path, text] of PLANTED) {
  test(`${path} with \`${text}\` is a violation`, () => assert.equal(isViolation(path, text), true));
}

const ALLOWED = [
  ['cpp/core/store/store.cpp', '#include "core/store/store.h"\n#include <vector>'],
  ['cpp/server/api/parameters.cpp', '#include <nlohmann/json.hpp>'],
  ['cpp/core/store/store.cpp', '// No caller may throw here, and no clock::now() either.'],
  ['cpp/wasm/convert.h', '#include <emscripten/val.h>\n#include "core/base/types.h"'],
  ['js/react/provider.tsx', "import type { PictureCache } from '../client/types.js';"],
  ['web/src/app.tsx', "import { CachedProfilePicture } from 'profile-picture-cache';\nimport './header';"],
  ['web/worker/worker.ts', "import { install } from 'profile-picture-cache/sw';"],
];

for (const [path, text] of ALLOWED) {
  test(`${path} with \`${text.split('\n')[0]}\` keeps to the layers`, () =>
    assert.equal(isViolation(path, text), false));
}
