// Accepts connections on one address and serves an application on each.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "server/base/result.h"
#include "server/base/task.h"
#include "server/http/application.h"
#include "server/http/connection_set.h"
#include "server/http/limits.h"

namespace ppc::server {

enum class PortUse { kAlone, kShared };

class Listener {
 public:
  /// `host` is an IP address; port 0 takes a free one. With kShared several event loops may listen on one
  /// port, and the kernel spreads the connections. kInvalid or kUnavailable with the reason.
  static Result<std::unique_ptr<Listener>> open(boost::asio::io_context& loop, const std::string& host,
                                                std::uint16_t port, PortUse use = PortUse::kAlone);
  /// Starts accepting. All must outlive the event loop.
  void start(Application& application, ConnectionSet& connections, const HttpLimits& limits);
  void stop();
  std::uint16_t port() const { return port_; }

 private:
  using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

  explicit Listener(boost::asio::io_context& loop) : acceptor_(loop) {}
  Task<void> accept(Application& application, ConnectionSet& connections, const HttpLimits& limits);

  Acceptor acceptor_;
  std::uint16_t port_ = 0;
};

}  // namespace ppc::server
