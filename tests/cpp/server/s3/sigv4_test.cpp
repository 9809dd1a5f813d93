#include "server/s3/sigv4.h"

#include <doctest/doctest.h>

namespace ppc::server::s3 {
namespace {

CanonicalRequest documented_request() {
  CanonicalRequest request;
  request.method = "GET";
  request.path = "/test.txt";
  request.query = {{"X-Amz-SignedHeaders", "host"},
                   {"X-Amz-Expires", "86400"},
                   {"X-Amz-Date", "20130524T000000Z"},
                   {"X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"},
                   {"X-Amz-Algorithm", "AWS4-HMAC-SHA256"}};
  request.signed_headers = {{"host", "examplebucket.s3.amazonaws.com"}};
  request.payload_hash = "UNSIGNED-PAYLOAD";
  return request;
}

}  // namespace

// AWS, "Authenticating requests: using query parameters".
TEST_CASE("the documented presigned GET is reproduced step by step") {
  const std::string canonical = canonical_text(documented_request());
  CHECK(to_hex(sha256(canonical)) == "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04");
  const Scope scope{"20130524", "us-east-1", "s3"};
  const std::string text = string_to_sign("20130524T000000Z", scope, canonical);
  CHECK(text ==
        "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
        "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04");
  const Digest key = signing_key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope);
  CHECK(signature(key, text) == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

// AWS's signing test suite, get-vanilla: headers only, another service.
TEST_CASE("the generic scheme is reproduced with signed headers and another service") {
  CanonicalRequest request;
  request.method = "GET";
  request.path = "/";
  request.signed_headers = {{"host", "example.amazonaws.com"}, {"x-amz-date", "20150830T123600Z"}};
  request.payload_hash = to_hex(sha256(""));
  const Scope scope{"20150830", "us-east-1", "service"};
  const std::string text = string_to_sign("20150830T123600Z", scope, canonical_text(request));
  const Digest key = signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope);
  CHECK(signature(key, text) == "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST_CASE("the query is sorted by encoded name, then by encoded value") {
  CHECK(canonical_query({{"b", "2"}, {"a", "z"}, {"a", "A"}, {"B", ""}, {"a b", "+/"}}) ==
        "B=&a=A&a=z&a%20b=%2B%2F&b=2");
}

TEST_CASE("the path is encoded once and never normalised") {
  CanonicalRequest request = documented_request();
  request.path = "/a//b/../c d%2F";
  CHECK(canonical_text(request).starts_with("GET\n/a//b/../c%20d%252F\n"));
}

}  // namespace ppc::server::s3
