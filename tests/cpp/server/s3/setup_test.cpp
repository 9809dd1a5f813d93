#include "server/s3/setup.h"

#include <doctest/doctest.h>

#include "server/s3/content_md5.h"
#include "server/s3/cors_rules.h"
#include "support/event_loop.h"
#include "support/manual_clock.h"
#include "support/scripted_server.h"

namespace ppc::server::s3 {
namespace {

using http_client::Response;
using test::http_answer;
using test::ScriptedServer;
using Level = Finding::Level;
using Origins = std::vector<std::string>;
using Reply = ScriptedServer::Reply;

Settings settings_of(const std::string& endpoints) {
  Settings settings;
  settings.endpoints = parse_endpoints(endpoints).value();
  settings.bucket = "pictures";
  settings.credentials.given = {"access", "secret", ""};
  return settings;
}

std::string rule(const std::string& origin, const std::string& methods, const std::string& exposed) {
  std::string text = "<CORSRule><AllowedOrigin>" + origin + "</AllowedOrigin>";
  for (auto method : split(methods, ','))
    text += "<AllowedMethod>" + std::string(method) + "</AllowedMethod>";
  if (!exposed.empty()) text += "<ExposeHeader>" + exposed + "</ExposeHeader>";
  return text + "</CORSRule>";
}

std::string configuration(const std::string& rules) {
  return "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + rules +
         "</CORSConfiguration>";
}

std::vector<Finding> cors_findings(const Response& answer, const Origins& origins) {
  return findings_of_cors(answer, origins, settings_of("http://a:9000"));
}

/// A store that remembers whether there is a bucket and its CORS configuration.
struct FakeBucket {
  bool exists = false;
  std::string cors;

  Reply operator()(const std::string& request) {
    const auto body = request.substr(request.find("\r\n\r\n") + 4);
    if (request.starts_with("HEAD /pictures "))
      return {exists ? "HTTP/1.1 200 OK\r\n\r\n" : "HTTP/1.1 404 No\r\n\r\n"};
    if (request.starts_with("PUT /pictures ")) return exists = true, Reply{http_answer(200)};
    if (request.starts_with("GET /pictures?cors=")) {
      return {cors.empty() ? http_answer(404, "<Error><Code>NoSuchCORSConfiguration</Code></Error>")
                           : http_answer(200, cors)};
    }
    const bool sound = request.find("content-md5: " + content_md5(body) + "\r\n") != std::string::npos;
    if (!request.starts_with("PUT /pictures?cors=") || !sound) return {http_answer(400)};
    cors = body;
    return {http_answer(200)};
  }
};

struct Fixture {
  explicit Fixture(ScriptedServer::Answer answer) : server(loop.executor(), std::move(answer)) {
    auto opened =
        Requester::open(settings_of(server.url()),
                        {loop.executor(), clock, CredentialsSource::fixed({"access", "secret", ""}), {}});
    requester = std::move(opened.value());
  }
  test::EventLoop loop;
  test::ManualClock clock;
  ScriptedServer server;
  std::unique_ptr<Requester> requester;
};

}  // namespace

TEST_CASE("a rule must allow GET and HEAD and expose ETag, for every origin") {
  const Origins app = {"https://app.example"};
  CHECK_FALSE(lack_of_cors(configuration(rule("https://app.example", "GET,HEAD", "ETag")), app));
  CHECK_FALSE(lack_of_cors(configuration(rule("*", "PUT,HEAD,GET", "etag")), app));
  CHECK_FALSE(lack_of_cors(configuration(rule("https://*.example", "GET,HEAD", "ETag")), app));
  CHECK(lack_of_cors(configuration(rule("https://*.other", "GET,HEAD", "ETag")), app) ==
        "for pages of https://app.example it has no rule");
  CHECK(lack_of_cors(configuration(rule("*", "GET", "ETag")), app) ==
        "for pages of https://app.example it does not allow HEAD");
  CHECK(lack_of_cors(configuration(rule("*", "GET,HEAD", "")), app) ==
        "for pages of https://app.example it does not expose ETag");
  CHECK(lack_of_cors("", app) == "for pages of https://app.example it has no rule");
  CHECK(lack_of_cors(configuration(rule("https://app.example", "GET,HEAD", "ETag")),
                     {"https://app.example", "https://b.example"}) ==
        "for pages of https://b.example it has no rule");
}

TEST_CASE("only the first rule that fits counts, as for browsers") {
  const Origins app = {"https://app.example"};
  const std::string good = rule("*", "GET,HEAD", "ETag");
  CHECK(lack_of_cors(configuration(rule("*", "GET", "") + good), app) ==
        "for pages of https://app.example it does not expose ETag");
  CHECK_FALSE(lack_of_cors(configuration(rule("https://b.example", "GET", "") + good), app));
  CHECK_FALSE(lack_of_cors(configuration(rule("*", "PUT", "") + good), app));
}

TEST_CASE("when no origin is configured, any rule with all of it will do") {
  CHECK_FALSE(lack_of_cors(configuration(rule("https://x.example", "GET,HEAD", "ETag")), {}));
  CHECK(lack_of_cors("", {}) == "it has no rule");
  CHECK(lack_of_cors(configuration(rule("*", "GET", "ETag")), {}) == "it does not allow HEAD");
}

TEST_CASE("a rule that is added suffices, and the others stay behind it") {
  const Origins origins = {"https://app.example", "https://a&b.example"};
  CHECK_FALSE(lack_of_cors(with_cors_rule("", origins), origins));
  CHECK_FALSE(lack_of_cors(with_cors_rule("", {}), origins));
  const std::string other = rule("*", "GET", "");
  const std::string mended = with_cors_rule(configuration(other), origins);
  CHECK_FALSE(lack_of_cors(mended, origins));
  CHECK(mended.ends_with(other + "</CORSConfiguration>"));
}

TEST_CASE("a missing bucket is a problem, with the commands that mend it") {
  const auto findings = findings_of_bucket({404, {}, ""}, "why", settings_of("http://a:9000"));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].level == Level::kProblem);
  CHECK(findings[0].text ==
        "there is no bucket 'pictures' at http://a:9000; start the server with the same settings and "
        "--init-bucket, or run: aws --endpoint-url http://a:9000 s3api create-bucket --bucket pictures "
        "--region us-east-1");
  auto far = settings_of("http://a:9000");
  far.region = "eu-central-1";
  CHECK(findings_of_bucket({404, {}, ""}, "why", far)[0].text.ends_with(
      " --bucket pictures --region eu-central-1 --create-bucket-configuration "
      "LocationConstraint=eu-central-1"));
}

