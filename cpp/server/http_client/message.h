// What is asked of another server over HTTP, and what it answers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/query.h"

namespace ppc::server::http_client {

using TimePoint = std::chrono::steady_clock::time_point;

/// The method must be one that may be sent twice (GET, HEAD, PUT, DELETE).
struct Request {
  std::string method;
  std::string target;          // encoded path and query
  std::vector<Field> headers;  // with Host; Content-Length is added
  std::string_view body;       // stays valid until the answer
};

struct Response {
  int status = 0;
  std::vector<Field> headers;
  std::string body;

  /// The first header of that name, any case.
  std::optional<std::string_view> header(std::string_view name) const;
};

/// The request as it is sent, without the body.
std::string request_head(const Request& request);

}  // namespace ppc::server::http_client
