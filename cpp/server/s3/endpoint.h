// The address of an object store. The host is part of every signature.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/net/stream.h"

namespace ppc::server::s3 {

struct Endpoint {
  std::string scheme;     // "http" or "https"
  std::string authority;  // host and port as given, in lower case
  std::string host;       // without the port when it is the scheme's own: what browsers send as Host

  /// "http://127.0.0.1:9000"
  std::string text() const { return scheme + "://" + authority; }
};

/// "http://127.0.0.1:9000", "https://pictures.example.com", "http://[::1]:9000". Nothing for another scheme,
/// a path, a query or a user name: a proxy that rewrites the path would break the signature.
std::optional<Endpoint> parse_endpoint(std::string_view url);

/// Where to connect.
net::Address address_of(const Endpoint& endpoint);
/// The host is a number, before which no bucket's name can stand.
bool is_ip_address(const Endpoint& endpoint);

}  // namespace ppc::server::s3
