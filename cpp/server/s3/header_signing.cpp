#include "server/s3/header_signing.h"

#include <algorithm>

#include "server/base/time_text.h"

namespace ppc::server::s3 {
namespace {

/// As the signature wants a value: no blanks around it, one for several within.
std::string canonical_value(std::string_view value) {
  std::string text;
  for (std::string_view word : split(value, ' ')) {
    if (word.empty()) continue;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

std::vector<Field> canonical_headers(std::vector<Field> headers) {
  for (auto& [name, value] : headers) value = canonical_value(value);
  std::sort(headers.begin(), headers.end());
  return headers;
}

}  // namespace

std::vector<Field> signed_headers(RequestToSign request, const Credentials& credentials,
                                  const std::string& region, Millis now, SigningKey& key) {
  const std::string date = format_amz_date(now);
  const Scope scope{date.substr(0, 8), region, "s3"};
  std::vector<Field>& headers = request.headers;
  headers.emplace_back("x-amz-date", date);
  headers.emplace_back("x-amz-content-sha256", request.payload_hash);
  if (!credentials.session_token.empty())
    headers.emplace_back("x-amz-security-token", credentials.session_token);

  const std::vector<Field> sorted = canonical_headers(headers);
  const std::string canonical = canonical_text(
      EncodedRequest{request.method, request.path, request.query, sorted, request.payload_hash});
  const Digest digest = key.of(credentials, scope).sign(string_to_sign(date, scope, canonical));
  headers.emplace_back("authorization", "AWS4-HMAC-SHA256 Credential=" + credentials.access_key + '/' +
                                            scope.text() + ",SignedHeaders=" + header_names(sorted) +
                                            ",Signature=" + to_hex(digest));
  return std::move(headers);
}

}  // namespace ppc::server::s3
