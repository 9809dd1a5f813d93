#include "server/s3/presign.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "server/base/time_text.h"
#include "server/s3/presign_command.h"
#include "server/s3/verify.h"
#include "support/temporary_folder.h"

namespace ppc::server::s3 {
namespace {

std::string presign_vector(const nlohmann::json& file, const nlohmann::json& vector) {
  const Bucket bucket{*parse_endpoint(vector["endpoint"].get<std::string>()), vector["bucket"],
                      vector["region"], vector["virtualHost"].get<bool>()};
  const Credentials credentials{file["accessKey"], file["secretKey"], vector["token"]};
  Presigner presigner(bucket, credentials);
  PresignRequest request;
  request.key = vector["key"];
  request.now = *parse_amz_date(vector["date"].get<std::string>());
  request.lifetime_seconds = vector["lifetime"];
  return presigner.url(request);
}

Presigner example_presigner() {
  return Presigner({*parse_endpoint("http://127.0.0.1:9000"), "pictures", "us-east-1"},
                   Credentials{"access", "secret", ""});
}

}  // namespace

TEST_CASE("URLs equal boto3's byte for byte") {
  std::ifstream input(PPC_PRESIGN_VECTORS);
  const auto file = nlohmann::json::parse(input);
  REQUIRE(file["vectors"].size() == 96);
  for (const auto& vector : file["vectors"]) {
    CAPTURE(vector["key"].get<std::string>());
    CHECK(presign_vector(file, vector) == vector["url"].get<std::string>());
  }
}

TEST_CASE("the remembered key is not used on another day") {
  Presigner presigner = example_presigner();
  PresignRequest request;
  request.key = "k";
  request.now = *parse_amz_date("20260101T120000Z");
  const std::string first = presigner.url(request);
  request.now = *parse_amz_date("20260102T120000Z");
  const std::string next_day = presigner.url(request);
  CHECK(next_day == example_presigner().url(request));
  request.now = *parse_amz_date("20260101T120000Z");
  CHECK(presigner.url(request) == first);
}

TEST_CASE("one presigner signs alike whatever it signed before") {
  Presigner presigner = example_presigner();
  PresignRequest request;
  for (const char* date : {"20260101T120000Z", "20260101T120001Z", "20260101T115959Z", "20260102T000000Z"}) {
    request.key = date;
    request.now = *parse_amz_date(date) + 999;
    CHECK(presigner.url(request) == example_presigner().url(request));
  }
}

TEST_CASE("new keys in the file sign the next URL") {
  const test::TemporaryFolder folder;
  const std::string file = folder.path() + "/credentials";
  const auto write = [&](const char* name) {
    std::ofstream(file) << "[default]\naws_access_key_id=" << name << "\naws_secret_access_key=secret\n";
  };
  write("first");
  CredentialsSettings settings;
  settings.file = file;
  const auto source = CredentialsSource::open(settings, [](const char*) { return std::string(); });
  REQUIRE(source.ok());
  Presigner presigner({*parse_endpoint("http://127.0.0.1:9000"), "pictures", "us-east-1"}, source.value());
  PresignRequest request;
  request.key = "k";
  CHECK(presigner.url(request).find("=first%2F") != std::string::npos);
  write("the-second");
  source.value()->current(std::chrono::steady_clock::now() + std::chrono::seconds(2));
  CHECK(presigner.url(request).find("=the-second%2F") != std::string::npos);
}

TEST_CASE("an extra parameter is signed in its place, whatever its name") {
  Presigner presigner = example_presigner();
  PresignRequest request;
  request.key = "k";
  request.now = *parse_amz_date("20260101T120000Z");
  request.extra_query = {{"x", "1"}, {"X-Amz-A", "a b"}, {"x-", "2"}, {"A", ""}};
  const std::string url = presigner.url(request);
  PresentedUrl presented{"GET", "/pictures/k", {}, {{"host", "127.0.0.1:9000"}}};
  const std::string query = url.substr(url.find('?') + 1);
  presented.query = query;
  const Verifier verifier({"access", "secret", ""}, "us-east-1");
  CHECK_FALSE(verifier.check(presented, request.now));
}

TEST_CASE("an extra parameter changes the signature") {
  Presigner presigner = example_presigner();
  PresignRequest request;
  request.key = "k";
  const std::string plain = presigner.url(request);
  request.extra_query = {{"x-version", "1"}};
  const std::string versioned = presigner.url(request);
  CHECK(versioned.find("?x-version=1&X-Amz-Algorithm=") != std::string::npos);
  CHECK(plain.substr(plain.size() - 64) != versioned.substr(versioned.size() - 64));
}

TEST_CASE("an endpoint is a scheme, a host and perhaps a port") {
  CHECK(parse_endpoint("HTTP://Example.COM")->host == "example.com");
  CHECK(parse_endpoint("https://example.com:443/")->host == "example.com");
  CHECK(parse_endpoint("https://example.com:80")->host == "example.com:80");
  CHECK(parse_endpoint("http://[::1]:9000")->host == "[::1]:9000");
  CHECK(parse_endpoint("http://[::1]")->host == "[::1]");
  for (const char* url :
       {"", "example.com", "ftp://example.com", "http://", "http://a/b", "http://a?b", "http://u@a",
        "http://a:0", "http://a:65536", "http://a:x", "http://a:", "http://a b"}) {
    CAPTURE(url);
    CHECK_FALSE(parse_endpoint(url));
  }
}

TEST_CASE("the command signs the documented example") {
  const std::vector<const char*> arguments = {"--endpoint",   "https://examplebucket.s3.amazonaws.com",
                                              "--key",        "test.txt",
                                              "--access-key", "AKIAIOSFODNN7EXAMPLE",
                                              "--secret-key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                                              "--date",       "20130524T000000Z",
                                              "--expires",    "86400"};
  const auto url = presign_command(arguments, 0);
  REQUIRE(url.ok());
  CHECK(url.value().ends_with("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
}

TEST_CASE("the command puts the bucket before the host") {
  const std::vector<const char*> arguments = {"--endpoint",     "https://s3.amazonaws.com",
                                              "--bucket",       "examplebucket",
                                              "--key",          "test.txt",
                                              "--access-key",   "AKIAIOSFODNN7EXAMPLE",
                                              "--secret-key",   "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                                              "--date",         "20130524T000000Z",
                                              "--expires",      "86400",
                                              "--virtual-host", "true"};
  const auto url = presign_command(arguments, 0);
  REQUIRE(url.ok());
  CHECK(url.value().starts_with("https://examplebucket.s3.amazonaws.com/test.txt?"));
  CHECK(url.value().ends_with("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
}

TEST_CASE("the command says what is wrong with a flag") {
  const auto message = [](std::vector<const char*> arguments) {
    return presign_command(arguments, 0).error().message;
  };
  CHECK(message({}) == "presign needs --endpoint");
  CHECK(message({"--kee", "k"}) == "presign has no flag '--kee'; see --help");
  CHECK(message({"--key"}) == "--key needs a value");
  CHECK(message({"--endpoint", "http://h", "--key", "k", "--access-key", "a", "--secret-key", "s",
                 "--expires", "604801"}) == "--expires takes a whole number from 1 to 604800");
  CHECK(message({"--endpoint", "http://h", "--key", "k", "--access-key", "a", "--secret-key", "s",
                 "--virtual-host", "yes"}) == "--virtual-host takes true or false");
}

}  // namespace ppc::server::s3
