#include "server/s3/presign.h"

#include "server/base/percent.h"
#include "server/base/time_text.h"

namespace ppc::server::s3 {
namespace {

// In the order given, as boto3 writes them; only the signed text sorts them.
std::string url_query(const std::vector<Field>& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    if (!text.empty()) text += '&';
    text.append(percent_encode(name)).append(1, '=').append(percent_encode(value));
  }
  return text;
}

}  // namespace

Presigner::Presigner(Bucket bucket, Credentials credentials)
    : bucket_(std::move(bucket)), credentials_(std::move(credentials)) {}

const Digest& Presigner::key_of(const Scope& scope) {
  if (!(scope == key_scope_)) {
    key_ = signing_key(credentials_.secret_key, scope);
    key_scope_ = scope;
  }
  return key_;
}

std::string Presigner::url(const PresignRequest& request) {
  const std::string date = format_amz_date(request.now);
  const Scope scope{date.substr(0, 8), bucket_.region, "s3"};

  CanonicalRequest canonical;
  canonical.method = request.method;
  canonical.path = (bucket_.name.empty() ? "" : '/' + bucket_.name) + '/' + request.key;
  canonical.query = request.extra_query;
  canonical.query.emplace_back("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  canonical.query.emplace_back("X-Amz-Credential", credentials_.access_key + '/' + scope.text());
  canonical.query.emplace_back("X-Amz-Date", date);
  canonical.query.emplace_back("X-Amz-Expires", std::to_string(request.lifetime_seconds));
  canonical.query.emplace_back("X-Amz-SignedHeaders", "host");
  if (!credentials_.session_token.empty()) {
    canonical.query.emplace_back("X-Amz-Security-Token", credentials_.session_token);
  }
  canonical.signed_headers.emplace_back("host", bucket_.endpoint.host);
  canonical.payload_hash = "UNSIGNED-PAYLOAD";

  const std::string text = string_to_sign(date, scope, canonical_text(canonical));
  return bucket_.endpoint.scheme + "://" + bucket_.endpoint.authority +
         percent_encode(canonical.path, Slash::kKeep) + '?' + url_query(canonical.query) +
         "&X-Amz-Signature=" + signature(key_of(scope), text);
}

}  // namespace ppc::server::s3
