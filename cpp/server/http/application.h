// What a connection serves: the API or the embedded object store.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "server/base/task.h"
#include "server/http/message.h"

namespace ppc::server {

/// Decided from the head of a request, before its body is read.
struct Admission {
  std::optional<Response> answer;  // answered at once, whatever body may follow
  std::uint64_t body_limit = 0;    // bytes; a larger body is refused while it arrives
  /// Without an answer: what has to be waited for first. It ends with the answer, or with nothing when the
  /// body may be read. The head must outlive it. Most requests do without, and so without its cost.
  std::optional<Task<std::optional<Response>>> pending;
};

/// A request that could not be read.
struct BadRequest {
  int status;             // 400, 408, 413, 414, 417, 431, 503 or 505
  std::string_view code;  // "header_too_large"
  std::string message;
  int retry_after = 0;  // seconds; 0: nobody knows
};

class Application {
 public:
  virtual ~Application() = default;
  virtual Admission admit(const Request& head) = 0;
  /// `request` stays valid until the task has ended.
  virtual Task<Response> handle(const Request& request) = 0;
  /// `head` is as far as it could be read: perhaps empty.
  virtual Response refuse(const Request& head, const BadRequest& problem) = 0;
  /// Called once for each answered request, refused ones included.
  virtual void finished(const Request& head, const Response& response, double seconds) = 0;
};

}  // namespace ppc::server
