// Whatever arrives: no crash, no read beyond the buffer, and nothing unsound gets through.
#include <doctest/doctest.h>

#include <algorithm>

#include "server/api/parameters.h"
#include "server/api/route.h"
#include "server/http/conditions.h"
#include "server/http/request_reader.h"
#include "server/http/target.h"
#include "support/mutator.h"

namespace ppc::server {
namespace {

const std::string kPictures = "/api/profile-pictures/";
const std::vector<std::string> kRequests = {
    "GET " + kPictures + "ada?size=128 HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"a\", W/\"b\"\r\n\r\n",
    "PUT " + kPictures + "%C3%A9 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n12",
    "POST " + kPictures + "batch HTTP/1.1\r\nHost: h\r\n" + "Transfer-Encoding: chunked\r\n\r\n" +
        "5\r\nabcde\r\n0\r\nTrailer: x\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: h\r\nOrigin: https://a.example\r\nX-Forwarded-For: 1.2.3.4, ::1\r\n\r\n",
    "GET http://h/metrics#x HTTP/1.0\r\nRange: bytes=-5\r\nAuthorization: Bearer a.b.c\r\n\r\n",
};
const std::vector<std::string> kWords = {"\r\n",
                                         "\r",
                                         "\n",
                                         "\r\n\r\n",
                                         ":",
                                         " ",
                                         "\t",
                                         "\r\n ",
                                         "\r\n\t",
                                         "\x7f",
                                         "\xff",
                                         "Host: h:\r\n",
                                         "http://evil/",
                                         "%",
                                         "%00",
                                         "%2F",
                                         "?",
                                         "#",
                                         "//",
                                         "..",
                                         "Host: h\r\n",
                                         "Content-Length: 18446744073709551616\r\n",
                                         "Content-Length: 1\r\n",
                                         "Transfer-Encoding: chunked\r\n",
                                         "Transfer-Encoding: gzip, chunked\r\n",
                                         "Expect: 100-continue\r\n",
                                         "ffffffffffffffff\r\n",
                                         "0\r\n\r\n",
                                         "HTTP/1.1",
                                         "HTTP/9.9",
                                         "size=",
                                         "&",
                                         std::string(1, '\0')};

/// What a request that was let through must be.
void check_sound(const Request& request) {
  REQUIRE_FALSE(request.method.empty());
  REQUIRE((request.path.starts_with('/') || request.path == "*"));
  REQUIRE(request.path.find_first_of("?#") == std::string_view::npos);
  for (const std::string_view part : {request.path, request.query})
    REQUIRE(std::all_of(part.begin(), part.end(), [](char c) { return c >= 0x21 && c <= 0x7e; }));
  REQUIRE(request.count_of("Host") <= 1);
  if (const auto host = request.header("Host")) REQUIRE(is_host(*host));
  REQUIRE(request.count_of("Content-Length") + request.count_of("Transfer-Encoding") <= 1);
  for (const auto& header : request.headers)
    REQUIRE(header.value.find_first_of("\r\n") == std::string_view::npos);
}

void use(const Request& request) {
  const RouteMatch match = match_route(request.method, request.path);
  const auto user_id = user_id_of(match.raw_user_id);
  if (const auto* id = std::get_if<std::string>(&user_id)) REQUIRE(id->size() <= 128);
  variant_of(request.query);
  names_etag(request.header("If-None-Match").value_or(""), "a");
  answer_range(request.header("Range"), 100);
}

/// The bytes arrive in pieces of `piece`.
void receive(std::string_view bytes, std::size_t piece) {
  ReceiveBuffer buffer;
  RequestReader reader;
  bool in_body = false;
  while (!bytes.empty()) {
    const auto size = std::min({piece, bytes.size(), buffer.max_size() - buffer.size()});
    if (size == 0) return;
    const auto room = buffer.prepare(size);
    std::copy_n(bytes.data(), size, static_cast<char*>(room.data()));
    buffer.commit(size);
    bytes.remove_prefix(size);
    ReadState state = in_body ? reader.read_body(buffer) : reader.read_header(buffer);
    if (!in_body && state == ReadState::kDone) {
      check_sound(reader.request());
      use(reader.request());
      in_body = true;
      state = reader.begin_body(1000);
      if (state == ReadState::kNeedMore) state = reader.read_body(buffer);
    }
    if (state == ReadState::kBad) REQUIRE(reader.problem().status >= 400);
    if (state != ReadState::kNeedMore) {
      if (state == ReadState::kDone) REQUIRE(reader.request().body.size() <= 1000);
      return;
    }
  }
}

}  // namespace

TEST_CASE("damaged requests are refused or sound, never a crash") {
  test::Mutator mutator(kRequests, kWords);
  const auto rounds = test::fuzz([&] {
    const std::string bytes = mutator.next();
    receive(bytes, 1 + mutator.below(bytes.size() + 1));
  });
  CHECK(rounds > 100);
}

TEST_CASE("damaged batch bodies are refused or sound") {
  test::Mutator mutator(
      {R"({"userIds":["1","2","é"],"size":128})", R"({"userIds":[],"size":64,"x":[[{}]]})", R"([1,2])"},
      {"[", "]", "{", "}", "\"", "\\u0000", "\\ud800", ",", ":", "1e999", "-0", "null", "userIds", "size",
       std::string(1, '\0'), "\xff", "[[[[[[[["});
  const auto rounds = test::fuzz([&] {
    const auto batch = parse_batch(mutator.next());
    if (const auto* request = std::get_if<BatchRequest>(&batch)) {
      REQUIRE(request->user_ids.size() <= kMaxBatchIds);
      for (const auto& id : request->user_ids) REQUIRE((!id.empty() && id.size() <= 128));
    } else {
      REQUIRE(std::get<ApiError>(batch).status == 400);
    }
  });
  CHECK(rounds > 100);
}

}  // namespace ppc::server
