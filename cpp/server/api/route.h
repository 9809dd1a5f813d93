// Which resource a request means.
#pragma once

#include <string_view>

namespace ppc::server {

enum class Resource { kUnknown, kPicture, kImage, kBatch, kHealth, kReady, kMetrics };

struct RouteMatch {
  Resource resource = Resource::kUnknown;
  std::string_view raw_user_id;  // still percent-encoded
};

/// The path is split at its slashes before anything is decoded: "%2F" belongs to a user id. The method
/// decides between the batch route (POST) and the picture of a user called "batch".
RouteMatch match_route(std::string_view method, std::string_view path);
/// Of the path, whatever the method was: "GET, HEAD, PUT, DELETE, OPTIONS"; empty for kUnknown.
std::string_view allowed_methods(const RouteMatch& match);
bool allows_method(const RouteMatch& match, std::string_view method);
/// Label of the metrics.
std::string_view route_label(Resource resource);

}  // namespace ppc::server
