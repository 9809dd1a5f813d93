// The server's settings, read and checked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/redis/settings.h"

namespace ppc::server {

enum class AuthMode { kOff, kJwt, kProxy };

struct Config {
  // Listening
  std::string host = "127.0.0.1";
  std::uint16_t port = 8787;
  std::uint16_t store_port = 8788;
  int threads = 0;  // 0: one for each core
  std::vector<std::string> allow_origins;

  // Pictures and their URLs
  std::uint64_t max_body_bytes = 5 * 1024 * 1024;
  std::uint64_t max_body_memory_bytes = 256 * 1024 * 1024;
  std::uint64_t max_pixels = 64'000'000;
  int picture_threads = 2;
  int url_lifetime_seconds = 3600;
  int url_cache_seconds = 3000;

  // Redis; without it the URL cache is this process' memory
  bool has_redis = false;
  redis::Settings redis;
  std::string redis_ca_file;
  int redis_connect_timeout_ms = 1000;
  int redis_command_timeout_ms = 250;
  int near_cache_entries = 10000;
  int near_cache_seconds = 60;

  // Object store; without an endpoint it is a folder
  std::string data = ".data/server";
  std::vector<std::string> s3_endpoints;
  std::string public_store_url;  // empty: the endpoint itself
  std::string bucket = "profile-pictures";
  std::string region = "us-east-1";
  bool virtual_host = false;
  std::string access_key;  // empty: of the credentials file or the environment, or the embedded store's own
  std::string secret_key;
  std::string session_token;
  std::string credentials_file;
  std::string credentials_profile = "default";
  std::string s3_ca_file;
  int s3_timeout_ms = 5000;
  bool init_bucket = false;

  // Who may do what
  AuthMode auth = AuthMode::kOff;
  std::string jwt_algorithm = "RS256";
  std::string jwt_key_file;
  std::string jwks_file;
  std::string jwt_issuer;
  std::string jwt_audience;
  bool public_reads = false;
  std::vector<std::string> trusted_proxies;
  std::string proxy_user_header = "X-Forwarded-User";
  std::string proxy_scopes_header = "X-Forwarded-Scopes";
  double rate_per_second = 0;  // 0: no limit
  int rate_burst = 100;

  // Limits of a connection
  int idle_timeout_ms = 60000;
  int header_timeout_ms = 10000;
  int body_timeout_ms = 20000;
  int max_connections = 4096;
  int max_requests_per_connection = 10000;

  // Running
  int grace_seconds = 10;
  long long clock_offset_seconds = 0;
  std::string log_level = "info";
  bool check_only = false;
  bool help = false;
  bool settings_table = false;
};

}  // namespace ppc::server
