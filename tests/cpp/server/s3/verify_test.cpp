#include "server/s3/verify.h"

#include <doctest/doctest.h>

#include "server/base/time_text.h"
#include "server/s3/presign.h"

namespace ppc::server::s3 {
namespace {

const Millis kNow = *parse_amz_date("20260301T120000Z");

/// A presigned GET, taken apart as the endpoint receives it; tests change one part.
struct Presented {
  std::string method = "GET";
  std::string path;
  std::string query;
  std::vector<Field> headers = {{"accept", "*/*"}, {"host", "127.0.0.1:9000"}};
  Millis now = kNow;

  std::optional<Refusal> check() const {
    const Verifier verifier({"access/key", "secret", ""}, "us-east-1");
    return verifier.check({method, path, query, headers}, now);
  }
  std::string code() const {
    const auto refusal = check();
    return refusal ? std::to_string(refusal->status) + ' ' + refusal->code : "good";
  }
  void replace(std::string_view from, std::string_view to) {
    const auto at = query.find(from);
    REQUIRE(at != std::string::npos);
    query.replace(at, from.size(), to);
  }
};

Presented presented(PresignRequest request = {}, std::string region = "us-east-1",
                    std::string secret = "secret", std::string access_key = "access/key") {
  if (request.key.empty()) request.key = "users/tést +~(1).png";
  if (request.now == 0) request.now = kNow;
  Presigner presigner({*parse_endpoint("http://127.0.0.1:9000"), "pictures", std::move(region)},
                      {std::move(access_key), std::move(secret), ""});
  const std::string url = presigner.url(request);
  const auto path_at = url.find('/', 7);
  const auto mark = url.find('?');
  Presented made;
  made.path = url.substr(path_at, mark - path_at);
  made.query = url.substr(mark + 1);
  return made;
}

constexpr const char* kMismatch = "403 SignatureDoesNotMatch";
constexpr const char* kMalformed = "400 AuthorizationQueryParametersError";

}  // namespace

TEST_CASE("a presigned URL is good") { CHECK(presented().code() == "good"); }

TEST_CASE("a path that is encoded differently is the same path") {
  Presented url = presented();
  const auto at = url.path.find("%28");
  REQUIRE(at != std::string::npos);
  url.path.replace(at, 3, "(");
  CHECK(url.code() == "good");
}

TEST_CASE("a URL is good for its method only") {
  Presented url = presented();
  for (const char* method : {"HEAD", "PUT", "DELETE", "get"}) {
    url.method = method;
    CHECK(url.code() == kMismatch);
  }
}

TEST_CASE("a URL is good for its host only, and the host must be there once") {
  Presented url = presented();
  url.headers = {{"host", "127.0.0.1:9001"}};
  CHECK(url.code() == kMismatch);
  url.headers = {};
  CHECK(url.code() == kMismatch);
  url.headers = {{"host", "127.0.0.1:9000"}, {"host", "127.0.0.1:9000"}};
  CHECK(url.code() == kMismatch);
}

TEST_CASE("a URL is good for its path only") {
  Presented url = presented();
  url.path += "x";
  CHECK(url.code() == kMismatch);
}

TEST_CASE("every changed parameter is noticed") {
  Presented url = presented();
  url.replace("X-Amz-Expires=3600", "X-Amz-Expires=3601");
  CHECK(url.code() == kMismatch);
  url = presented();
  url.replace("T120000Z", "T120001Z");
  CHECK(url.code() == kMismatch);
  url = presented();
  url.query += "&extra=1";
  CHECK(url.code() == kMismatch);
  url = presented();
  url.query.back() = url.query.back() == '0' ? '1' : '0';
  CHECK(url.code() == kMismatch);
  url = presented();
  url.query.pop_back();
  CHECK(url.code() == kMismatch);
}

TEST_CASE("a wrong secret and an unknown access key are refused") {
  CHECK(presented({}, "us-east-1", "other").code() == kMismatch);
  CHECK(presented({}, "us-east-1", "secret", "other").code() == "403 InvalidAccessKeyId");
}

TEST_CASE("a URL ends with its lifetime") {
  Presented url = presented();
  url.now = kNow + 3600 * 1000 - 1;
  CHECK(url.code() == "good");
  url.now = kNow + 3600 * 1000;
  CHECK(url.code() == "403 AccessDenied");
  CHECK(url.check()->message == "Request has expired");
}

TEST_CASE("a URL dated up to 15 minutes ahead is good, one dated later is not yet valid") {
  Presented url = presented();
  url.now = kNow - 15 * 60 * 1000;
  CHECK(url.code() == "good");
  url.now -= 1000;
  CHECK(url.code() == "403 AccessDenied");
  CHECK(url.check()->message == "Request is not yet valid");
}

TEST_CASE("the lifetime is 1 second to 7 days even with a right signature") {
  PresignRequest request;
  for (int seconds : {0, -1, 604801}) {
    request.lifetime_seconds = seconds;
    CHECK(presented(request).code() == kMalformed);
  }
  for (int seconds : {1, 604800}) {
    request.lifetime_seconds = seconds;
    CHECK(presented(request).code() == "good");
  }
}

TEST_CASE("the scope must be this region, this service and the date's day") {
  CHECK(presented({}, "eu-west-1").code() == kMalformed);
  Presented url = presented();
  url.replace("%2Fs3%2F", "%2Fs4%2F");
  CHECK(url.code() == kMalformed);
  url = presented();
  url.replace("20260301%2F", "20260302%2F");
  CHECK(url.code() == kMalformed);
  url = presented();
  url.replace("aws4_request", "aws5_request");
  CHECK(url.code() == kMalformed);
}

TEST_CASE("another algorithm, a missing or a repeated parameter are refused") {
  Presented url = presented();
  url.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1");
  CHECK(url.code() == kMalformed);
  url = presented();
  url.replace("X-Amz-Expires=3600&", "");
  CHECK(url.code() == kMalformed);
  url = presented();
  url.query += "&X-Amz-Expires=3600";
  CHECK(url.code() == kMalformed);
  url = presented();
  url.replace("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=accept");
  CHECK(url.code() == kMalformed);
}

TEST_CASE("a request without a signature is denied") {
  Presented url = presented();
  url.query = "";
  CHECK(url.code() == "403 AccessDenied");
  url.query = "list-type=2";
  CHECK(url.code() == "403 AccessDenied");
}

TEST_CASE("a malformed encoding is refused without a crash") {
  Presented url = presented();
  url.query += "&a=%";
  CHECK(url.code() == "400 InvalidURI");
}

TEST_CASE("the end of a URL's life is read from it") {
  CHECK(Verifier::expires_at(presented().query) == kNow + 3600 * 1000);
}

}  // namespace ppc::server::s3
