#include "server/api/route.h"

namespace ppc::server {
namespace {

constexpr std::string_view kListSeparator = ", ";
constexpr std::string_view kPictures = "/api/profile-pictures/";
constexpr std::string_view kBatch = "batch";

RouteMatch match_picture(std::string_view method, std::string_view rest) {
  const auto slash = rest.find('/');
  if (slash == std::string_view::npos) {
    if (rest == kBatch && method == "POST") return {Resource::kBatch, {}};
    return {Resource::kPicture, rest};
  }
  if (rest.substr(slash) == "/image") return {Resource::kImage, rest.substr(0, slash)};
  return {};
}

}  // namespace

RouteMatch match_route(std::string_view method, std::string_view path) {
  if (path.starts_with(kPictures)) return match_picture(method, path.substr(kPictures.size()));
  if (path == "/healthz") return {Resource::kHealth, {}};
  if (path == "/readyz") return {Resource::kReady, {}};
  if (path == "/metrics") return {Resource::kMetrics, {}};
  return {};
}

std::string_view allowed_methods(const RouteMatch& match) {
  switch (match.resource) {
    case Resource::kPicture:
      if (match.raw_user_id != kBatch) return "GET, HEAD, PUT, DELETE, OPTIONS";
      [[fallthrough]];
    case Resource::kBatch:
      return "GET, HEAD, POST, PUT, DELETE, OPTIONS";
    case Resource::kImage:
    case Resource::kHealth:
    case Resource::kReady:
    case Resource::kMetrics:
      return "GET, HEAD, OPTIONS";
    case Resource::kUnknown:
      break;
  }
  return "";
}

bool allows_method(const RouteMatch& match, std::string_view method) {
  std::string_view rest = allowed_methods(match);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    if (rest.substr(0, comma) == method) return true;
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + kListSeparator.size());
  }
  return false;
}

std::string_view route_label(Resource resource) {
  switch (resource) {
    case Resource::kPicture:
      return "picture";
    case Resource::kImage:
      return "image";
    case Resource::kBatch:
      return "batch";
    case Resource::kHealth:
      return "healthz";
    case Resource::kReady:
      return "readyz";
    case Resource::kMetrics:
      return "metrics";
    case Resource::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace ppc::server
