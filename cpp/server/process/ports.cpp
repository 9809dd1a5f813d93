#include "server/process/ports.h"

#include <boost/asio/io_context.hpp>

#include "server/http/listener.h"

namespace ppc::server {

Result<Ports> settle_ports(const Config& config) {
  boost::asio::io_context loop(1);
  const auto api = Listener::open(loop, config.host, config.port);
  if (!api.ok()) return api.error();
  Ports ports{api.value()->port(), 0};
  if (!config.s3_endpoints.empty()) return ports;
  // Both at once: two free ports are different ones.
  const auto store = Listener::open(loop, config.host, config.store_port);
  if (!store.ok()) return store.error();
  ports.store = store.value()->port();
  return ports;
}

std::string origin_of(const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  std::string origin = is_v6 ? "http://[" + host + ']' : "http://" + host;
  return origin.append(1, ':').append(std::to_string(port));
}

}  // namespace ppc::server
