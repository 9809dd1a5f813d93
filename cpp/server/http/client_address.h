// Who a request comes from when proxies stand in between.
#pragma once

#include <string>

#include "server/http/message.h"
#include "server/http/networks.h"

namespace ppc::server {

/// The peer; or, when the peer is a trusted proxy, the right-most address of X-Forwarded-For that is not one:
/// what stands left of it was written by strangers. Where the list ends or has something that is no plain
/// address, it is the last proxy that was reached. Several such headers are one list, in their order.
IpAddress client_address(const Request& request, const Networks& trusted_proxies);

/// The text by which clients are told apart: an IPv4 address, or the /64 network of an IPv6 address, of which
/// one household has 2^64 addresses.
std::string client_network(const IpAddress& address);

}  // namespace ppc::server
