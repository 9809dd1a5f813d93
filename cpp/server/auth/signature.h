// The signature of a token: the only use of libjwt.
#pragma once

#include <string>

#include "server/auth/algorithm.h"

namespace ppc::server {

/// Whether `token` was signed with that algorithm by the owner of `key` (a secret, or a public key as PEM).
/// The algorithm is ours, never the token's choice: libjwt alone would take the public key, which anyone has,
/// for a secret of HS256. It checks no times, and takes no `typ` but "JWT".
bool has_valid_signature(const std::string& token, Algorithm algorithm, const std::string& key);

}  // namespace ppc::server
