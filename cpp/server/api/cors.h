// Which other origins' pages may use the API.
#pragma once

#include <string>
#include <vector>

#include "server/http/message.h"

namespace ppc::server {

/// Answers carry Access-Control-Allow-Origin only for an origin of the list ("https://example.com", or "*"
/// for any).
class CorsPolicy {
 public:
  explicit CorsPolicy(std::vector<std::string> allowed_origins);
  void apply(const Request& request, Response& response) const;
  /// Answer to OPTIONS: 204 with Allow and, for a page that may, what it may send.
  Response preflight(const Request& request, std::string_view methods) const;

 private:
  bool allows(std::string_view origin) const;

  std::vector<std::string> allowed_origins_;
};

}  // namespace ppc::server
