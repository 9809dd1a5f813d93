#include "server/http_client/response_reader.h"

#include <doctest/doctest.h>

#include <boost/asio/buffer.hpp>

namespace ppc::server::http_client {
namespace {

namespace asio = boost::asio;

struct Outcome {
  ReadState state;
  std::string body;
  int status = 0;
  std::size_t left = 0;
  std::string problem;
};

/// Feeds the text in pieces of at most `step` bytes.
Outcome read(std::string_view text, bool to_head = false, std::uint64_t limit = 1000,
             std::size_t step = 100000) {
  ReceiveBuffer buffer;
  ResponseReader reader(to_head, limit);
  ReadState state = ReadState::kNeedMore;
  while (state == ReadState::kNeedMore && !text.empty()) {
    const auto piece = text.substr(0, std::min(step, buffer.max_size() - buffer.size()));
    buffer.commit(asio::buffer_copy(buffer.prepare(piece.size()), asio::buffer(piece)));
    text.remove_prefix(piece.size());
    state = reader.read(buffer);
  }
  if (state != ReadState::kDone) return {state, {}, 0, buffer.size(), reader.problem()};
  const Response response = reader.take();
  return {state, response.body, response.status, buffer.size() + text.size(), {}};
}

}  // namespace

TEST_CASE("an answer is read alike in one piece and byte by byte") {
  const std::string answer = "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t step : {1, 7, 1000}) {
    const auto outcome = read(answer, false, 1000, step);
    CHECK(outcome.state == ReadState::kDone);
    CHECK(outcome.body == "hello");
    CHECK(outcome.left == 0);
  }
}

TEST_CASE("a body in chunks is put together") {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
  for (std::size_t step : {1, 1000}) CHECK(read(answer, false, 1000, step).body == "abcde");
}

TEST_CASE("an answer to HEAD has no body, whatever length it names") {
  const auto outcome = read("HTTP/1.1 200 OK\r\nContent-Length: 5242880\r\n\r\n", true);
  CHECK(outcome.state == ReadState::kDone);
  CHECK(outcome.body.empty());
  CHECK(outcome.left == 0);
}

TEST_CASE("an answer without content needs no length") {
  CHECK(read("HTTP/1.1 204 No Content\r\n\r\n").state == ReadState::kDone);
  CHECK(read("HTTP/1.1 304 Not Modified\r\n\r\n").state == ReadState::kDone);
}

TEST_CASE("what comes before the answer is skipped") {
  const std::string answer =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
      "2\r\n\r\nok";
  for (std::size_t step : {1, 1000}) {
    const auto outcome = read(answer, false, 1000, step);
    CHECK(outcome.status == 200);
    CHECK(outcome.body == "ok");
  }
  CHECK(read("HTTP/1.1 101 Switching Protocols\r\n\r\n").state == ReadState::kBad);
}

TEST_CASE("too much is refused, by its length, in chunks and in the header") {
  CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", false, 10).problem ==
        "its answer has more than 10 bytes");
  CHECK(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n", false, 10).problem ==
        "its answer has more than 10 bytes");
  const std::string long_header = "HTTP/1.1 200 OK\r\nA: " + std::string(kHeaderLimit, 'x') + "\r\n\r\n";
  CHECK(read(long_header).problem == "its answer's header is too long");
}

TEST_CASE("what is not HTTP is refused") {
  for (const char* text : {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
                           "\x15\x03\x03 a TLS alert, as HTTPS answers HTTP\r\n"}) {
    CAPTURE(text);
    CHECK(read(text).state == ReadState::kBad);
  }
}

TEST_CASE("what follows an answer stays in the buffer") {
  CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1").left == 8);
}

TEST_CASE("the end of the connection ends only a body without a length") {
  const auto end_of = [](std::string_view text) {
    ReceiveBuffer buffer;
    ResponseReader reader(false, 1000);
    buffer.commit(asio::buffer_copy(buffer.prepare(text.size()), asio::buffer(text)));
    REQUIRE(reader.read(buffer) == ReadState::kNeedMore);
    return reader.end();
  };
  CHECK(end_of("HTTP/1.0 503 Service Unavailable\r\n\r\n<html>") == ReadState::kDone);
  CHECK(end_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel") == ReadState::kBad);
  CHECK(end_of("HTTP/1.1 200 OK\r\n") == ReadState::kBad);
}

}  // namespace ppc::server::http_client
