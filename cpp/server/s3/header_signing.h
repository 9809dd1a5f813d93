// Requests of our own, signed by an Authorization header.
// Source: AWS, "Authenticating requests: using the Authorization header".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/s3/signing_key.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

struct RequestToSign {
  std::string_view method;
  std::string_view path;       // encoded
  std::string_view query;      // encoded and sorted
  std::vector<Field> headers;  // names in lower case, any order, with host; all of them are signed
  std::string payload_hash;    // hexadecimal SHA-256 of the body
};

/// The headers to send: those given, x-amz-date, x-amz-content-sha256, x-amz-security-token when there is
/// one, and Authorization.
std::vector<Field> signed_headers(RequestToSign request, const Credentials& credentials,
                                  const std::string& region, Millis now, SigningKey& key);

}  // namespace ppc::server::s3
