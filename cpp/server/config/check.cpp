#include "server/config/check.h"

#include <boost/asio/ip/address.hpp>

namespace ppc::server {
namespace {

using Problem = std::string;  // empty: none

bool is_loopback(const std::string& host) {
  boost::system::error_code code;
  return boost::asio::ip::make_address(host, code).is_loopback();
}

bool says_of_tokens(const Config& config) {
  return !config.jwt_key_file.empty() || !config.jwks_file.empty() || !config.jwt_issuer.empty() ||
         !config.jwt_audience.empty() || config.jwt_algorithm != Config().jwt_algorithm;
}

bool says_of_proxy(const Config& config) {
  const Config usual;
  return config.proxy_user_header != usual.proxy_user_header ||
         config.proxy_scopes_header != usual.proxy_scopes_header;
}

Problem check_auth(const Config& config) {
  if (config.auth == AuthMode::kOff && !is_loopback(config.host)) {
    return "--host " + config.host +
           " needs --auth jwt or --auth proxy: without it whoever reaches the server could replace anybody's "
           "picture";
  }
  if (config.auth != AuthMode::kJwt && says_of_tokens(config))
    return "--jwt-key-file, --jwks-file, --jwt-algorithm, --jwt-issuer and --jwt-audience need --auth jwt: "
           "without "
           "it no token is looked at";
  if (config.auth != AuthMode::kProxy && says_of_proxy(config))
    return "--proxy-user-header and --proxy-scopes-header need --auth proxy: without it nobody reads them";
  if (config.auth == AuthMode::kJwt && config.jwt_key_file.empty() == config.jwks_file.empty())
    return "--auth jwt needs one of --jwt-key-file and --jwks-file";
  if (config.auth == AuthMode::kJwt && (config.jwt_issuer.empty() || config.jwt_audience.empty())) {
    return "--auth jwt needs --jwt-issuer and --jwt-audience: a token made for another application must not "
           "be good "
           "here";
  }
  if (config.auth == AuthMode::kProxy && config.trusted_proxies.empty())
    return "--auth proxy needs --trusted-proxies: whose word counts";
  return {};
}

Problem check_store(const Config& config) {
  const bool any_address = config.host == "0.0.0.0" || config.host == "::";
  const bool embedded = config.s3_endpoints.empty();
  if (embedded && any_address && config.public_store_url.empty()) {
    return "--public-store-url is needed with --host " + config.host +
           ": a URL is signed for the host that the browser will use";
  }
  if (embedded && config.port != 0 && config.port == config.store_port) {
    return "--port and --store-port are both " + std::to_string(config.port) +
           ": the API and the embedded store need a port each";
  }
  if (embedded && config.init_bucket)
    return "--init-bucket needs --s3: the embedded store makes its folder by itself";
  if (embedded && config.virtual_host)
    return "--virtual-host needs --s3: the embedded store knows paths only";
  if (!embedded && config.clock_offset_seconds != 0)
    return "--clock-offset-seconds is for the embedded store: another one would refuse what is dated wrong";
  if (config.access_key.empty() && !embedded && !config.secret_key.empty())
    return "--secret-key needs --access-key beside it";
  return {};
}

Problem check_bodies(const Config& config) {
  if (config.max_body_memory_bytes < config.max_body_bytes)
    return "--max-body-memory-bytes must be at least --max-body-bytes: else no upload of that size is taken";
  return {};
}

Problem check_redis(const Config& config) {
  if (!config.redis_ca_file.empty() && !config.redis.wants_tls)
    return "--redis-ca-file needs a --redis URL that begins with rediss";
  return {};
}

}  // namespace

Result<Config> checked(Config config) {
  for (const auto check : {check_auth, check_store, check_bodies, check_redis}) {
    if (Problem problem = check(config); !problem.empty())
      return Error{ErrorKind::kInvalid, std::move(problem)};
  }
  return config;
}

}  // namespace ppc::server
