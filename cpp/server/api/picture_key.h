// Where a user's picture lies: the one place that decides the object's key and the cache's key.
#pragma once

#include <string>
#include <string_view>

#include "core/base/types.h"

namespace ppc::server {

/// "users/<sha-256 of the user id>/current": the pointer to the picture, beside which its sizes lie. A hash,
/// because a key is part of a URL and of file names: ids such as "..", "a/b", "A" and "a", or 128 bytes that
/// need percent-encoding, must stay apart whatever a browser, proxy or file system does to names. No key is
/// another one and a slash: where objects are files, as with MinIO, a file is no folder as well.
std::string pointer_key(std::string_view user_id);

/// "profile_pic_url:{userId}:{size}". Of an id with '{', '}' or '%' these three are percent-encoded: to a
/// Redis Cluster braces mean that only what is between them decides the node, and a record and its fence must
/// share one.
std::string url_cache_key(std::string_view user_id, Variant variant);

}  // namespace ppc::server
