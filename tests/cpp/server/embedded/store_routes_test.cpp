#include "server/embedded/store_routes.h"

#include <doctest/doctest.h>

#include "server/s3/presign.h"
#include "support/manual_clock.h"
#include "support/run.h"
#include "support/temporary_folder.h"

namespace ppc::server {
namespace {

using test::run;

struct Fixture {
  test::TemporaryFolder folder;
  test::ManualClock clock;
  Metrics metrics;
  std::unique_ptr<FolderStore> store = std::move(FolderStore::open(folder.path()).value());
  s3::Credentials credentials{"access", "secret", ""};
  StoreRoutes routes{*store, s3::Verifier(credentials, "us-east-1"), "pictures", clock, metrics};
  std::vector<Request::Header> headers;
  std::string method = "GET";
  std::string bucket = "pictures";
  const NewObject object{"0123456789", "image/png", {}};
  ObjectInfo info = run(store->put("a", object)).value();

  Response get(const std::string& key = "a") {
    s3::Presigner presigner({*s3::parse_endpoint("http://store:9"), bucket, "us-east-1"}, credentials);
    s3::PresignRequest wanted;
    wanted.method = method;
    wanted.key = key;
    wanted.now = clock.now();
    const std::string url = presigner.url(wanted);
    const auto mark = url.find('?');
    Request request;
    request.method = method;
    const std::string path = url.substr(14, mark - 14);
    const std::string query = url.substr(mark + 1);
    request.path = path;
    request.query = query;
    request.headers = headers;
    request.headers.push_back({"Host", "store:9"});
    return run(routes.handle(request));
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a presigned GET has bytes, type, version and readable headers") {
  const Response response = get();
  CHECK(response.status == 200);
  CHECK(response.body == "0123456789");
  CHECK(response.header("Content-Type") == "image/png");
  CHECK(response.header("ETag") == '"' + info.version + '"');
  CHECK(response.header("Accept-Ranges") == "bytes");
  CHECK(response.header("X-Content-Type-Options") == "nosniff");
  CHECK(response.header("Access-Control-Allow-Origin") == "*");
  CHECK(response.header("Access-Control-Expose-Headers")->find("ETag") == 0);
  CHECK(response.header("Last-Modified").has_value());
}

TEST_CASE_FIXTURE(Fixture, "a browser may keep the bytes as long as the signature lasts") {
  CHECK(get().header("Cache-Control") == "private, max-age=3600");
}

TEST_CASE_FIXTURE(Fixture, "a known version is answered 304 without bytes") {
  const std::string list = "\"x\", \"" + info.version + '"';
  headers = {{"if-none-match", list}};
  const Response response = get();
  CHECK(response.status == 304);
  CHECK(response.body.empty());
  CHECK(response.header("ETag") == '"' + info.version + '"');
  headers = {{"If-None-Match", "\"x\""}};
  CHECK(get().status == 200);
}

TEST_CASE_FIXTURE(Fixture, "If-Match guards against another version") {
  headers = {{"If-Match", "\"x\""}};
  CHECK(get().status == 412);
  const std::string tag = '"' + info.version + '"';
  headers = {{"If-Match", tag}};
  CHECK(get().status == 200);
}

TEST_CASE_FIXTURE(Fixture, "a range is a part, beyond the end 416") {
  headers = {{"Range", "bytes=2-4"}};
  Response response = get();
  CHECK(response.status == 206);
  CHECK(response.body == "234");
  CHECK(response.header("Content-Range") == "bytes 2-4/10");
  headers = {{"Range", "bytes=10-"}};
  response = get();
  CHECK(response.status == 416);
  CHECK(response.header("Content-Range") == "bytes */10");
}

TEST_CASE_FIXTURE(Fixture, "a range of another version is answered with the whole") {
  headers = {{"Range", "bytes=2-4"}, {"If-Range", "\"x\""}};
  CHECK(get().status == 200);
  const std::string tag = '"' + info.version + '"';
  headers = {{"Range", "bytes=2-4"}, {"If-Range", tag}};
  CHECK(get().status == 206);
}

TEST_CASE_FIXTURE(Fixture, "errors are S3's XML and readable across origins") {
  const Response missing = get("b");
  CHECK(missing.status == 404);
  CHECK(missing.body.find("<Code>NoSuchKey</Code>") != std::string::npos);
  CHECK(missing.header("Content-Type") == "application/xml");
  CHECK(missing.header("Access-Control-Allow-Origin") == "*");
  bucket = "other";
  CHECK(get().body.find("<Code>NoSuchBucket</Code>") != std::string::npos);
  credentials.secret_key = "wrong";
  const Response refused = get();
  CHECK(refused.status == 403);
  CHECK(refused.body.find("<Code>SignatureDoesNotMatch</Code>") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the resource in an error is escaped") {
  const Response response = run(routes.handle({"GET", "/<a>&", "", {}, {}}));
  CHECK(response.status == 403);
  CHECK(response.body.find("<Resource>/&lt;a&gt;&amp;</Resource>") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a rightly signed PUT or DELETE is not allowed all the same") {
  for (const char* other : {"PUT", "DELETE"}) {
    method = other;
    CHECK(get().status == 405);
  }
  method = "HEAD";
  CHECK(get().status == 200);
}

TEST_CASE_FIXTURE(Fixture, "a preflight needs no signature") {
  const Response response = run(routes.handle({"OPTIONS", "/pictures/a", "", {}, {}}));
  CHECK(response.status == 204);
  CHECK(response.header("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS");
  CHECK(response.header("Access-Control-Allow-Origin") == "*");
}

TEST_CASE_FIXTURE(Fixture, "every request is answered from its head alone: a body is not waited for") {
  CHECK(routes.admit({"PUT", "/pictures/a", "", {}, {}}).answer->status == 403);
}

}  // namespace ppc::server
