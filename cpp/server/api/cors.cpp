#include "server/api/cors.h"

#include <algorithm>

namespace ppc::server {
namespace {

constexpr std::string_view kUsualHeaders = "Authorization, Content-Type, If-None-Match";

}  // namespace

CorsPolicy::CorsPolicy(std::vector<std::string> allowed_origins)
    : allowed_origins_(std::move(allowed_origins)) {}

bool CorsPolicy::allows(std::string_view origin) const {
  return std::any_of(allowed_origins_.begin(), allowed_origins_.end(),
                     [&](const std::string& allowed) { return allowed == "*" || allowed == origin; });
}

void CorsPolicy::apply(const Request& request, Response& response) const {
  if (allowed_origins_.empty()) return;
  response.add_header("Vary", "Origin");
  const auto origin = request.header("Origin");
  if (!origin || !allows(*origin)) return;
  response.add_header("Access-Control-Allow-Origin", *origin);
  response.add_header("Access-Control-Expose-Headers", "ETag, Retry-After");
}

Response CorsPolicy::preflight(const Request& request, std::string_view methods) const {
  Response response(204);
  response.add_header("Allow", methods);
  const auto origin = request.header("Origin");
  if (!origin || !allows(*origin)) return response;
  response.add_header("Access-Control-Allow-Methods", methods);
  // An allowed page may send what it likes: which headers an application adds is its own business.
  const auto wanted = request.header("Access-Control-Request-Headers");
  response.add_header("Access-Control-Allow-Headers", wanted.value_or(kUsualHeaders));
  response.add_header("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace ppc::server
