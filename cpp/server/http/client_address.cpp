#include "server/http/client_address.h"

#include <algorithm>

#include "server/base/text.h"

namespace ppc::server {
namespace {

/// Goes through one header from the right. True when `client` is known, false to go on in an earlier header.
bool follow(std::string_view list, const Networks& trusted_proxies, IpAddress& client) {
  for (;;) {
    const auto comma = list.rfind(',');
    const auto hop = parse_ip(trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1)));
    if (!hop) return true;
    client = *hop;
    if (!trusted_proxies.contains(client)) return true;
    if (comma == std::string_view::npos) return false;
    list = list.substr(0, comma);
  }
}

}  // namespace

IpAddress client_address(const Request& request, const Networks& trusted_proxies) {
  IpAddress client = request.peer;
  if (!trusted_proxies.contains(client)) return client;
  for (std::size_t i = request.headers.size(); i > 0; --i) {
    const auto& header = request.headers[i - 1];
    if (!equals_ignoring_case(header.name, "X-Forwarded-For")) continue;
    if (follow(header.value, trusted_proxies, client)) break;
  }
  return client;
}

std::string client_network(const IpAddress& address) {
  if (address.is_v4()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::make_address_v6(bytes).to_string() + "/64";
}

}  // namespace ppc::server
