// Public keys, made and checked with OpenSSL 3.
#pragma once

#include <string>
#include <string_view>

#include "server/auth/algorithm.h"
#include "server/base/result.h"

namespace ppc::server {

/// Each answers the key as PEM, or kInvalid when it is broken or of the wrong kind: RS256 wants RSA of at
/// least 2048 bits, ES256 the curve P-256.
Result<std::string> check_public_key(std::string_view pem, Algorithm algorithm);
/// `modulus` and `exponent` are big-endian numbers.
Result<std::string> make_rsa_key(std::string_view modulus, std::string_view exponent);
/// The coordinates have 32 bytes each.
Result<std::string> make_p256_key(std::string_view x, std::string_view y);

}  // namespace ppc::server
