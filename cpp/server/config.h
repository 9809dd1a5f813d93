// The server's settings: flags, their defaults and their meaning.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "server/base/result.h"

namespace ppc::server {

struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8787;
  std::uint16_t store_port = 8788;
  std::string data = ".data/server";
  std::vector<std::string> allow_origins;
  int url_lifetime_seconds = 3600;
  int url_cache_seconds = 3000;
  std::uint64_t max_body_bytes = 5 * 1024 * 1024;
  std::string access_key = "ppcembedded";
  std::string secret_key;  // empty: kept in the data folder
  std::string bucket = "profile-pictures";
  std::string region = "us-east-1";
  std::string public_store_url;  // empty: where the store listens
  int idle_timeout_ms = 60000;
  int header_timeout_ms = 10000;
  int body_timeout_ms = 20000;
  int max_connections = 4096;
  long long clock_offset_seconds = 0;
  std::string log_level = "info";
  bool help = false;
};

/// `arguments` without the program's name: "--port 80" and "--port=80" are the same. kInvalid with one
/// sentence that names the flag and what it takes.
Result<Config> parse_config(std::span<const char* const> arguments);
/// One line for each flag.
std::string config_help();

}  // namespace ppc::server
