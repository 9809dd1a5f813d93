// Checks presigned URLs as S3 does: what the embedded store asks before it shows a picture.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "server/s3/sigv4.h"

namespace ppc::server::s3 {

/// How far ahead of the store's clock a URL may be dated.
inline constexpr Millis kMaxFutureMillis = 15 * 60 * 1000;

struct PresentedUrl {
  std::string_view method;
  std::string_view path;       // as received, percent-encoded
  std::string_view query;      // as received, without '?'
  std::vector<Field> headers;  // all headers of the request, names in lower case
};

/// An answer in S3's terms: status, code ("AccessDenied", "SignatureDoesNotMatch", ...) and message.
struct Refusal {
  int status;
  std::string code;
  std::string message;
};

/// Accepts URLs signed with one pair of keys for one region.
class Verifier {
 public:
  Verifier(Credentials credentials, std::string region);
  /// Nothing when the URL is good now.
  std::optional<Refusal> check(const PresentedUrl& url, Millis now) const;
  /// When a URL that check() accepted will expire.
  static Millis expires_at(std::string_view query);

 private:
  Credentials credentials_;
  std::string region_;
};

}  // namespace ppc::server::s3
