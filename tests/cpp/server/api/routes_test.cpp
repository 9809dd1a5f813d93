#include "server/api/routes.h"

#include <doctest/doctest.h>

#include <boost/asio/detached.hpp>
#include <nlohmann/json.hpp>

#include "server/embedded/memory_url_cache.h"
#include "support/manual_clock.h"
#include "support/memory_object_store.h"
#include "support/pictures.h"
#include "support/run.h"

namespace ppc::server {
namespace {

using nlohmann::json;
using test::run;

const std::string kPng = test::plain_png();

struct Fixture {
  test::ManualClock clock;
  Metrics metrics;
  test::MemoryObjectStore store;
  MemoryUrlCache cache{clock, {}};
  s3::Presigner presigner{{*s3::parse_endpoint("http://store:9"), "b", "us-east-1"},
                          {"access", "secret", ""}};
  RenditionPool renditions{{1, 4, 64'000'000}};
  Turns turns;
  PictureServiceParts parts{cache, store, presigner, clock, metrics, renditions, turns};
  PictureService service{parts, 3600};
  ApiSettings settings{1000, {"https://app.example"}};
  ApiRoutes routes{service, parts, settings};
  std::vector<Request::Header> headers;

  /// As a connection does: the head first, then the whole request.
  Response ask(std::string_view method, std::string_view target, std::string_view body = "") {
    const auto mark = target.find('?');
    Request request{method,
                    target.substr(0, mark),
                    mark == std::string_view::npos ? "" : target.substr(mark + 1),
                    headers,
                    {}};
    Admission admission = routes.admit(request);
    if (admission.answer) return *admission.answer;
    request.body = body;
    return run(routes.handle(request));
  }
  json ask_json(std::string_view method, std::string_view target, std::string_view body = "") {
    return json::parse(ask(method, target, body).body);
  }
  std::string code(std::string_view method, std::string_view target, std::string_view body = "") {
    const Response response = ask(method, target, body);
    const json answer = json::parse(response.body);
    REQUIRE(answer["error"]["message"].is_string());
    return std::to_string(response.status) + ' ' + answer["error"]["code"].get<std::string>();
  }
  std::string put(std::string_view id) {
    const std::string target = "/api/profile-pictures/" + std::string(id);
    return ask_json("PUT", target, kPng)["version"];
  }
};

Task<void> put_ada(ApiRoutes& routes, std::vector<Response>& answers) {
  const Request request{"PUT", "/api/profile-pictures/ada", "", {}, kPng};
  answers.push_back(co_await routes.handle(request));
}

/// The answers in the order in which they come.
std::vector<Response> put_at_once(ApiRoutes& routes, int count) {
  boost::asio::io_context loop(1);
  std::vector<Response> answers;
  for (int i = 0; i < count; ++i) {
    boost::asio::co_spawn(loop, put_ada(routes, answers), boost::asio::detached);
  }
  loop.run();
  return answers;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a picture's record has all members of the contract") {
  const std::string version = put("ada");
  const Response response = ask("GET", "/api/profile-pictures/ada?size=64");
  CHECK(response.status == 200);
  CHECK(response.header("ETag") == '"' + version + '"');
  CHECK(response.header("Cache-Control") == "private, no-store");
  const json record = json::parse(response.body);
  CHECK(record.size() == 7);
  CHECK(record["userId"] == "ada");
  CHECK(record["url"].get<std::string>().starts_with("http://store:9/b/users/"));
  CHECK(record["version"] == version);
  CHECK(record["expiresAt"] == 1'790'003'600'000);
  CHECK(record["serverTime"] == 1'790'000'000'000);
  CHECK(record["contentType"] == "image/webp");
  CHECK(record["bytes"] > 20);
}

TEST_CASE_FIXTURE(Fixture, "a known version is answered 304") {
  const std::string etag = '"' + put("ada") + '"';
  const std::string known = "W/" + etag;
  headers = {{"If-None-Match", known}};
  const Response response = ask("GET", "/api/profile-pictures/ada");
  CHECK(response.status == 304);
  CHECK(response.body.empty());
  CHECK(response.header("ETag") == etag);
}

TEST_CASE_FIXTURE(Fixture, "a user without a picture is told from a wrong path") {
  CHECK(code("GET", "/api/profile-pictures/ada") == "404 no_picture");
  CHECK(code("GET", "/api/profile-pictures/ada/image") == "404 no_picture");
  CHECK(code("GET", "/api/profile-picture/ada") == "404 unknown_route");
  CHECK(code("GET", "/api/profile-pictures/a/b") == "404 unknown_route");
  CHECK(code("GET", "/") == "404 unknown_route");
}

TEST_CASE_FIXTURE(Fixture, "user ids are decoded once and are whatever UTF-8 they are") {
  for (const char* raw : {"a%2Fb", "..", "%2E%2E", "%252e", "batch", "image", "%F0%9F%98%80", "a+b", "a%20b",
                          "%22%5C", "__proto__", "null"}) {
    CAPTURE(raw);
    const std::string version = put(raw);
    CHECK(ask_json("GET", std::string("/api/profile-pictures/") + raw)["version"] == version);
  }
  // Four sizes and their pointer of each; one, named twice, has the edition of before as well.
  CHECK(store.objects.size() == 11 * 5 + 4);
  CHECK(ask_json("GET", "/api/profile-pictures/%22%5C")["userId"] == "\"\\");
  CHECK(ask_json("GET", "/api/profile-pictures/a+b")["userId"] == "a+b");
}

TEST_CASE_FIXTURE(Fixture,
                  "a user id that is empty, too long, not UTF-8 or has control characters is refused") {
  const std::string too_long(129, 'a');
  for (const std::string& raw : std::vector<std::string>{"", too_long, "%00", "a%0Ab", "%7F", "%ff", "%C0%80",
                                                         "%ed%a0%80", "%", "%zz", "a%2"}) {
    CAPTURE(raw);
    CHECK(code("GET", "/api/profile-pictures/" + raw) == "400 invalid_user_id");
    CHECK(code("PUT", "/api/profile-pictures/" + raw, kPng) == "400 invalid_user_id");
  }
  CHECK(ask("PUT", "/api/profile-pictures/" + std::string(128, 'a'), kPng).status == 201);
}

TEST_CASE_FIXTURE(Fixture, "the size is one of four, 128 when not given") {
  put("ada");
  for (const char* query : {"", "?size=64", "?size=128", "?size=256", "?size=512", "?other=1"}) {
    CHECK(ask("GET", std::string("/api/profile-pictures/ada") + query).status == 200);
  }
  for (const char* query : {"?size=", "?size=65", "?size=0", "?size=-64", "?size=64.0", "?size=064x",
                            "?size=64&size=64", "?size=99999999999999999999", "?size=65600"}) {
    CAPTURE(query);
    CHECK(code("GET", std::string("/api/profile-pictures/ada") + query) == "400 invalid_size");
  }
  CHECK(code("GET", "/api/profile-pictures/ada?size=%") == "400 invalid_query");
}

TEST_CASE_FIXTURE(Fixture, "an upload is answered with its new record") {
  const Response response = ask("PUT", "/api/profile-pictures/ada", kPng);
  CHECK(response.status == 201);
  const json record = json::parse(response.body);
  CHECK(response.header("ETag") == '"' + record["version"].get<std::string>() + '"');
  CHECK(record["contentType"] == "image/webp");
  CHECK(ask_json("GET", "/api/profile-pictures/ada")["url"] == record["url"]);
}

TEST_CASE_FIXTURE(Fixture, "only bytes that are an allowed picture are stored, whatever the header says") {
  headers = {{"Content-Type", "image/png"}};
  for (const char* body : {"<svg xmlns='http://www.w3.org/2000/svg'/>", "<html>", "GIF8", "\x89PNG", "BM"}) {
    CHECK(code("PUT", "/api/profile-pictures/ada", body) == "415 not_an_image");
  }
  CHECK(code("PUT", "/api/profile-pictures/ada", "") == "400 empty_body");
  CHECK(store.objects.empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a damaged picture, and one of too many pixels, are refused with their own codes") {
  const std::string noise = test::a_picture("image/jpeg", 30, 20);
  CHECK(code("PUT", "/api/profile-pictures/ada", noise.substr(0, noise.size() / 2)) == "415 damaged_image");
  std::string huge = noise;
  huge.replace(huge.find("\xff\xc0") + 5, 4, "\x4e\x20\x4e\x20");
  const Response refused = ask("PUT", "/api/profile-pictures/ada", huge);
  CHECK(refused.status == 413);
  const json error = json::parse(refused.body)["error"];
  CHECK(error["code"] == "too_many_pixels");
  CHECK(error["message"].get<std::string>().find("20000 x 20000") != std::string::npos);
  CHECK(store.objects.empty());
}

TEST_CASE_FIXTURE(Fixture, "an upload that finds no room among those that wait is told when to come again") {
  RenditionPool full({1, 0, 1000});
  PictureServiceParts few_parts{cache, store, presigner, clock, metrics, full, turns};
  PictureService few(few_parts, 3600);
  ApiRoutes busy(few, few_parts, settings);
  const std::vector<Response> answers = put_at_once(busy, 2);
  CHECK(answers[0].status == 503);
  CHECK(json::parse(answers[0].body)["error"]["code"] == "busy");
  CHECK(answers[0].header("Retry-After") == "1");
  CHECK(answers[1].status == 201);
}

TEST_CASE_FIXTURE(Fixture, "a removed picture is gone, and removing it again is no error") {
  put("ada");
  ask("GET", "/api/profile-pictures/ada");
  CHECK(ask("DELETE", "/api/profile-pictures/ada").status == 204);
  CHECK(code("GET", "/api/profile-pictures/ada") == "404 no_picture");
  CHECK(ask("DELETE", "/api/profile-pictures/ada").status == 204);
}

TEST_CASE_FIXTURE(Fixture, "the image route redirects to the picture of now, each time") {
  put("ada");
  Response response = ask("GET", "/api/profile-pictures/ada/image?size=256");
  CHECK(response.status == 302);
  CHECK(response.header("Location") ==
        ask_json("GET", "/api/profile-pictures/ada?size=256")["url"].get<std::string>());
  CHECK(response.header("Cache-Control") == "private, max-age=60");
}

TEST_CASE_FIXTURE(Fixture, "a batch answers each user once, found or missing") {
  put("a");
  put("c");
  const json answer =
      ask_json("POST", "/api/profile-pictures/batch", R"({"userIds":["a","b","c","a","b"],"size":64,"x":1})");
  CHECK(answer.size() == 3);
  REQUIRE(answer["pictures"].size() == 2);
  CHECK(answer["pictures"][0]["userId"] == "a");
  CHECK(answer["pictures"][1]["userId"] == "c");
  CHECK(answer["pictures"][0].size() == 6);
  CHECK(answer["missing"] == json::array({"b"}));
  CHECK(answer["serverTime"] == 1'790'000'000'000);
}

TEST_CASE_FIXTURE(Fixture, "a batch of nobody is empty") {
  const json answer = ask_json("POST", "/api/profile-pictures/batch", R"({"userIds":[]})");
  CHECK(answer["pictures"] == json::array());
  CHECK(answer["missing"] == json::array());
}

TEST_CASE_FIXTURE(Fixture, "a batch takes 200 ids and not 201") {
  json ids = json::array();
  for (int i = 0; i < 200; ++i) ids.push_back(std::to_string(i));
  CHECK(ask("POST", "/api/profile-pictures/batch", json{{"userIds", ids}}.dump()).status == 200);
  ids.push_back("one more");
  CHECK(code("POST", "/api/profile-pictures/batch", json{{"userIds", ids}}.dump()) == "400 too_many_ids");
}

TEST_CASE_FIXTURE(Fixture, "a batch that is not as agreed is refused") {
  for (const char* body :
       {"", "null", "[]", "{", "{}", R"({"userIds":"a"})", R"({"userIds":[1]})", R"({"userIds":[null]})",
        R"({"userIds":["a"]} x)", "{\"userIds\":[\"\xff\"]}", R"({"userIds":{"0":"a"}})"}) {
    CAPTURE(body);
    CHECK(code("POST", "/api/profile-pictures/batch", body) == "400 invalid_body");
  }
  CHECK(code("POST", "/api/profile-pictures/batch", R"({"userIds":[""]})") == "400 invalid_user_id");
  CHECK(code("POST", "/api/profile-pictures/batch", R"({"userIds":["a\u0000"]})") == "400 invalid_user_id");
  for (const char* size : {"65", "\"64\"", "64.5", "null", "-64", "18446744073709551615", "1e400"}) {
    CAPTURE(size);
    const std::string body = std::string(R"({"userIds":["a"],"size":)") + size + "}";
    CHECK(ask("POST", "/api/profile-pictures/batch", body).status == 400);
  }
}

TEST_CASE_FIXTURE(Fixture, "a deeply nested body is refused without a crash") {
  const std::string body = R"({"x":)" + std::string(200000, '[');
  CHECK(code("POST", "/api/profile-pictures/batch", body) == "400 invalid_body");
  const std::string closed = R"({"x":)" + std::string(100000, '[') + std::string(100000, ']') + "}";
  CHECK(code("POST", "/api/profile-pictures/batch", closed) == "400 invalid_body");
}

TEST_CASE_FIXTURE(Fixture, "a wrong method names the right ones") {
  const Response response = ask("POST", "/api/profile-pictures/ada");
  CHECK(response.status == 405);
  CHECK(response.header("Allow") == "GET, HEAD, PUT, DELETE, OPTIONS");
  CHECK(ask("BREW", "/api/profile-pictures/batch").header("Allow") ==
        "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  CHECK(ask("DELETE", "/api/profile-pictures/ada/image").header("Allow") == "GET, HEAD, OPTIONS");
  CHECK(code("BREW", "/healthz") == "405 method_not_allowed");
  CHECK(code("get", "/healthz") == "405 method_not_allowed");
}

TEST_CASE_FIXTURE(Fixture, "what is wrong with the head is answered before a body") {
  CHECK(routes.admit({"PUT", "/api/profile-pictures/%00", "", {}, {}}).answer->status == 400);
  CHECK(routes.admit({"PUT", "/nowhere", "", {}, {}}).answer->status == 404);
  const Admission upload = routes.admit({"PUT", "/api/profile-pictures/a", "", {}, {}});
  CHECK_FALSE(upload.answer);
  CHECK(upload.body_limit == 1000);
  CHECK(routes.admit({"GET", "/api/profile-pictures/a", "", {}, {}}).body_limit == 0);
}

TEST_CASE_FIXTURE(Fixture, "a page of an allowed origin may read answers, errors too") {
  headers = {{"Origin", "https://app.example"}};
  for (const char* target : {"/healthz", "/api/profile-pictures/nobody", "/nowhere"}) {
    const Response response = ask("GET", target);
    CHECK(response.header("Access-Control-Allow-Origin") == "https://app.example");
    CHECK(response.header("Access-Control-Expose-Headers") == "ETag, Retry-After");
    CHECK(response.header("Vary") == "Origin");
  }
  const Response refused =
      routes.refuse({"PUT", "/api/profile-pictures/a", "", headers, {}}, {413, "body_too_large", "m"});
  CHECK(refused.header("Access-Control-Allow-Origin") == "https://app.example");
}

TEST_CASE_FIXTURE(Fixture, "other origins get no permission, but the answer varies all the same") {
  headers = {{"Origin", "https://app.example.evil"}};
  const Response response = ask("GET", "/healthz");
  CHECK_FALSE(response.header("Access-Control-Allow-Origin"));
  CHECK(response.header("Vary") == "Origin");
  CHECK_FALSE(ask("OPTIONS", "/api/profile-pictures/a").header("Access-Control-Allow-Methods"));
}

TEST_CASE_FIXTURE(Fixture, "a preflight says what may be sent") {
  headers = {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "PUT"}};
  const Response response = ask("OPTIONS", "/api/profile-pictures/ada");
  CHECK(response.status == 204);
  CHECK(response.header("Access-Control-Allow-Methods") == "GET, HEAD, PUT, DELETE, OPTIONS");
  CHECK(response.header("Access-Control-Allow-Headers")->find("If-None-Match") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "a preflight for the batch names its method, and those of a user who is called so") {
  headers = {{"Origin", "https://app.example"}, {"Access-Control-Request-Method", "POST"}};
  const Response response = ask("OPTIONS", "/api/profile-pictures/batch");
  CHECK(response.header("Access-Control-Allow-Methods") == "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  headers.clear();
  put("batch");
  CHECK(ask_json("GET", "/api/profile-pictures/batch")["userId"] == "batch");
  CHECK(code("POST", "/api/profile-pictures/%62atch") == "405 method_not_allowed");
}

TEST_CASE_FIXTURE(Fixture, "an allowed page may send headers of its own, another may not") {
  headers = {{"Origin", "https://app.example"},
             {"Access-Control-Request-Headers", "content-type,x-csrf-token"}};
  const Response response = ask("OPTIONS", "/api/profile-pictures/ada");
  CHECK(response.header("Access-Control-Allow-Headers") == "content-type,x-csrf-token");
  headers.front().value = "https://app.example.evil";
  CHECK_FALSE(ask("OPTIONS", "/api/profile-pictures/ada").header("Access-Control-Allow-Headers"));
}

TEST_CASE_FIXTURE(Fixture, "a store that is down is 503, and the server not ready but alive") {
  store.down = true;
  CHECK(code("GET", "/api/profile-pictures/ada") == "503 unavailable");
  CHECK(code("PUT", "/api/profile-pictures/ada", kPng) == "503 unavailable");
  CHECK(ask("GET", "/readyz").status == 503);
  CHECK(ask_json("GET", "/readyz")["objectStore"] == "unavailable");
  CHECK(ask("GET", "/healthz").status == 200);
}

TEST_CASE_FIXTURE(Fixture, "whether the server is ready is asked at most once a second") {
  CHECK(ask("GET", "/readyz").status == 200);
  store.down = true;
  clock.advance(999);
  CHECK(ask("GET", "/readyz").status == 200);
  CHECK(store.checks == 1);
  clock.advance(1);
  CHECK(ask("GET", "/readyz").status == 503);
  clock.advance(-2000);
  CHECK(ask("GET", "/readyz").status == 503);
  CHECK(store.checks == 3);
}

TEST_CASE_FIXTURE(Fixture, "whoever asks whether the server is ready meanwhile waits for the same answer") {
  store.pauses = [] { return 3; };
  boost::asio::io_context loop(1);
  std::vector<int> statuses;
  const Request request{"GET", "/readyz", "", {}, {}};
  const auto ask_once = [&]() -> Task<void> { statuses.push_back((co_await routes.handle(request)).status); };
  for (int i = 0; i < 3; ++i) boost::asio::co_spawn(loop, ask_once, boost::asio::detached);
  loop.run();
  CHECK(statuses == std::vector<int>(3, 200));
  CHECK(store.checks == 1);
}

TEST_CASE_FIXTURE(Fixture, "what holds at this moment only is not stored") {
  for (const char* path : {"/healthz", "/readyz", "/metrics"}) {
    CAPTURE(path);
    CHECK(ask("GET", path).header("Cache-Control") == "no-store");
  }
}

TEST_CASE_FIXTURE(Fixture, "requests, lookups, signings and errors are counted") {
  put("ada");
  ask("GET", "/api/profile-pictures/ada");
  ask("GET", "/api/profile-pictures/ada");
  const Request request{"GET", "/api/profile-pictures/ada", "", {}, {}};
  Response response(200);
  response.route = "picture";
  routes.finished(request, response, 0.001);
  const std::string text = ask("GET", "/metrics").body;
  for (const char* line :
       {"ppc_http_requests_total{route=\"picture\",service=\"api\",status=\"200\"} 1",
        "ppc_http_request_seconds_count{route=\"picture\",service=\"api\"} 1",
        "ppc_url_cache_lookups_total{result=\"hit\"} 1", "ppc_url_cache_lookups_total{result=\"miss\"} 1",
        "ppc_signings_total 2", "ppc_backend_errors_total{part=\"object_store\"} 0"}) {
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

}  // namespace ppc::server
