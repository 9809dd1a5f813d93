#include "server/s3/presign.h"

#include <algorithm>
#include <cmath>

#include "server/base/percent.h"
#include "server/base/time_text.h"

namespace ppc::server::s3 {
namespace {

/// Encoded name and value.
using Pair = std::pair<std::string_view, std::string_view>;

std::string joined(const std::vector<Pair>& pairs) {
  std::string text;
  text.reserve(512);
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    text.append(name).append(1, '=').append(value);
  }
  return text;
}

std::vector<Field> encoded(const std::vector<Field>& fields) {
  std::vector<Field> result;
  result.reserve(fields.size());
  for (const auto& [name, value] : fields) result.emplace_back(percent_encode(name), percent_encode(value));
  return result;
}

}  // namespace

Endpoint endpoint_of(const Bucket& bucket) {
  if (!bucket.virtual_host) return bucket.endpoint;
  Endpoint endpoint = bucket.endpoint;
  endpoint.authority = bucket.name + '.' + endpoint.authority;
  endpoint.host = bucket.name + '.' + endpoint.host;
  return endpoint;
}

std::string path_prefix(const Bucket& bucket) {
  return bucket.virtual_host || bucket.name.empty() ? "/" : '/' + bucket.name + '/';
}

Presigner::Presigner(const Bucket& bucket, std::shared_ptr<CredentialsSource> credentials)
    : region_(bucket.region),
      path_prefix_(percent_encode(path_prefix(bucket), Slash::kKeep)),
      source_(std::move(credentials)) {
  const Endpoint endpoint = endpoint_of(bucket);
  origin_ = endpoint.scheme + "://" + endpoint.authority;
  signed_headers_.emplace_back("host", endpoint.host);
}

Presigner::Presigner(const Bucket& bucket, Credentials credentials)
    : Presigner(bucket, CredentialsSource::fixed(std::move(credentials))) {}

void Presigner::remember_day(std::string day, const Credentials& credentials) {
  scope_ = {std::move(day), region_, "s3"};
  signed_for_ = credentials;
  credential_ = percent_encode(credentials.access_key + '/' + scope_.text());
  token_ = percent_encode(credentials.session_token);
}

void Presigner::remember_second(Millis now) {
  const auto second = static_cast<long long>(std::floor(now / 1000));
  const Credentials& credentials = source_->current();
  if (second == second_ && credentials == signed_for_) return;
  second_ = second;
  date_ = format_amz_date(now);
  std::string day = date_.substr(0, 8);
  if (day != scope_.day || !(credentials == signed_for_)) remember_day(std::move(day), credentials);
}

std::string Presigner::url(const PresignRequest& request) {
  remember_second(request.now);
  const std::string path = path_prefix_ + percent_encode(request.key, Slash::kKeep);
  const std::string lifetime = std::to_string(request.lifetime_seconds);
  const std::vector<Field> extra = encoded(request.extra_query);

  std::vector<Pair> query;
  query.reserve(extra.size() + 6);
  query.assign(extra.begin(), extra.end());
  query.emplace_back("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  query.emplace_back("X-Amz-Credential", credential_);
  query.emplace_back("X-Amz-Date", date_);
  query.emplace_back("X-Amz-Expires", lifetime);
  query.emplace_back("X-Amz-SignedHeaders", "host");
  if (!token_.empty()) query.emplace_back("X-Amz-Security-Token", token_);

  // In the order above, as boto3 writes them; only the signed text sorts them.
  std::string url;
  url.reserve(1024);
  url.append(origin_).append(path).append(1, '?').append(joined(query));
  std::sort(query.begin(), query.end());
  const std::string sorted = joined(query);
  const EncodedRequest canonical{request.method, path, sorted, signed_headers_, "UNSIGNED-PAYLOAD"};
  const std::string text = string_to_sign(date_, scope_, canonical_text(canonical));
  return url.append("&X-Amz-Signature=").append(to_hex(key_.of(signed_for_, scope_).sign(text)));
}

}  // namespace ppc::server::s3
