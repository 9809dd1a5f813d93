// What the server must be told of an object store.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/s3/credentials/credentials_source.h"
#include "server/s3/endpoint.h"
#include "server/s3/presign.h"

namespace ppc::server::s3 {

struct Settings {
  std::vector<Endpoint> endpoints;          // of one store, in order of preference; at least one
  std::optional<Endpoint> public_endpoint;  // as browsers reach it; else the first
  std::string bucket;
  std::string region = "us-east-1";
  bool virtual_host = false;  // the bucket is a part of the host name, not of the path
  CredentialsSettings credentials;
  std::string ca_file;  // PEM; empty: the system's authorities
  std::chrono::milliseconds connect_timeout{2000};
  std::chrono::milliseconds timeout{5000};  // of an operation with all its attempts
  std::size_t connections = 64;             // at a time, to each endpoint
  int cache_seconds = 3600;                 // max-age of the pictures: how long their URLs work
};

/// "http://a:9000,http://b:9000": one or more endpoints, in order. kInvalid names the wrong one.
Result<std::vector<Endpoint>> parse_endpoints(std::string_view list);
/// kInvalid with a sentence for what no setting can know alone.
Result<Done> check_settings(const Settings& settings);
/// The bucket as the server itself reaches it.
Bucket bucket_at(const Settings& settings, const Endpoint& endpoint);
/// The bucket as browsers reach it: what URLs are signed for.
Bucket public_bucket(const Settings& settings);

}  // namespace ppc::server::s3
