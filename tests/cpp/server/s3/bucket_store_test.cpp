#include "server/s3/bucket_store.h"

#include <doctest/doctest.h>

#include "server/base/parallel.h"
#include "server/base/time_text.h"
#include "server/s3/setting_names.h"
#include "support/event_loop.h"
#include "support/manual_clock.h"
#include "support/scripted_server.h"

namespace ppc::server::s3 {
namespace {

using namespace std::chrono_literals;
using test::http_answer;
using test::ScriptedServer;
using Keys = std::vector<std::string>;
using Reply = ScriptedServer::Reply;

constexpr const char* kHeadAnswer =
    "HTTP/1.1 200 OK\r\nETag: \"e1\"\r\nContent-Type: image/png\r\nContent-Length: 42\r\n"
    "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nx-amz-meta-ppc-note: a note\r\n\r\n";
const std::string kMissing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

struct Fixture {
  explicit Fixture(ScriptedServer::Answer answer) : server(loop.executor(), std::move(answer)) {
    settings.bucket = "pictures";
    settings.endpoints = parse_endpoints(server.url()).value();
  }
  BucketStore& store() {
    if (!opened) {
      const StoreParts parts{loop.executor(), clock, CredentialsSource::fixed({"access", "secret", ""}),
                             [this] { ++failed_attempts; }};
      opened = std::move(BucketStore::open(settings, parts).value());
    }
    return *opened;
  }
  Result<ObjectInfo> head(const std::string& key) {
    const Keys keys(1, key);
    return loop.run(store().head(keys)).at(0);
  }

