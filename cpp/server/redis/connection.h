// A connection to one Redis server that has said who it is.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "server/net/stream.h"
#include "server/redis/command.h"
#include "server/redis/reply_reader.h"
#include "server/redis/settings.h"

namespace ppc::server::redis {

/// Login and database of a connection; nothing more is needed to speak to sentinels.
struct Login {
  std::string user;
  std::string password;
  int database = 0;
};

Login login_of(const Settings& settings);

class Connection {
 public:
  explicit Connection(std::shared_ptr<net::Stream> stream) : stream_(std::move(stream)) {}

  /// Connects and logs in within `timeout`. A refused login is kUnavailable too and says what Redis said: the
  /// rest of the server goes on without Redis.
  static Task<Result<std::shared_ptr<Connection>>> open(Executor executor, net::Address address,
                                                        net::TlsContext tls, Login login,
                                                        std::chrono::milliseconds timeout);

  /// The next reply, whoever it is for.
  Task<Result<Reply>> read_reply();
  Task<Result<Done>> write(std::string_view bytes) { return stream_->write(bytes); }
  /// One command, one reply: for a connection that nobody else uses.
  Task<Result<Reply>> ask(Command command);
  net::Stream& stream() { return *stream_; }

 private:
  Task<Result<Done>> log_in(Login login);

  std::shared_ptr<net::Stream> stream_;
  ReplyReader reader_;
  std::array<char, 16 * 1024> received_{};
};

}  // namespace ppc::server::redis
