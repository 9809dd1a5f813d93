// AWS Signature Version 4: pure functions, the date is an argument.
// Source: AWS, "Signature Version 4 signing process", and "Authenticating requests: using query parameters"
// for the rules of S3 (names and values are encoded once, the path is not normalised).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/base/crypto.h"
#include "server/base/query.h"

namespace ppc::server::s3 {

struct Credentials {
  std::string access_key;
  std::string secret_key;
  std::string session_token;  // empty without temporary credentials

  bool operator==(const Credentials&) const = default;
};

/// The day and place a signature is good for.
struct Scope {
  std::string day;  // "20130524"
  std::string region;
  std::string service;

  /// "20130524/us-east-1/s3/aws4_request"
  std::string text() const;
  bool operator==(const Scope&) const = default;
};

struct CanonicalRequest {
  std::string method;
  std::string path;                   // not encoded, starts with '/'
  std::vector<Field> query;           // not encoded, any order
  std::vector<Field> signed_headers;  // lower-case names, sorted; trimmed values
  std::string payload_hash;           // "UNSIGNED-PAYLOAD" for presigned URLs
};

/// The same with everything encoded, for callers that have it so.
struct EncodedRequest {
  std::string_view method;
  std::string_view path;
  std::string_view query;  // sorted
  const std::vector<Field>& signed_headers;
  std::string_view payload_hash;
};

/// Encoded, sorted, joined with '&'.
std::string canonical_query(const std::vector<Field>& query);
/// "host;x-amz-date"
std::string header_names(const std::vector<Field>& signed_headers);
std::string canonical_text(const CanonicalRequest& request);
std::string canonical_text(const EncodedRequest& request);
/// `amz_date` is "20130524T000000Z".
std::string string_to_sign(std::string_view amz_date, const Scope& scope, std::string_view canonical);
/// Good for the scope's whole day; worth keeping.
Digest signing_key(std::string_view secret_key, const Scope& scope);
/// 64 hexadecimal digits.
std::string signature(const Digest& key, std::string_view text_to_sign);

}  // namespace ppc::server::s3
