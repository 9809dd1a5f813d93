// Asks sentinels which server is the master.
#pragma once

#include "server/redis/node.h"

namespace ppc::server::redis {

/// Asks one sentinel after the other, from the one that knew the answer last; kUnavailable when none does.
Locate locate_by_sentinels(Executor executor, const Settings& settings);

}  // namespace ppc::server::redis
