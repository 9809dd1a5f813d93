// Presigned URLs: a GET that needs no credentials until it expires. Works alike for the embedded store,
// MinIO, Ceph and AWS S3.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/s3/credentials/credentials_source.h"
#include "server/s3/endpoint.h"
#include "server/s3/signing_key.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// Signature V4 allows at most 7 days.
inline constexpr int kMaxLifetimeSeconds = 604800;

struct Bucket {
  Endpoint endpoint;
  std::string name;  // empty: the endpoint's host alone names the bucket
  std::string region;
  bool virtual_host = false;  // the name goes before the host instead of before the key
};

/// The endpoint with the bucket's name before its host, when it goes there.
Endpoint endpoint_of(const Bucket& bucket);
/// "/pictures/", or "/" when the host names the bucket. Not encoded.
std::string path_prefix(const Bucket& bucket);

struct PresignRequest {
  std::string method = "GET";
  std::string key;                 // not encoded
  Millis now = 0;                  // cut to the second
  int lifetime_seconds = 3600;     // 1 to kMaxLifetimeSeconds; temporary credentials may end it earlier
  std::vector<Field> extra_query;  // signed like the rest
};

/// Signs for one bucket, for the host that the browser will use. Remembers what stays the same for a day and
/// for a second: not for use by two threads at once.
class Presigner {
 public:
  Presigner(const Bucket& bucket, std::shared_ptr<CredentialsSource> credentials);
  /// With credentials that never change.
  Presigner(const Bucket& bucket, Credentials credentials);
  std::string url(const PresignRequest& request);

 private:
  void remember_second(Millis now);
  void remember_day(std::string day, const Credentials& credentials);

  std::string region_;
  std::string origin_;       // "https://pictures.example.com"
  std::string path_prefix_;  // encoded
  std::vector<Field> signed_headers_;
  std::shared_ptr<CredentialsSource> source_;
  SigningKey key_;

  long long second_ = -1;
  std::string date_;
  Scope scope_;
  Credentials signed_for_;
  std::string credential_;  // encoded
  std::string token_;       // encoded
};

}  // namespace ppc::server::s3
