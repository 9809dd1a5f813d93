#include "server/redis/sentinel.h"

#include <charconv>

#include "server/redis/connection.h"

namespace ppc::server::redis {
namespace {

std::optional<net::Address> address_of(const Reply& reply) {
  if (reply.list.size() != 2) return std::nullopt;
  const std::string& port = reply.list[1].text;
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || number == 0) return std::nullopt;
  return net::Address{reply.list[0].text, number};
}

class Sentinels {
 public:
  Sentinels(Executor executor, const Settings& settings)
      : executor_(std::move(executor)), settings_(settings) {}

  static Task<Result<net::Address>> master(std::shared_ptr<Sentinels> self) {
    std::string problems;
    const std::size_t count = self->settings_.addresses.size();
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t index = (self->preferred_ + i) % count;
      auto address = co_await self->ask(self->settings_.addresses[index]);
      if (address.ok()) {
        self->preferred_ = index;
        co_return address;
      }
      problems.append(problems.empty() ? "" : "; ").append(address.error().message);
    }
    co_return Error{ErrorKind::kUnavailable, "no sentinel knows the master: " + problems};
  }

 private:
  Task<Result<net::Address>> ask(net::Address sentinel) {
    // Sentinels have logins of their own; the URL's are the master's.
    const Login nobody;
    auto connection =
        co_await Connection::open(executor_, sentinel, settings_.tls, nobody, settings_.connect_timeout);
    if (!connection.ok()) co_return connection.error();
    connection.value()->stream().set_deadline(settings_.command_timeout);
    Command command;
    for (const char* word : {"SENTINEL", "get-master-addr-by-name"}) command.arguments.emplace_back(word);
    command.arguments.push_back(settings_.master_name);
    const auto reply = co_await connection.value()->ask(std::move(command));
    if (!reply.ok()) co_return reply.error();
    const auto address = address_of(reply.value());
    if (address) co_return *address;
    co_return Error{ErrorKind::kUnavailable,
                    "the sentinel " + sentinel.text() + " knows no master '" + settings_.master_name + "'"};
  }

  Executor executor_;
  Settings settings_;
  std::size_t preferred_ = 0;
};

}  // namespace

Locate locate_by_sentinels(Executor executor, const Settings& settings) {
  auto sentinels = std::make_shared<Sentinels>(std::move(executor), settings);
  return [sentinels] { return Sentinels::master(sentinels); };
}

}  // namespace ppc::server::redis
