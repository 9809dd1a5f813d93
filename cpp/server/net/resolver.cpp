#include "server/net/resolver.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "server/base/pause.h"

namespace ppc::server::net {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kFirstPause{1};
constexpr std::chrono::milliseconds kLongestPause{20};

Result<IpAddresses> ask_system(const std::string& host) {
  asio::io_context unused;
  asio::ip::tcp::resolver resolver(unused);
  boost::system::error_code code;
  const auto found = resolver.resolve(host, "", code);
  if (code) return Error{ErrorKind::kUnavailable, code.message()};
  IpAddresses addresses;
  for (const auto& entry : found) addresses.push_back(entry.endpoint().address());
  return addresses;
}

}  // namespace

struct Resolver::State {
  using Answer = std::optional<Result<IpAddresses>>;

  explicit State(Ask with) : ask(std::move(with)) {}

  Ask ask;
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<Answer>> asked;  // the names that are under way

  /// Where the answer will be; guarded by the mutex until then.
  static std::shared_ptr<Answer> question(const std::shared_ptr<State>& self, const std::string& host) {
    const std::lock_guard lock(self->mutex);
    const auto found = self->asked.find(host);
    if (found != self->asked.end()) return found->second;
    auto answer = std::make_shared<Answer>();
    self->asked.emplace(host, answer);
    try {
      std::thread([self, host, answer] { self->settle(host, *answer, self->ask(host)); }).detach();
    } catch (const std::system_error& error) {
      answer->emplace(Error{ErrorKind::kUnavailable, error.what()});
      self->asked.erase(host);
    }
    return answer;
  }

  void settle(const std::string& host, Answer& answer, Result<IpAddresses> found) {
    const std::lock_guard lock(mutex);
    answer.emplace(std::move(found));
    asked.erase(host);
  }

  Answer look(const std::shared_ptr<Answer>& answer) {
    const std::lock_guard lock(mutex);
    return *answer;
  }
};

Resolver::Resolver(Ask ask) : state_(std::make_shared<State>(std::move(ask))) {}

Resolver& Resolver::of_system() {
  static auto& resolver = *new Resolver(ask_system);
  return resolver;
}

Task<Result<IpAddresses>> Resolver::resolve(std::string host, TimePoint deadline) {
  boost::system::error_code not_a_number;
  const auto number = asio::ip::make_address(host, not_a_number);
  if (!not_a_number) co_return IpAddresses{number};
  const auto state = state_;
  const auto question = State::question(state, host);
  // The thread may outlive this event loop: it must not wake it, so it is looked after.
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    if (auto answer = state->look(question)) co_return std::move(*answer);
    if (std::chrono::steady_clock::now() >= deadline) break;
    co_await pause_for(pause);
  }
  co_return Error{ErrorKind::kUnavailable, "no answer in time"};
}

}  // namespace ppc::server::net
