// The bucket that all replicas of the server share, from which each borrows a few tokens at a time.
#pragma once

#include <string>

#include "server/base/result.h"
#include "server/base/task.h"

namespace ppc::server {

/// May be used by several event loops at once. Arguments given by reference stay valid until the returned
/// task has ended.
class TokenLender {
 public:
  virtual ~TokenLender() = default;
  /// How many of `tokens` the client's shared bucket granted: 0 when it is empty. kUnavailable when it cannot
  /// be asked.
  virtual Task<Result<int>> borrow(const std::string& client, int tokens) = 0;
};

}  // namespace ppc::server
