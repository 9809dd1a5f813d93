#include "server/http/networks.h"

#include <algorithm>
#include <charconv>

namespace ppc::server {
namespace {

namespace ip = boost::asio::ip;
using Bytes = std::array<std::uint8_t, 16>;

constexpr std::size_t kLongestAddress = 45;  // "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"
constexpr unsigned kMappedBits = 96;         // "::ffff:0:0/96"

Bytes bytes_of(const IpAddress& address) {
  Bytes bytes{};
  if (address.is_v4()) {
    const auto v4 = address.to_v4().to_bytes();
    std::copy(v4.begin(), v4.end(), bytes.begin());
  } else {
    bytes = address.to_v6().to_bytes();
  }
  return bytes;
}

Bytes cut(Bytes bytes, unsigned prefix) {
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned kept = prefix > i * 8 ? std::min(prefix - i * 8, 8U) : 0;
    bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xff00U >> kept));
  }
  return bytes;
}

/// Not normalised: "::ffff:10.0.0.0/104" is /8 only after both parts are read.
std::optional<IpAddress> parse_as_written(std::string_view text) {
  if (text.size() > kLongestAddress || text.find('%') != std::string_view::npos) return std::nullopt;
  boost::system::error_code code;
  // Not ip::make_address(string_view): it copies too, and checks less.
  const auto address = ip::make_address(std::string(text), code);
  if (code || text.find('\0') != std::string_view::npos) return std::nullopt;
  return address;
}

std::optional<unsigned> parse_prefix(std::string_view text, unsigned most) {
  unsigned prefix = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), prefix);
  const bool leading_zero = text.size() > 1 && text.front() == '0';
  if (error != std::errc() || end != text.data() + text.size() || leading_zero || prefix > most)
    return std::nullopt;
  return prefix;
}

}  // namespace

IpAddress normalised(const IpAddress& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

void append_address(std::string& text, const IpAddress& address) {
  if (!address.is_v4()) {
    text.append(address.to_string());
    return;
  }
  // Asio's own text of it goes through sprintf: a fifth of what a line of the log costs.
  const auto bytes = address.to_v4().to_bytes();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text.append(i == 0 ? "" : ".").append(std::to_string(bytes[i]));
  }
}

std::optional<IpAddress> parse_ip(std::string_view text) {
  const auto address = parse_as_written(text);
  if (!address) return std::nullopt;
  return normalised(*address);
}

std::optional<Networks::Network> Networks::parse_one(std::string_view text) {
  const auto slash = text.find('/');
  const auto written = parse_as_written(text.substr(0, slash));
  if (!written) return std::nullopt;
  const unsigned most = written->is_v4() ? 32 : 128;
  auto prefix = slash == std::string_view::npos ? most : parse_prefix(text.substr(slash + 1), most);
  if (!prefix) return std::nullopt;
  IpAddress address = *written;
  if (address.is_v6() && address.to_v6().is_v4_mapped() && *prefix >= kMappedBits) {
    address = normalised(address);
    *prefix -= kMappedBits;
  }
  const Network network{address.is_v4(), bytes_of(address), *prefix};
  if (cut(network.bytes, network.prefix) != network.bytes) return std::nullopt;
  return network;
}

Result<Networks> Networks::parse(const std::vector<std::string>& texts) {
  Networks networks;
  for (const auto& text : texts) {
    const auto network = parse_one(text);
    if (!network) {
      return Error{ErrorKind::kInvalid,
                   "a network must be given as 10.0.0.0/8, 2001:db8::/32 or one address, "
                   "with no bits behind the prefix, not '" +
                       text + "'"};
    }
    networks.networks_.push_back(*network);
  }
  return networks;
}

bool Networks::contains(const IpAddress& address) const {
  if (networks_.empty()) return false;
  const Bytes bytes = bytes_of(address);
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return network.is_v4 == address.is_v4() && cut(bytes, network.prefix) == network.bytes;
  });
}

}  // namespace ppc::server
