// The server as a process: event loops on threads, from the first line it prints to the signal that ends it.
#pragma once

#include "server/base/result.h"
#include "server/config/config.h"

namespace ppc::server {

/// Serves until SIGTERM or SIGINT. Prints one line of JSON when it listens:
/// {"listening":{"api":...,"store":...}}. An error when it could not start.
Result<Done> serve(Config config);

}  // namespace ppc::server
