// The keys and commands that the URL cache has in Redis.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "server/redis/client.h"
#include "server/url_cache/refusals.h"

namespace ppc::server {

/// Where drops are announced: the message is the dropped keys, one a line.
inline constexpr const char* kDropChannel = "profile_pic_url:dropped";

/// `{key}:dropped`: the braces put it on the same node of a cluster as the key.
std::string fence_of(const std::string& key);

redis::Command redis_command(const std::string& key, const char* name,
                             std::initializer_list<std::string> arguments);

/// An answer that says the work was done.
bool is_done(const Result<redis::Reply>& reply);
/// Why it was not.
std::string problem_of(const Result<redis::Reply>& reply);

/// Tells Redis of drops: a new fence for each key, its record deleted, and then, when every node has
/// answered, the announcement to all servers. One answer for each key: whether all of it was done.
Task<std::vector<bool>> tell_drops(redis::Client& client, const std::vector<std::string>& keys,
                                   Refusals& refusals);

}  // namespace ppc::server
