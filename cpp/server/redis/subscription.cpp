#include "server/redis/subscription.h"

#include <boost/asio/co_spawn.hpp>

#include "server/base/log.h"
#include "server/base/pause.h"

namespace ppc::server::redis {
namespace {

constexpr std::chrono::milliseconds kPingEvery{1000};
constexpr std::chrono::milliseconds kSilence{3000};
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{1000};

std::string wire_of(const char* name, const std::string& argument) {
  Command command;
  command.arguments.emplace_back(name);
  if (!argument.empty()) command.arguments.push_back(argument);
  std::string wire;
  append_wire(wire, command);
  return wire;
}

template <class Start>
void spawn(const Executor& executor, Start start) {
  boost::asio::co_spawn(executor, std::move(start), [](const std::exception_ptr& failure) {
    if (failure) log::error("redis: a subscription ended with an unexpected exception");
  });
}

}  // namespace

void Subscription::start() {
  const auto self = shared_from_this();
  spawn(executor_, [self] { return self->listen_until_closed(); });
}

void Subscription::close() {
  closed_ = true;
  if (connection_) connection_->stream().close();
}

Task<void> Subscription::listen_until_closed() {
  auto pause = kFirstPause;
  while (!closed_) {
    const auto began = std::chrono::steady_clock::now();
    const auto heard = co_await listen();
    connection_ = nullptr;
    if (closed_) break;
    ear_.on_down();
    tell(heard.error().message);
    const bool lasted = std::chrono::steady_clock::now() - began > kLongestPause;
    pause = lasted ? kFirstPause : std::min(pause * 2, kLongestPause);
    co_await pause_for(pause);
  }
}

/// A matter of rights is told once: it does not mend itself.
void Subscription::tell(const std::string& problem) {
  const std::string text = "redis: cannot hear of dropped URLs: " + problem;
  const bool lacks_rights = problem.starts_with("NOPERM ");
  if (!lacks_rights) log::info(text);
  if (lacks_rights && problem != told_) {
    log::warning(text + "; the user that --redis names needs the rules &" + channel_ + " +subscribe +ping");
  }
  told_ = problem;
}

/// Ends with the reason why nothing can be heard any more.
Task<Result<Done>> Subscription::listen() {
  auto opened = co_await client_->open_connection();
  if (!opened.ok()) co_return opened.error();
  const auto connection = opened.value();
  connection_ = connection;
  if (closed_) connection->stream().close();
  connection->stream().set_deadline(kSilence);
  const std::string subscribe = wire_of("SUBSCRIBE", channel_);
  const auto asked = co_await connection->write(subscribe);
  if (!asked.ok()) co_return asked.error();
  const auto self = shared_from_this();
  spawn(executor_, [self, connection] { return self->ping(connection); });
  for (;;) {
    const auto reply = co_await connection->read_reply();
    if (!reply.ok()) co_return reply.error();
    if (closed_) co_return Error{ErrorKind::kUnavailable, "the server is stopping"};
    if (reply.value().is_error()) co_return Error{ErrorKind::kUnavailable, reply.value().text};
    connection->stream().set_deadline(kSilence);
    on_reply(reply.value());
  }
}

Task<void> Subscription::ping(std::shared_ptr<Connection> connection) {
  const std::string wire = wire_of("PING", {});
  while (connection->stream().is_open()) {
    const auto written = co_await connection->write(wire);
    if (!written.ok()) co_return;
    co_await pause_for(kPingEvery);
  }
}

void Subscription::on_reply(const Reply& reply) {
  if (reply.list.size() < 2) return;
  const std::string& kind = reply.list[0].text;
  if (kind == "subscribe") ear_.on_up();
  if (kind == "message" && reply.list.size() == 3) ear_.on_message(reply.list[2].text);
}

}  // namespace ppc::server::redis
