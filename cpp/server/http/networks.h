// IP addresses and lists of networks, such as the proxies that are believed.
#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/base/result.h"

namespace ppc::server {

using IpAddress = boost::asio::ip::address;

/// An IPv4 address in its IPv6 form ("::ffff:192.0.2.1", as a dual-stack socket names its peers) becomes
/// IPv4.
IpAddress normalised(const IpAddress& address);
/// "10.0.0.1", "2001:db8::1"
void append_address(std::string& text, const IpAddress& address);
/// Normalised. Nothing but an address: no port, brackets, zone or spaces.
std::optional<IpAddress> parse_ip(std::string_view text);

/// Networks in CIDR notation (RFC 4632, RFC 4291 section 2.3).
class Networks {
 public:
  Networks() = default;
  /// "10.0.0.0/8", "2001:db8::/32", or an address for it alone. kInvalid for anything else, also for bits
  /// behind the prefix: "10.0.0.1/8" is more likely a slip than meant.
  static Result<Networks> parse(const std::vector<std::string>& texts);
  /// `address` must be normalised. An IPv4 address is in no IPv6 network, not even in "::/0".
  bool contains(const IpAddress& address) const;
  bool empty() const { return networks_.empty(); }

 private:
  struct Network {
    bool is_v4;
    std::array<std::uint8_t, 16> bytes;  // IPv4: the first four
    unsigned prefix;                     // bits
  };
  static std::optional<Network> parse_one(std::string_view text);

  std::vector<Network> networks_;
};

}  // namespace ppc::server
