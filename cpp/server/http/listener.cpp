#include "server/http/listener.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "server/base/log.h"
#include "server/http/connection.h"

namespace ppc::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;
/// After a failed accept, usually for want of file descriptors: without a pause the loop would spin.
constexpr std::chrono::milliseconds kPauseAfterFailure{100};

/// So many connections over the limit are told so; further ones are closed at once.
constexpr std::size_t kPoliteRefusals = 64;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

Task<void> pause(Executor executor) {
  Timer timer(executor);
  timer.expires_after(kPauseAfterFailure);
  co_await timer.async_wait(kToken);
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& loop, const std::string& host,
                                                 std::uint16_t port, PortUse use) {
  boost::system::error_code code;
  const auto address = asio::ip::make_address(host, code);
  if (code)
    return Error{ErrorKind::kInvalid, "--host must be an IP address such as 127.0.0.1, not '" + host + "'"};
  const tcp::endpoint endpoint(address, port);
  std::unique_ptr<Listener> listener(new Listener(loop));
  auto& acceptor = listener->acceptor_;
  acceptor.open(endpoint.protocol(), code);
  if (!code) acceptor.set_option(asio::socket_base::reuse_address(true), code);
  if (!code && use == PortUse::kShared) acceptor.set_option(ReusePort(true), code);
  if (!code) acceptor.bind(endpoint, code);
  if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
  if (code) {
    return Error{ErrorKind::kUnavailable,
                 "cannot listen on " + host + " port " + std::to_string(port) + ": " + code.message()};
  }
  listener->port_ = acceptor.local_endpoint().port();
  return listener;
}

void Listener::start(Application& application, ConnectionSet& connections, const HttpLimits& limits) {
  asio::co_spawn(acceptor_.get_executor(), accept(application, connections, limits), asio::detached);
}

void Listener::stop() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
}

Task<void> Listener::accept(Application& application, ConnectionSet& connections, const HttpLimits& limits) {
  while (acceptor_.is_open()) {
    auto [code, socket] = co_await acceptor_.async_accept(kToken);
    if (!acceptor_.is_open()) break;
    if (code) {
      log::warning("cannot accept a connection: " + code.message());
      co_await pause(acceptor_.get_executor());
    } else if (connections.size() >= limits.connections + kPoliteRefusals) {
      application.refuse({}, too_many_connections());  // to be counted; nobody reads the answer
    } else {
      const bool too_many = connections.size() >= limits.connections;
      if (too_many) log::warning("refused a connection: --max-connections are open");
      serve_connection(std::move(socket), application, connections, limits,
                       too_many ? Welcome::kTooMany : Welcome::kServe);
    }
  }
}

}  // namespace ppc::server
