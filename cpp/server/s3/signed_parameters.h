// The authentication parameters of a presigned URL.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/base/query.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// The authentication parameters, each well-formed by itself.
struct SignedParameters {
  std::string_view access_key;
  Scope scope;
  std::string_view amz_date;
  Millis signed_at = 0;
  Millis lifetime = 0;
  std::vector<std::string_view> signed_headers;
  std::string_view security_token;
  std::string_view signature;
};

struct ParsedParameters {
  std::optional<SignedParameters> parameters;
  const char* problem = nullptr;  // one sentence, when there are no parameters
};

/// Refers into `query`.
ParsedParameters parse_signed_parameters(const std::vector<Field>& query);

}  // namespace ppc::server::s3
