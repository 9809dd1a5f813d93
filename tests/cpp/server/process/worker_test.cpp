#include "server/process/worker.h"

#include <doctest/doctest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "support/temporary_folder.h"

namespace ppc::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kToken;

Config config_in(const std::string& folder) {
  Config config;
  config.port = 0;
  config.store_port = 0;
  config.data = folder;
  config.grace_seconds = 0;
  return config;
}

/// Begins an upload, waits until the server knows of it, then ends the server.
Task<void> begin_and_stop(Worker& worker, std::uint16_t port, std::string& received) {
  asio::basic_stream_socket<tcp, Executor> socket(worker.loop());
  co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, kToken);
  constexpr std::string_view kHead =
      "PUT /api/profile-pictures/a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
  co_await asio::async_write(socket, asio::buffer(kHead), kToken);
  co_await asio::async_read_until(socket, asio::dynamic_buffer(received), "\r\n\r\n", kToken);
  worker.stop();
  std::string more;
  co_await asio::async_read(socket, asio::dynamic_buffer(more), kToken);
}

}  // namespace

TEST_CASE("after the grace time the server ends with what is still under way") {
  const test::TemporaryFolder folder;
  auto shared = make_shared_parts(config_in(folder.path()));
  REQUIRE(shared.ok());
  const auto ports = settle_ports(shared.value()->config);
  REQUIRE(ports.ok());
  std::string received;
  {
    auto worker = Worker::open(*shared.value(), ports.value(), true);
    REQUIRE(worker.ok());
    worker.value()->start();
    auto client = begin_and_stop(*worker.value(), ports.value().api, received);
    asio::co_spawn(worker.value()->loop(), std::move(client), asio::detached);
    worker.value()->run();
    CHECK(shared.value()->connections == 1);
  }
  CHECK(received == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(shared.value()->connections == 0);
}

}  // namespace ppc::server
