#include "server/s3/settings.h"

#include "server/s3/setting_names.h"

namespace ppc::server::s3 {
namespace {

Error invalid(std::string_view setting, std::string message) {
  return {ErrorKind::kInvalid, std::string(setting) + ' ' + std::move(message)};
}

}  // namespace

Result<std::vector<Endpoint>> parse_endpoints(std::string_view list) {
  std::vector<Endpoint> endpoints;
  for (std::string_view url : split(list, ',')) {
    auto endpoint = parse_endpoint(url);
    if (!endpoint) {
      return invalid(
          kEndpointSetting,
          "takes addresses without a path, such as http://127.0.0.1:9000, not '" + std::string(url) + "'");
    }
    endpoints.push_back(std::move(*endpoint));
  }
  return endpoints;
}

Result<Done> check_settings(const Settings& settings) {
  if (settings.endpoints.empty()) return invalid(kEndpointSetting, "needs at least one address");
  if (settings.bucket.empty()) return invalid(kBucketSetting, "needs a name");
  std::vector<Endpoint> hosts = settings.endpoints;
  if (settings.public_endpoint) hosts.push_back(*settings.public_endpoint);
  for (const auto& endpoint : hosts) {
    if (settings.virtual_host && is_ip_address(endpoint)) {
      return invalid(kVirtualHostSetting, "needs host names: a bucket cannot be put before " + endpoint.host);
    }
  }
  return Done{};
}

Bucket bucket_at(const Settings& settings, const Endpoint& endpoint) {
  return {endpoint, settings.bucket, settings.region, settings.virtual_host};
}

Bucket public_bucket(const Settings& settings) {
  return bucket_at(settings, settings.public_endpoint.value_or(settings.endpoints.front()));
}

}  // namespace ppc::server::s3
