#include "server/url_cache/redis_url_cache.h"

#include <charconv>
#include <optional>

#include "core/ttl/lifetimes.h"
#include "server/base/log.h"
#include "server/url_cache/record_json.h"
#include "server/url_cache/redis_commands.h"

namespace ppc::server {
namespace {

using redis::Command;
using redis::Commands;
using redis::Replies;
using redis::Reply;

/// No record is kept into the last minutes of its signature (design, section 4).
constexpr Millis kMinLifeLeft = 5 * kMinute;
/// So many that each node of a cluster keeps one of them.
constexpr int kProbes = 16;
constexpr const char* kProbeKey = "profile_pic_url:probe:";

/// KEYS: record, fence. ARGV: the fence that was seen, record, milliseconds.
constexpr const char* kPutScript =
    "local fence = redis.call('GET', KEYS[2]) or '' "
    "if fence ~= ARGV[1] then return 0 end "
    "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) "
    "return 1";

std::uint64_t fence_number(const Reply& reply) {
  std::uint64_t number = 0;
  const char* const end = reply.text.data() + reply.text.size();
  const auto [number_end, error] = std::from_chars(reply.text.data(), end, number);
  return error == std::errc() && number_end == end ? number : 0;
}

Command put_command(const std::string& key, const std::string& fence, const std::string& record,
                    const std::string& millis) {
  return redis_command(key, "EVAL", {kPutScript, "2", key, fence_of(key), fence, record, millis});
}

/// Nothing when all was done. A key that a cluster moves just now cannot be kept, which is no failure.
std::optional<std::string> problem_in(const Replies& replies) {
  for (const auto& reply : replies) {
    const bool moves = reply.ok() && reply.value().is_error("TRYAGAIN");
    if (!is_done(reply) && !moves) return problem_of(reply);
  }
  return std::nullopt;
}

bool is_full(const std::string& problem) { return problem.starts_with("OOM "); }

}  // namespace

Task<Result<std::vector<CacheLookup>>> RedisUrlCache::get(const std::vector<std::string>& keys) {
  Commands commands;
  for (const auto& key : keys) {
    // Not MGET: while a cluster moves a slot it refuses several keys at a time.
    commands.push_back(redis_command(key, "GET", {key}));
    commands.push_back(redis_command(key, "GET", {fence_of(key)}));
  }
  const auto replies = co_await parts_.client->run(std::move(commands));
  refusals_.note(replies);
  std::vector<CacheLookup> lookups(keys.size(), CacheLookup{std::nullopt, kNoTicket});
  std::size_t answered = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!is_done(replies[2 * i]) || !is_done(replies[2 * i + 1])) continue;
    ++answered;
    lookups[i] = lookup_of(keys[i], replies[2 * i].value(), replies[2 * i + 1].value());
  }
  if (answered < keys.size()) parts_.metrics.count_error("url_cache");
  co_return std::move(lookups);
}

CacheLookup RedisUrlCache::lookup_of(const std::string& key, const Reply& record, const Reply& fence) const {
  CacheLookup lookup;
  lookup.ticket.shared = fence_number(fence);
  auto picture = record_from_json(record.text);
  if (picture && parts_.undelivered.trusts(key, picture->signed_at, parts_.clock.now()))
    lookup.picture = std::move(picture);
  return lookup;
}

Millis RedisUrlCache::time_to_keep(const SignedPicture& picture) const {
  return std::min(lifetime_, picture.expires_at - kMinLifeLeft - parts_.clock.now());
}

Task<Result<Done>> RedisUrlCache::put(const std::vector<CacheEntry>& entries) {
  Commands commands;
  for (const auto& entry : entries) {
    const auto millis = static_cast<long long>(time_to_keep(entry.picture));
    if (millis <= 0 || entry.ticket.shared == kNoTicket.shared) continue;
    const auto& fence = entry.ticket.shared;
    commands.push_back(put_command(entry.key, fence == 0 ? "" : std::to_string(fence),
                                   record_to_json(entry.picture), std::to_string(millis)));
  }
  if (commands.empty()) co_return Done{};
  const auto replies = co_await parts_.client->run(std::move(commands));
  refusals_.note(replies);
  const auto problem = problem_in(replies);
  if (!problem) co_return Done{};
  co_return Error{ErrorKind::kUnavailable, "a signed URL cannot be kept: " + *problem};
}

Task<Result<Done>> RedisUrlCache::drop(const std::vector<std::string>& keys) {
  if (keys.empty()) co_return Done{};
  const auto told = co_await tell_drops(*parts_.client, keys, refusals_);
  std::vector<std::string> heard;
  std::vector<std::string> missed;
  for (std::size_t i = 0; i < keys.size(); ++i) (told[i] ? heard : missed).push_back(keys[i]);
  parts_.undelivered.heard(heard, parts_.clock.now());
  if (missed.empty()) co_return Done{};
  parts_.undelivered.add(missed, parts_.clock.now());
  parts_.metrics.count_error("url_cache");
  log::warning("url cache: Redis has not heard of a dropped picture; it will be told when it answers");
  co_return Done{};
}

Task<Result<Done>> RedisUrlCache::check() {
  Commands commands;
  for (int i = 0; i < kProbes; ++i) {
    const std::string key = kProbeKey + std::to_string(i);
    for (const std::string& read : {key, fence_of(key)})
      commands.push_back(redis_command(key, "GET", {read}));
    commands.push_back(put_command(key, "", "", "1000"));
    commands.push_back(redis_command(key, "DEL", {key}));
  }
  const auto replies = co_await parts_.client->run(std::move(commands));
  refusals_.note(replies);
  if (const auto problem = problem_in(replies)) {
    const char* const full = "Redis is full: it takes no more signed URLs";
    co_return Error{ErrorKind::kUnavailable, is_full(*problem) ? full : *problem};
  }
  const auto breakers = parts_.client->breakers();
  if (breakers.open + breakers.half_open > 0)
    co_return Error{ErrorKind::kUnavailable, "a node of the Redis Cluster does not answer"};
  co_return Done{};
}

}  // namespace ppc::server
