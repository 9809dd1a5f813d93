#include "server/s3/endpoint.h"

#include <algorithm>
#include <charconv>

namespace ppc::server::s3 {
namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

bool is_host_name(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), is_host_character);
}

bool is_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  int value = 0;
  for (char c : port) value = value * 10 + (c - '0');
  return value >= 1 && value <= 65535;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view url) {
  std::string lower(url);
  for (char& c : lower) c = (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
  std::string_view rest = lower;
  const auto separator = rest.find("://");
  if (separator == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = rest.substr(0, separator);
  if (scheme != "http" && scheme != "https") return std::nullopt;
  rest.remove_prefix(separator + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);

  std::string_view host = rest;
  std::string_view port;
  const auto colon = rest.rfind(':');
  if (colon != std::string_view::npos && rest.find(']', colon) == std::string_view::npos) {
    host = rest.substr(0, colon);
    port = rest.substr(colon + 1);
    if (!is_port(port)) return std::nullopt;
  }
  if (!is_host_name(host)) return std::nullopt;
  const bool own_port = port.empty() || port == (scheme == "http" ? "80" : "443");
  return Endpoint{std::string(scheme), std::string(rest), own_port ? std::string(host) : std::string(rest)};
}

net::Address address_of(const Endpoint& endpoint) {
  std::string_view host = endpoint.authority;
  net::Address address{{}, static_cast<std::uint16_t>(endpoint.scheme == "http" ? 80 : 443)};
  const auto colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    std::from_chars(host.data() + colon + 1, host.data() + host.size(), address.port);
    host = host.substr(0, colon);
  }
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  address.host = host;
  return address;
}

bool is_ip_address(const Endpoint& endpoint) {
  const std::string host = address_of(endpoint).host;
  return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

}  // namespace ppc::server::s3
