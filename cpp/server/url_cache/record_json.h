// A signed URL as Redis keeps it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/ports/url_cache.h"

namespace ppc::server {

/// {"url":...,"version":...,"contentType":...,"bytes":n,"signedAt":ms,"expiresAt":ms}
std::string record_to_json(const SignedPicture& picture);
/// Nothing for anything else: other programs may write to Redis too.
std::optional<SignedPicture> record_from_json(std::string_view json);

}  // namespace ppc::server
