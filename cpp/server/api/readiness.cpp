#include "server/api/readiness.h"

#include <boost/asio/this_coro.hpp>
#include <cmath>

#include "core/ttl/lifetimes.h"

namespace ppc::server {
namespace {

std::string_view state_of(bool answers) { return answers ? "ok" : "unavailable"; }

}  // namespace

Task<Response> Readiness::answer() {
  if (!is_known()) co_await ask();
  std::string json = "{\"objectStore\":\"";
  json.append(state_of(store_answers_)).append("\",\"urlCache\":\"");
  json.append(state_of(cache_answers_)).append("\"}");
  // Without its cache the server still answers, only slower.
  co_return Response(store_answers_ ? 200 : 503, "application/json; charset=utf-8", std::move(json));
}

/// Also after the clock was set back.
bool Readiness::is_known() const { return asked_at_ && std::abs(clock_.now() - *asked_at_) < kSecond; }

Task<void> Readiness::ask() {
  if (const auto asking = asking_) {
    co_await asking->wait();
    co_return;
  }
  const auto asking = std::make_shared<Event>(co_await boost::asio::this_coro::executor);
  asking_ = asking;
  store_answers_ = (co_await store_.check()).ok();
  cache_answers_ = (co_await cache_.check()).ok();
  asked_at_ = clock_.now();
  asking_.reset();
  asking->set();
}

}  // namespace ppc::server
