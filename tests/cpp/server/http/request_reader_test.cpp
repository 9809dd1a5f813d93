#include "server/http/request_reader.h"

#include <doctest/doctest.h>

#include <boost/asio/buffer.hpp>

namespace ppc::server {
namespace {

namespace asio = boost::asio;

void append(ReceiveBuffer& buffer, std::string_view text) {
  buffer.commit(asio::buffer_copy(buffer.prepare(text.size()), asio::buffer(text)));
}

/// Feeds the text in pieces of at most `step` bytes; the answer's status, 0 for a whole request, -1 for more
/// to come.
int status_of(std::string_view text, std::uint64_t limit = 1000, std::size_t step = 4096) {
  ReceiveBuffer buffer;
  RequestReader reader;
  bool in_body = false;
  for (;;) {
    const ReadState state = in_body ? reader.read_body(buffer) : reader.read_header(buffer);
    if (state == ReadState::kBad) return reader.problem().status;
    if (state == ReadState::kDone && in_body) return 0;
    if (state == ReadState::kDone) {
      in_body = true;
      if (reader.begin_body(limit) == ReadState::kBad) return reader.problem().status;
      continue;
    }
    if (text.empty()) return -1;
    const auto piece = text.substr(0, std::min(step, buffer.max_size() - buffer.size()));
    append(buffer, piece);
    text.remove_prefix(piece.size());
  }
}

constexpr std::string_view kGet = "GET /a?b=c HTTP/1.1\r\nHost: h\r\n";

}  // namespace

TEST_CASE("a request is read alike in one piece and byte by byte") {
  const std::string request = "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
  CHECK(status_of(request) == 0);
  CHECK(status_of(request, 1000, 1) == 0);
}

TEST_CASE("what follows a request stays for the next") {
  ReceiveBuffer buffer;
  append(buffer,
         "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET /b?c=d#e HTTP/1.1\r\nHost: h\r\n\r\n");
  RequestReader first;
  REQUIRE(first.read_header(buffer) == ReadState::kDone);
  REQUIRE(first.begin_body(10) == ReadState::kNeedMore);
  REQUIRE(first.read_body(buffer) == ReadState::kDone);
  CHECK(first.request().body == "hi");
  RequestReader second;
  REQUIRE(second.read_header(buffer) == ReadState::kDone);
  REQUIRE(second.begin_body(0) == ReadState::kNeedMore);
  REQUIRE(second.read_body(buffer) == ReadState::kDone);
  CHECK(second.request().path == "/b");
  CHECK(second.request().query == "c=d");
  CHECK(buffer.size() == 0);
}

TEST_CASE("an absolute target is as good as its path") {
  ReceiveBuffer buffer;
  append(buffer, "GET http://h/a?b HTTP/1.1\r\nHost: h\r\n\r\n");
  RequestReader reader;
  REQUIRE(reader.read_header(buffer) == ReadState::kDone);
  CHECK(reader.request().path == "/a");
  CHECK(reader.request().query == "b");
}

TEST_CASE("Host must be there once, and not empty") {
  CHECK(status_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.1\r\nHost:\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("Host must be a name or an address, and perhaps a port") {
  const auto with_host = [](const std::string& host) {
    return status_of("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  };
  for (const std::string host :
       {"h", "a-b_c.example", "H:80", "127.0.0.1:8787", "a:", "[::1]", "[fe80::1]:80"}) {
    CAPTURE(host);
    CHECK(with_host(host) == 0);
  }
  for (const std::string host : {"a b", "a,b", "a/b", "u@b", "a:xx", ":80", "a:80:80", "\xff\xfe", "[::1",
                                 "[]", "[a]b", "[g::]", "::1", "http://h"}) {
    CAPTURE(host);
    CHECK(with_host(host) == 400);
  }
}

TEST_CASE("an absolute target must name the same host as Host") {
  const auto with_target = [](const std::string& target) {
    return status_of("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  for (const std::string target :
       {"http://h", "http://h/", "https://H/a?b", "http://h/a#b", "http://h:80/"}) {
    CAPTURE(target);
    CHECK(with_target(target) == 0);
  }
  for (const std::string target :
       {"http://evil/", "http://u:p@h/", "http://h:81/", "http:///a", "http://h?x=/a", "http://"}) {
    CAPTURE(target);
    CHECK(with_target(target) == 400);
  }
  CHECK(status_of("GET http://any/a HTTP/1.0\r\n\r\n") == 0);
}

TEST_CASE("a target has visible ASCII characters only") {
  for (int c = 1; c < 256; ++c) {
    CAPTURE(c);
    const int status =
        status_of("GET /a" + std::string(1, static_cast<char>(c)) + "b HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK((status == 0) == (c >= 0x21 && c <= 0x7e));
    CHECK(status >= 0);
  }
}

TEST_CASE("a header's line that begins with a blank is refused, wherever it is cut") {
  for (std::size_t step : {1, 7, 4096}) {
    CAPTURE(step);
    for (const std::string lines :
         {"X: a\r\n b", "X: a\r\n\tb", "X:\r\n a", "Transfer-Encoding:\r\n chunked", "X: a\r\n "}) {
      CAPTURE(lines);
      CHECK(status_of(std::string(kGet) + lines + "\r\n\r\n0\r\n\r\n", 1000, step) == 400);
    }
    CHECK(status_of("GET / HTTP/1.1\r\n Host: h\r\n\r\n", 1000, step) == 400);
    CHECK(status_of("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n a\n ", 1000, step) == 0);
  }
}

TEST_CASE("shapes that two parsers could read differently are refused") {
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\n";
  CHECK(status_of(head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab") == 400);
  CHECK(status_of(head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na") == 400);
  CHECK(status_of(head + "Content-Length: -1\r\n\r\n") == 400);
  CHECK(status_of(head + "Content-Length: 1,1\r\n\r\na") == 400);
  CHECK(status_of(head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: identity\r\n\r\n") == 400);
  CHECK(status_of("PUT / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(head + "X : y\r\n\r\n") == 400);
  CHECK(status_of(head + "X: a\rb\r\n\r\n") == 400);
  CHECK(status_of(std::string(head) + "X: a" + std::string(1, '\0') + "b\r\n\r\n") == 400);
}

TEST_CASE("a request line that is not HTTP is refused") {
  CHECK(status_of("hello\r\n\r\n") == 400);
  CHECK(status_of("GET  / HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("GET a HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("GET * HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n") == 0);
  CHECK(status_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == 505);
  CHECK(status_of("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") == 400);
}

TEST_CASE("a header over 8 KB is 431, and 414 when the target alone is too long") {
  for (std::size_t step : {1, 100, 4096}) {
    CAPTURE(step);
    CHECK(status_of(std::string(kGet) + "X: " + std::string(9000, 'a') + "\r\n\r\n", 0, step) == 431);
    CHECK(status_of("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 0, step) == 414);
    CHECK(status_of(std::string(kGet) + "X: " + std::string(8000, 'a') + "\r\n\r\n", 0, step) == 0);
    CHECK(status_of("GET /" + std::string(8300, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 0, step) == 414);
  }
}

TEST_CASE("a body over the limit is refused before it is whole") {
  CHECK(status_of("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n", 10) == 413);
  CHECK(status_of("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n", 10) == 413);
  const std::string chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t step : {1, 7, 4096}) {
    CAPTURE(step);
    CHECK(status_of(chunked + "6\r\nabcdef\r\n5\r\n", 10, step) == 413);
    CHECK(status_of(chunked + "ffffffff\r\n", 10, step) == 413);
    CHECK(status_of(chunked + "5\r\nabcde\r\n5\r\nabcde\r\n0\r\n\r\n", 10, step) == 0);
  }
}

TEST_CASE("a chunked body may arrive in pieces of any size, also one without a chunk") {
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"0\r\n\r\n", "0\r\nTrailer: x\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n"}) {
    CAPTURE(body);
    for (std::size_t step = 1; step <= 7; ++step) CHECK(status_of(head + body, 1000, step) == 0);
    CHECK(status_of(head + body.substr(0, body.size() - 1), 1000, 1) == -1);
  }
}

TEST_CASE("an endless chunk header or trailer is refused") {
  const std::string chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(status_of(chunked + "1;" + std::string(20000, 'x')) == 400);
  CHECK(status_of(chunked + "0\r\nX: " + std::string(20000, 'x')) == 400);
}

TEST_CASE("a chunked body of which most is not body is refused") {
  const std::string chunked = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto chunks = [](int count, std::size_t extension) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += "1;" + std::string(extension, 'e') + "\r\nx\r\n";
    return bytes + "0\r\n\r\n";
  };
  CHECK(status_of(chunked + chunks(16, 4000)) == 0);
  CHECK(status_of(chunked + chunks(17, 4000)) == 400);
  CHECK(status_of(chunked + chunks(1000, 10), 1000) == 0);
}

TEST_CASE("a trailer adds no header") {
  ReceiveBuffer buffer;
  append(buffer,
         "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nOrigin: x\r\n\r\n");
  RequestReader reader;
  REQUIRE(reader.read_header(buffer) == ReadState::kDone);
  REQUIRE(reader.begin_body(10) == ReadState::kNeedMore);
  REQUIRE(reader.read_body(buffer) == ReadState::kDone);
  CHECK(reader.request().body == "a");
  CHECK_FALSE(reader.request().header("Origin"));
  CHECK(reader.request().headers.size() == 2);
}

TEST_CASE("only 100-continue can be expected") {
  CHECK(status_of(std::string(kGet) + "Expect: 100-Continue\r\n\r\n") == 0);
  CHECK(status_of(std::string(kGet) + "Expect: miracles\r\n\r\n") == 417);
  CHECK(status_of(std::string(kGet) + "Expect: 100-continue\r\nExpect: miracles\r\n\r\n") == 417);
}

}  // namespace ppc::server
