#include "server/url_cache/redis_url_cache.h"

#include <charconv>
#include <random>

#include "core/ttl/lifetimes.h"
#include "server/base/log.h"
#include "server/url_cache/record_json.h"

namespace ppc::server {
namespace {

using redis::Command;
using redis::Commands;
using redis::Replies;
using redis::Reply;

/// Longer than any lookup can take between its miss and its put().
constexpr const char* kFenceMillis = "60000";
/// No record is kept into the last minutes of its signature (design, section 4).
constexpr Millis kMinLifeLeft = 5 * kMinute;
/// Undelivered drops are sent so many at a time, ahead of what was asked.
constexpr std::size_t kDropsAtOnce = 200;

/// KEYS: record, fence. ARGV: the fence that was seen, record, milliseconds.
constexpr const char* kPutScript =
    "local fence = redis.call('GET', KEYS[2]) or '' "
    "if fence ~= ARGV[1] then return 0 end "
    "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) "
    "return 1";

std::string fence_of(const std::string& key) { return '{' + key + "}:dropped"; }

std::string new_fence() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  // Neither 0, no fence, nor kNoTicket.
  return std::to_string((random() >> 1) | 1);
}

std::uint64_t fence_number(const Reply& reply) {
  std::uint64_t number = 0;
  const char* const end = reply.text.data() + reply.text.size();
  const auto [number_end, error] = std::from_chars(reply.text.data(), end, number);
  return error == std::errc() && number_end == end ? number : 0;
}

Command command(const std::string& key, const char* name, std::initializer_list<std::string> arguments) {
  Command made;
  made.key = key;
  made.arguments.emplace_back(name);
  made.arguments.insert(made.arguments.end(), arguments);
  return made;
}

std::string lines(const std::vector<std::string>& keys) {
  std::string text;
  for (const auto& key : keys) text.append(text.empty() ? "" : "\n").append(key);
  return text;
}

/// An answer that says the work was done.
bool is_done(const Result<Reply>& reply) { return reply.ok() && !reply.value().is_error(); }

std::string problem_of(const Result<Reply>& reply) {
  return reply.ok() ? reply.value().text : reply.error().message;
}

}  // namespace

Task<Result<std::vector<CacheLookup>>> RedisUrlCache::get(const std::vector<std::string>& keys) {
  if (!parts_.undelivered.empty()) co_await deliver_drops();
  Commands commands;
  for (const auto& key : keys) commands.push_back(command(key, "MGET", {key, fence_of(key)}));
  const auto replies = co_await parts_.client->run(std::move(commands));
  std::vector<CacheLookup> lookups(keys.size(), CacheLookup{std::nullopt, kNoTicket});
  std::size_t answered = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!is_done(replies[i])) continue;
    ++answered;
    lookups[i] = lookup_of(keys[i], replies[i].value());
  }
  if (answered < keys.size()) parts_.metrics.count_error("url_cache");
  co_return std::move(lookups);
}

CacheLookup RedisUrlCache::lookup_of(const std::string& key, const Reply& reply) const {
  if (reply.list.size() != 2) return {std::nullopt, kNoTicket};
  CacheLookup lookup;
  lookup.ticket.shared = fence_number(reply.list[1]);
  auto picture = record_from_json(reply.list[0].text);
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
    commands.push_back(
        command(entry.key, "EVAL",
                {kPutScript, "2", entry.key, fence_of(entry.key), fence == 0 ? "" : std::to_string(fence),
                 record_to_json(entry.picture), std::to_string(millis)}));
  }
  if (commands.empty()) co_return Done{};
  const auto replies = co_await parts_.client->run(std::move(commands));
  co_return outcome_of_put(replies);
}

Result<Done> RedisUrlCache::outcome_of_put(const Replies& replies) {
  for (const auto& reply : replies) {
    if (is_done(reply)) continue;
    full_ = reply.ok() && reply.value().is_error("OOM");
    return Error{ErrorKind::kUnavailable, "a signed URL cannot be kept: " + problem_of(reply)};
  }
  full_ = false;
  return Done{};
}

Task<bool> RedisUrlCache::tell_redis(const std::vector<std::string>& keys) {
  Commands commands;
  const std::string fence = new_fence();
  for (const auto& key : keys) {
    commands.push_back(command(key, "SET", {fence_of(key), fence, "PX", kFenceMillis}));
    commands.push_back(command(key, "DEL", {key}));
  }
  // After the deletions on its own node; a server that hears it earlier than another node's deletion only
  // forgets what it may read once more, with a ticket that the fence has outdated or will.
  commands.push_back(command(keys.front(), "PUBLISH", {kDropChannel, lines(keys)}));
  const auto replies = co_await parts_.client->run(std::move(commands));
  bool heard = is_done(replies.back());
  // A full Redis takes no fence, but then it takes no records either.
  for (std::size_t i = 0; i < keys.size(); ++i) heard = heard && is_done(replies[2 * i + 1]);
  co_return heard;
}

Task<Result<Done>> RedisUrlCache::drop(const std::vector<std::string>& keys) {
  if (keys.empty()) co_return Done{};
  const bool heard = co_await tell_redis(keys);
  if (heard) co_return Done{};
  parts_.undelivered.add(keys, parts_.clock.now());
  parts_.metrics.count_error("url_cache");
  log::warning("url cache: Redis has not heard of a dropped picture; it will be told when it answers");
  co_return Done{};
}

Task<void> RedisUrlCache::deliver_drops() {
  const auto drops = parts_.undelivered.some(kDropsAtOnce);
  std::vector<std::string> keys;
  keys.reserve(drops.size());
  for (const auto& drop : drops) keys.push_back(drop.key);
  if (keys.empty()) co_return;
  const bool heard = co_await tell_redis(keys);
  if (heard) parts_.undelivered.delivered(drops);
}

Task<Result<Done>> RedisUrlCache::check() {
  if (!parts_.undelivered.empty()) co_await deliver_drops();
  Commands commands;
  commands.push_back(command({}, "PING", {}));
  const auto replies = co_await parts_.client->run(std::move(commands));
  if (!is_done(replies.front())) co_return Error{ErrorKind::kUnavailable, problem_of(replies.front())};
  if (full_) co_return Error{ErrorKind::kUnavailable, "Redis is full: it takes no more signed URLs"};
  const auto breakers = parts_.client->breakers();
  if (breakers.open + breakers.half_open > 0)
    co_return Error{ErrorKind::kUnavailable, "a node of the Redis Cluster does not answer"};
  co_return Done{};
}

}  // namespace ppc::server
