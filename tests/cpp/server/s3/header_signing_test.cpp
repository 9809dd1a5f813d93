#include "server/s3/header_signing.h"

#include <doctest/doctest.h>

#include "server/base/time_text.h"

namespace ppc::server::s3 {
namespace {

const Credentials kExample = {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};

RequestToSign example_request(std::string_view method, std::string_view path, std::string_view query) {
  return {method, path, query, {{"host", "examplebucket.s3.amazonaws.com"}}, to_hex(sha256(""))};
}

std::vector<Field> sign(RequestToSign request, const Credentials& credentials = kExample) {
  SigningKey key;
  return signed_headers(std::move(request), credentials, "us-east-1", *parse_amz_date("20130524T000000Z"),
                        key);
}

std::string authorization(const RequestToSign& request) {
  return std::string(only_value(sign(request), "authorization").value_or("none"));
}

}  // namespace

// The four examples of AWS, "Authenticating requests: using the Authorization header".
TEST_CASE("the documented GET of a range is reproduced") {
  RequestToSign request = example_request("GET", "/test.txt", "");
  request.headers.emplace_back("range", "bytes=0-9");
  CHECK(authorization(request) ==
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_CASE("the documented PUT is reproduced") {
  RequestToSign request = example_request("PUT", "/test%24file.text", "");
  request.headers.emplace_back("date", "Fri, 24 May 2013 00:00:00 GMT");
  request.headers.emplace_back("x-amz-storage-class", "REDUCED_REDUNDANCY");
  request.payload_hash = to_hex(sha256("Welcome to Amazon S3."));
  CHECK(authorization(request).ends_with(
      "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_CASE("the documented questions to a bucket are reproduced") {
  CHECK(authorization(example_request("GET", "/", "lifecycle="))
            .ends_with("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
  CHECK(authorization(example_request("GET", "/", "max-keys=2&prefix=J"))
            .ends_with("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_CASE("blanks in a header's value do not change the signature, and the value is sent as it is") {
  RequestToSign tidy = example_request("PUT", "/a", "");
  tidy.headers.emplace_back("x-amz-meta-ppc-note", "a b");
  RequestToSign untidy = example_request("PUT", "/a", "");
  untidy.headers.emplace_back("x-amz-meta-ppc-note", " a   b ");
  CHECK(authorization(tidy) == authorization(untidy));
  CHECK(only_value(sign(untidy), "x-amz-meta-ppc-note") == " a   b ");
}

TEST_CASE("the token of temporary credentials is sent and signed") {
  const auto headers = sign(example_request("GET", "/a", ""), {"access", "secret", "a token"});
  CHECK(only_value(headers, "x-amz-security-token") == "a token");
  CHECK(only_value(headers, "authorization")->find("x-amz-date;x-amz-security-token,") != std::string::npos);
  CHECK_FALSE(only_value(sign(example_request("GET", "/a", "")), "x-amz-security-token"));
}

}  // namespace ppc::server::s3
