// Where a server listens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/base/result.h"
#include "server/config/config.h"

namespace ppc::server {

/// Ports that are settled: none is 0 any more.
struct Ports {
  std::uint16_t api = 0;
  std::uint16_t store = 0;  // of the embedded store
};

/// Finds free ports where the settings ask for it, and makes sure that nobody else listens on the others:
/// event loops share a port with whoever of the same user asks for it, so that a second server would take
/// half of the requests.
Result<Ports> settle_ports(const Config& config);
/// "http://127.0.0.1:8787"
std::string origin_of(const std::string& host, std::uint16_t port);

}  // namespace ppc::server