TEST_CASE("several gateways without a public address are told of: URLs name one of them") {
  auto settings = settings_of("http://a:9000,http://b:9000");
  const auto findings = findings_of_settings(settings);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].level == Level::kWarning);
  CHECK(findings[0].text ==
        "pictures' URLs are signed for http://a:9000 alone: when that gateway fails, browsers get no "
        "pictures; name an address that always answers with --public-store-url");
  settings.public_endpoint = settings.endpoints.back();
  CHECK(findings_of_settings(settings).empty());
  CHECK(findings_of_settings(settings_of("http://a:9000")).empty());
}

TEST_CASE("a bucket that refuses is a problem with its reason, one that answers is none") {
  const auto refused = findings_of_bucket({403, {}, ""}, "why", settings_of("http://a:9000"));
  CHECK(refused == std::vector<Finding>(1, {Level::kProblem, "why"}));
  CHECK(findings_of_bucket({200, {}, ""}, "", settings_of("http://a:9000")).empty());
}

TEST_CASE("missing CORS is a warning that holds the command for it") {
  const auto findings = cors_findings({404, {}, "<Error><Code>NoSuchCORSConfiguration</Code></Error>"},
                                      {"https://app.example"});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].level == Level::kWarning);
  CHECK(findings[0].text.find("--init-bucket") != std::string::npos);
  CHECK(findings[0].text.find("s3api put-bucket-cors --bucket pictures --cors-configuration "
                              "'{\"CORSRules\":[{\"AllowedOrigins\":[\"https://app.example\"],"
                              "\"AllowedMethods\":[\"GET\",\"HEAD\"]") != std::string::npos);
  CHECK(cors_findings({200, {}, configuration(rule("*", "GET,HEAD", "ETag"))}, {"https://app.example"})
            .empty());
}

TEST_CASE("a store without CORS rules for a bucket, or one that hides them, is tolerated") {
  const Response other{501, {}, "<Error><Code>NotImplemented</Code></Error>"};
  CHECK(cors_findings(other, {"https://app.example"}).at(0).level == Level::kInfo);
  const Response minio{404, {{"Server", "MinIO"}}, "<Error><Code>NoSuchCORSConfiguration</Code></Error>"};
  CHECK(cors_findings(minio, {"https://app.example"}).at(0).level == Level::kInfo);
  const Response hidden{403, {}, "<Error><Code>AccessDenied</Code></Error>"};
  CHECK(cors_findings(hidden, {"https://app.example"}).at(0).level == Level::kInfo);
}

TEST_CASE("the check changes nothing; the initialisation makes what it missed, once") {
  FakeBucket bucket;
  Fixture f([&](const std::string& request) { return bucket(request); });
  const Origins origins = {"https://app.example"};
  CHECK(f.loop.run(check_setup(*f.requester, origins)).at(0).level == Level::kProblem);
  CHECK_FALSE(bucket.exists);
  CHECK(f.loop.run(init_bucket(*f.requester, origins)).ok());
  CHECK(bucket.exists);
  CHECK(f.loop.run(check_setup(*f.requester, origins)).empty());
  const std::string cors = bucket.cors;
  CHECK(f.loop.run(init_bucket(*f.requester, origins)).ok());
  CHECK(bucket.cors == cors);
}

TEST_CASE(
    "a store that refuses CORS rules for a bucket, also one that does so only when they are set, "
    "can be initialised") {
  for (const bool says_none : {false, true}) {
    FakeBucket bucket;
    const std::string refusal = http_answer(501, "<Error><Code>NotImplemented</Code></Error>");
    const std::string none = "HTTP/1.1 404 Not Found\r\nServer: MinIO\r\nContent-Length: 0\r\n\r\n";
    Fixture f([&](const std::string& request) {
      if (request.find("?cors=") == std::string::npos) return bucket(request);
      return Reply{says_none && request.starts_with("GET ") ? none : refusal};
    });
    CHECK(f.loop.run(init_bucket(*f.requester, {})).ok());
    CHECK(f.loop.run(check_setup(*f.requester, {})).at(0).level == Level::kInfo);
  }
}

TEST_CASE("Content-MD5 is that of the RFC") {
  // RFC 1321 for the digest of "abc", in base64.
  CHECK(content_md5("abc") == "kAFQmDzST7DWlj99KOF/cg==");
}

}  // namespace ppc::server::s3
