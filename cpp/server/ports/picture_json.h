// A signed picture as the API answers it.
#pragma once

#include <string>

#include "server/ports/url_cache.h"

namespace ppc::server {

/// `"url":"...","version":"...","expiresAt":...,"contentType":"...","bytes":...`: the members of a JSON
/// object, without its braces.
std::string picture_members(const SignedPicture& picture);

}  // namespace ppc::server
