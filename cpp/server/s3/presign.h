// Presigned URLs: a GET that needs no credentials until it expires. Works alike for the embedded store,
// MinIO, Ceph and AWS S3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/s3/endpoint.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// Signature V4 allows at most 7 days.
inline constexpr int kMaxLifetimeSeconds = 604800;

struct Bucket {
  Endpoint endpoint;
  std::string name;  // empty: the host alone names the bucket (virtual-host style)
  std::string region;
};

struct PresignRequest {
  std::string method = "GET";
  std::string key;  // not encoded
  Millis now = 0;   // cut to the second
  int lifetime_seconds = 3600;
  std::vector<Field> extra_query;  // signed like the rest
};

/// Signs for one bucket with one set of credentials. Remembers the signing key of the day: not for use by two
/// threads at once.
class Presigner {
 public:
  Presigner(Bucket bucket, Credentials credentials);
  std::string url(const PresignRequest& request);

 private:
  const Digest& key_of(const Scope& scope);

  Bucket bucket_;
  Credentials credentials_;
  Scope key_scope_;
  Digest key_{};
};

}  // namespace ppc::server::s3