  test::EventLoop loop;
  test::ManualClock clock;
  ScriptedServer server;
  Settings settings;
  std::unique_ptr<BucketStore> opened;
  int failed_attempts = 0;
};

bool has_header(const std::string& request, const std::string& line) {
  return request.find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("head reads what the headers say") {
  Fixture f([](const std::string&) { return Reply{kHeadAnswer}; });
  const auto info = f.head("u/a b+~\xc3\xa9.png");
  REQUIRE(info.ok());
  CHECK(info.value().version == "e1");
  CHECK(info.value().content_type == "image/png");
  CHECK(info.value().bytes == 42);
  CHECK(info.value().modified_at == *parse_amz_date("19941106T084937Z"));
  CHECK(info.value().note == "a note");
  CHECK(f.server.requests().at(0).starts_with("HEAD /pictures/u/a%20b%2B~%C3%A9.png HTTP/1.1\r\n"));
}

TEST_CASE("head asks for many keys side by side and answers in order") {
  Fixture f([](const std::string& request) {
    return Reply{request.find("/gone") == std::string::npos ? kHeadAnswer : kMissing};
  });
  Keys keys;
  for (int i = 0; i < 100; ++i) keys.push_back((i % 7 == 0 ? "gone" : "there") + std::to_string(i));
  const auto infos = f.loop.run(f.store().head(keys));
  REQUIRE(infos.size() == 100);
  for (std::size_t i = 0; i < infos.size(); ++i) {
    CHECK(infos[i].ok() == (i % 7 != 0));
    if (!infos[i].ok()) CHECK(infos[i].error().kind == ErrorKind::kNotFound);
  }
  // And one for the bucket, because some are missing.
  CHECK(f.server.requests().size() == 101);
  CHECK(f.server.connections() > 1);
  CHECK(f.server.most_at_once() <= 32);
}

TEST_CASE("without its bucket nothing is known to be missing") {
  Fixture f([](const std::string&) { return Reply{kMissing}; });
  const auto info = f.head("k");
  REQUIRE_FALSE(info.ok());
  CHECK(info.error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("put sends bytes, type, note, lifetime and the hash of the bytes") {
  Fixture f([](const std::string&) { return Reply{http_answer(200, "", "ETag: \"e2\"\r\n")}; });
  f.settings.cache_seconds = 900;
  const std::string key = "k";
  const NewObject object{"bytes", "image/webp", "a note"};
  const auto info = f.loop.run(f.store().put(key, object));
  REQUIRE(info.ok());
  CHECK(info.value().version == "e2");
  CHECK(info.value().content_type == "image/webp");
  CHECK(info.value().bytes == 5);
  CHECK(info.value().note == "a note");
  CHECK(info.value().modified_at == f.clock.now());
  const std::string request = f.server.requests().at(0);
  CHECK(has_header(request, "content-type: image/webp"));
  CHECK(has_header(request, "x-amz-meta-ppc-note: a note"));
  CHECK(has_header(request, "cache-control: private, max-age=900"));
  CHECK(has_header(request, "x-amz-content-sha256: " + to_hex(sha256("bytes"))));
  CHECK(request.find("SignedHeaders=cache-control;content-type;host;x-amz-content-sha256;x-amz-date;"
                     "x-amz-meta-ppc-note,") != std::string::npos);
  CHECK(request.ends_with("\r\n\r\nbytes"));
}

TEST_CASE("remove is done when there was nothing to remove, but not without a bucket") {
  std::string answer = http_answer(204);
  Fixture f([&](const std::string&) { return Reply{answer}; });
  const std::string key = "k";
  CHECK(f.loop.run(f.store().remove(key)).ok());
  answer = http_answer(404, "<Error><Code>NoSuchKey</Code></Error>");
  CHECK(f.loop.run(f.store().remove(key)).ok());
  answer = http_answer(404, "<Error><Code>NoSuchBucket</Code></Error>");
  CHECK(f.loop.run(f.store().remove(key)).error().message.find("there is no bucket 'pictures'") !=
        std::string::npos);
}

TEST_CASE("a failure is tried again, three times in all, and every failed attempt is told") {
  int failures = 2;
  Fixture f([&](const std::string&) { return Reply{failures-- > 0 ? http_answer(500) : kHeadAnswer, true}; });
  CHECK(f.head("k").ok());
  CHECK(f.failed_attempts == 2);
  failures = 3;
  const auto info = f.head("k");
  REQUIRE_FALSE(info.ok());
  CHECK(info.error().kind == ErrorKind::kUnavailable);
  CHECK(info.error().message.find(f.server.url() + ", HEAD k: it answered 500") != std::string::npos);
  CHECK(f.server.requests().size() == 6);
}

TEST_CASE("a lost connection and a request to slow down are tried again") {
  int asked = 0;
  Fixture f([&](const std::string&) {
    if (++asked == 1) return Reply{{}, true};
    return Reply{asked == 2 ? http_answer(503, "<Error><Code>SlowDown</Code></Error>") : http_answer(204)};
  });
  const std::string key = "k";
  CHECK(f.loop.run(f.store().remove(key)).ok());
  CHECK(asked == 3);
}

TEST_CASE("a refusal is not tried again, and asks once why") {
  Fixture f([&](const std::string& request) {
    if (request.starts_with("HEAD")) return Reply{"HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\n"};
    return Reply{http_answer(403, "<Error><Code>SignatureDoesNotMatch</Code></Error>")};
  });
  const auto first = f.head("k");
  CHECK(first.error().kind == ErrorKind::kUnavailable);
  CHECK(first.error().message.find(kSecretKeySetting) != std::string::npos);
  CHECK(f.head("l").error().message.find(kSecretKeySetting) != std::string::npos);
  CHECK(f.server.requests().size() == 3);
  CHECK(f.server.requests().at(1).starts_with("GET /pictures/k "));
  CHECK(has_header(f.server.requests().at(1), "range: bytes=0-0"));
}

TEST_CASE("no message holds the secret") {
  Fixture f([&](const std::string&) {
    return Reply{http_answer(403, "<Error><Code>AccessDenied</Code></Error>")};
  });
  const std::string key = "k";
  CHECK(f.loop.run(f.store().remove(key)).error().message.find("secret") == std::string::npos);
}

TEST_CASE("an endpoint that fails is left for the next, without a pause for the caller") {
  Fixture f([](const std::string&) { return Reply{kHeadAnswer}; });
  auto dead = std::make_unique<ScriptedServer>(f.loop.executor(), [](const std::string&) { return Reply{}; });
  f.settings.endpoints = parse_endpoints(dead->url() + "," + f.server.url()).value();
  dead->stop();
  for (int i = 0; i < 5; ++i) CHECK(f.head("k").ok());
  CHECK(f.server.requests().size() == 5);
  CHECK(f.failed_attempts == 1);
}

TEST_CASE("an endpoint that answers 503 is left for the next too") {
  Fixture f([](const std::string&) { return Reply{kHeadAnswer}; });
  ScriptedServer ill(f.loop.executor(), [](const std::string&) { return Reply{http_answer(503)}; });
  f.settings.endpoints = parse_endpoints(ill.url() + "," + f.server.url()).value();
  CHECK(f.head("k").ok());
  CHECK(f.head("k").ok());
  CHECK(ill.requests().size() == 1);
}

TEST_CASE("a store that hangs is given up at the deadline, for a whole list at once") {
  Fixture f([](const std::string&) { return Reply{}; });
  f.settings.timeout = 200ms;
  f.settings.connections = 4;
  const Keys keys(100, "k");
  const auto begun = std::chrono::steady_clock::now();
  const auto infos = f.loop.run(f.store().head(keys));
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  for (const auto& info : infos) CHECK(info.error().kind == ErrorKind::kUnavailable);
}

TEST_CASE("an endpoint whose connections are all in use is not taken for failing") {
  Fixture f([](const std::string&) { return Reply{}; });
  ScriptedServer other(f.loop.executor(), [](const std::string&) { return Reply{kHeadAnswer}; });
  f.settings.endpoints = parse_endpoints(f.server.url() + "," + other.url()).value();
  f.settings.connections = 1;
  Requester& requester = f.store().requester();
  Operation operation;
  operation.method = "HEAD";
  operation.key = "k";
  const auto now = std::chrono::steady_clock::now();
  std::vector<Task<Result<http_client::Response>>> both;
  both.push_back(requester.send(operation, now + 400ms));
  both.push_back(requester.send(operation, now + 100ms));
  const auto answers = f.loop.run(run_all(std::move(both)));
  // The first turns to the other endpoint after half of its time; the second has had no turn.
  CHECK(answers[0].ok());
  REQUIRE_FALSE(answers[1].ok());
  CHECK(answers[1].error().kind == ErrorKind::kUnavailable);
  CHECK(answers[1].error().message.find("connections") != std::string::npos);
  CHECK(f.failed_attempts == 1);
}

TEST_CASE("check asks for the bucket, and not again within a second") {
  bool there = true;
  Fixture f([&](const std::string&) { return Reply{there ? "HTTP/1.1 200 OK\r\n\r\n" : kMissing}; });
  CHECK(f.loop.run(f.store().check()).ok());
  there = false;
  CHECK(f.loop.run(f.store().check()).ok());
  CHECK(f.server.requests().size() == 1);
  CHECK(f.server.requests().at(0).starts_with("HEAD /pictures HTTP/1.1\r\n"));
}

TEST_CASE("an answer without an ETag is no object") {
  Fixture f([](const std::string&) { return Reply{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n"}; });
  CHECK(f.head("k").error().message.find("no ETag") != std::string::npos);
}

TEST_CASE("the settings are checked together") {
  Settings settings;
  CHECK(check_settings(settings).error().message == "--s3 needs at least one address");
  settings.endpoints = parse_endpoints("http://127.0.0.1:1,https://b").value();
  CHECK(check_settings(settings).error().message == "--bucket needs a name");
  settings.bucket = "pictures";
  CHECK(check_settings(settings).ok());
  settings.virtual_host = true;
  CHECK(check_settings(settings).error().message ==
        "--virtual-host needs host names: a bucket cannot be put before 127.0.0.1:1");
  CHECK(parse_endpoints("http://a,b").error().message ==
        "--s3 takes addresses without a path, such as http://127.0.0.1:9000, not 'b'");
}

TEST_CASE("browsers get the public address, the server uses its own") {
  Settings settings;
  settings.endpoints = parse_endpoints("http://10.0.0.1:9000").value();
  settings.bucket = "pictures";
  CHECK(public_bucket(settings).endpoint.text() == "http://10.0.0.1:9000");
  settings.public_endpoint = parse_endpoint("https://cdn.example");
  CHECK(public_bucket(settings).endpoint.text() == "https://cdn.example");
  CHECK(bucket_at(settings, settings.endpoints[0]).endpoint.text() == "http://10.0.0.1:9000");
}

TEST_CASE("where to connect follows from the endpoint") {
  CHECK(address_of(*parse_endpoint("http://a")) == net::Address{"a", 80});
  CHECK(address_of(*parse_endpoint("https://a")) == net::Address{"a", 443});
  CHECK(address_of(*parse_endpoint("https://a:8443/")) == net::Address{"a", 8443});
  CHECK(address_of(*parse_endpoint("http://[::1]:9000")) == net::Address{"::1", 9000});
  CHECK(address_of(*parse_endpoint("http://[::1]")) == net::Address{"::1", 80});
}

}  // namespace ppc::server::s3
