#include "server/redis/connection.h"

namespace ppc::server::redis {
namespace {

Commands greeting(const Login& login) {
  Commands commands;
  if (!login.password.empty()) {
    Command& auth = commands.emplace_back();
    auth.arguments.emplace_back("AUTH");
    if (!login.user.empty()) auth.arguments.push_back(login.user);
    auth.arguments.push_back(login.password);
  }
  if (login.database != 0) {
    Command& select = commands.emplace_back();
    select.arguments.emplace_back("SELECT");
    select.arguments.push_back(std::to_string(login.database));
  }
  // So that a login is proved to be enough, and a server that is still loading does not count as connected.
  commands.emplace_back().arguments.emplace_back("PING");
  return commands;
}

}  // namespace

Login login_of(const Settings& settings) { return {settings.user, settings.password, settings.database}; }

Task<Result<std::shared_ptr<Connection>>> Connection::open(Executor executor, net::Address address,
                                                           net::TlsContext tls, Login login,
                                                           std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  auto stream = co_await net::Stream::open(executor, address, tls, timeout);
  if (!stream.ok()) co_return stream.error();
  auto connection = std::make_shared<Connection>(std::move(stream.value()));
  connection->stream_->set_deadline(end - std::chrono::steady_clock::now());
  const auto logged_in = co_await connection->log_in(std::move(login));
  if (!logged_in.ok()) {
    co_return Error{ErrorKind::kUnavailable, address.text() + ": " + logged_in.error().message};
  }
  connection->stream_->clear_deadline();
  co_return std::move(connection);
}

Task<Result<Done>> Connection::log_in(Login login) {
  const Commands commands = greeting(login);
  std::string wire;
  for (const auto& command : commands) append_wire(wire, command);
  const auto written = co_await write(wire);
  if (!written.ok()) co_return written.error();
  for (const auto& command : commands) {
    const auto reply = co_await read_reply();
    if (!reply.ok()) co_return reply.error();
    if (!reply.value().is_error()) continue;
    const std::string& name = command.arguments.front();
    // NOPERM for PING says that the login worked.
    if (name == "PING" && reply.value().is_error("NOPERM")) continue;
    co_return Error{ErrorKind::kUnavailable, "Redis refuses " + name + ": " + reply.value().text};
  }
  co_return Done{};
}

Task<Result<Reply>> Connection::read_reply() {
  for (;;) {
    auto reply = reader_.next();
    if (!reply.ok()) co_return reply.error();
    if (reply.value()) co_return std::move(*reply.value());
    const auto size = co_await stream_->read_some(boost::asio::buffer(received_));
    if (!size.ok()) co_return size.error();
    reader_.feed({received_.data(), size.value()});
  }
}

Task<Result<Reply>> Connection::ask(Command command) {
  std::string wire;
  append_wire(wire, command);
  const auto written = co_await write(wire);
  if (!written.ok()) co_return written.error();
  co_return co_await read_reply();
}

}  // namespace ppc::server::redis
