// What no setting can know alone.
#pragma once

#include "server/base/result.h"
#include "server/config/config.h"

namespace ppc::server {

/// The settings, if they fit together; else kInvalid with one sentence that says which do not and what to do.
Result<Config> checked(Config config);

}  // namespace ppc::server
