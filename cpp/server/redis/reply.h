// What Redis answers, as a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/result.h"

namespace ppc::server::redis {

struct Reply {
  enum class Kind { kNothing, kText, kStatus, kError, kInteger, kList };

  Kind kind = Kind::kNothing;
  std::string text;  // of kText, kStatus and kError
  std::int64_t integer = 0;
  std::vector<Reply> list;

  bool is_error() const { return kind == Kind::kError; }
  /// Whether it is an error of that kind: "MOVED", "OOM", "NOSCRIPT".
  bool is_error(std::string_view code) const;
};

/// One for each command, in order. An error of Redis itself is a Reply; no answer at all is an Error.
using Replies = std::vector<Result<Reply>>;

/// True for answers of a node that cannot serve at all now: loading, demoted to a replica, or cut off from
/// its cluster or master.
bool says_unavailable(const Reply& reply);

}  // namespace ppc::server::redis
