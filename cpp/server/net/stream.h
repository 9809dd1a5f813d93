// A TCP connection to a server, with or without TLS, whose every wait can end by a deadline.
#pragma once

#include <boost/asio/buffer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/base/result.h"
#include "server/base/task.h"
#include "server/net/tls.h"

namespace ppc::server::net {

/// Where to connect.
struct Address {
  std::string host;  // a name or an IP address, without brackets
  std::uint16_t port = 0;

  bool operator==(const Address&) const = default;
  auto operator<=>(const Address&) const = default;
  /// "redis.example:6379", "[::1]:6379"
  std::string text() const;
};

/// For one event loop. One coroutine may read while another writes. Every failure is kUnavailable.
class Stream {
 public:
  using Duration = std::chrono::steady_clock::duration;

  /// Resolves the name, connects and, with `tls`, checks the server's certificate, all within `timeout`.
  static Task<Result<std::shared_ptr<Stream>>> open(Executor executor, Address address, TlsContext tls,
                                                    Duration timeout);
  virtual ~Stream() = default;

  /// How many bytes arrived, at least one; the other side's end is an error too.
  virtual Task<Result<std::size_t>> read_some(boost::asio::mutable_buffer into) = 0;
  /// Done when the kernel has taken all of it. `bytes` must stay until then.
  virtual Task<Result<Done>> write(std::string_view bytes) = 0;
  /// What waits then, or would wait later, fails. A new deadline takes the place of the old one.
  virtual void set_deadline(Duration from_now) = 0;
  virtual void clear_deadline() = 0;
  /// What waits fails soon. May be called twice.
  virtual void close() = 0;
  virtual bool is_open() const = 0;
};

}  // namespace ppc::server::net
