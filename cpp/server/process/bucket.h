// The bucket that the settings name: how it is opened, and what is said of it at the start.
#pragma once

#include <memory>

#include "server/config/config.h"
#include "server/s3/bucket_store.h"
#include "server/s3/presign.h"

namespace ppc::server {

/// For one event loop.
struct OpenBucket {
  std::unique_ptr<s3::BucketStore> store;
  std::unique_ptr<s3::Presigner> presigner;
};

/// kInvalid when credentials or files are missing. Asks nothing of the store yet.
Result<OpenBucket> open_bucket(const Config& config, const Executor& executor);

/// With --init-bucket makes what is missing, and fails when that fails. Then writes to the log what is still
/// missing and the command that mends it; the server starts all the same, as a store may come later than its
/// clients.
Result<Done> prepare_bucket(const Config& config);

}  // namespace ppc::server
