#include "server/url_cache/refusals.h"

#include <string>

#include "server/base/log.h"

namespace ppc::server {
namespace {

constexpr std::chrono::seconds kTellEvery{10};

/// All that the URL cache asks of one server; see README.
constexpr const char* kRules =
    "; the user that --redis names needs the rules ~profile_pic_url:* ~{profile_pic_url:*}:dropped "
    "&profile_pic_url:dropped +ping +get +set +del +eval +publish +subscribe";

bool is_refusal(const Result<redis::Reply>& reply) {
  if (!reply.ok() || !reply.value().is_error()) return false;
  // A cluster that moves the key just now.
  return !says_unavailable(reply.value()) && !reply.value().is_error("TRYAGAIN");
}

}  // namespace

void Refusals::note(const redis::Replies& replies) {
  for (const auto& reply : replies) {
    if (is_refusal(reply)) return tell(reply.value());
  }
}

void Refusals::tell(const redis::Reply& reply) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + kTellEvery;
  const std::string text = "url cache: Redis refuses what it is asked: " + reply.text;
  log::warning(reply.is_error("NOPERM") ? text + kRules : text);
}

}  // namespace ppc::server
