#include "server/redis/reply_reader.h"

#include <doctest/doctest.h>

#include "server/redis/command.h"

namespace ppc::server::redis {

using Kind = Reply::Kind;

TEST_CASE("replies are read whole, whatever pieces they arrive in") {
  const std::string bytes = std::string("+OK\r\n-ERR no\r\n:-7\r\n$5\r\na\r\nb") + '\0' +
                            "\r\n$-1\r\n*3\r\n:1\r\n*1\r\n$1\r\nx\r\n*-1\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    ReplyReader reader;
    std::vector<Reply> replies;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece));
      for (auto next = reader.next(); next.value(); next = reader.next()) replies.push_back(*next.value());
    }
    REQUIRE(replies.size() == 6);
    CHECK(replies[0].kind == Kind::kStatus);
    CHECK(replies[1].is_error("ERR"));
    CHECK(replies[2].integer == -7);
    CHECK(replies[3].text == std::string("a\r\nb\0", 5));
    CHECK(replies[4].kind == Kind::kNothing);
    REQUIRE(replies[5].list.size() == 3);
    CHECK(replies[5].list[1].list[0].text == "x");
    CHECK(replies[5].list[2].kind == Kind::kNothing);
  }
}

TEST_CASE("what is not Redis' protocol is an error") {
  for (const char* wire :
       {"HTTP/1.1 400 Bad Request\r\n", "$x\r\n", "*1000000000\r\n", "$99999999999999999999\r\n"}) {
    CAPTURE(wire);
    ReplyReader reader;
    reader.feed(wire);
    CHECK_FALSE(reader.next().ok());
  }
}

TEST_CASE("a reply that is too large is refused before it fills the memory") {
  ReplyReader reader;
  reader.feed("$500000000\r\n");
  CHECK(reader.next().ok());
  reader.feed(std::string(ReplyReader::kMaxBytes + 1, 'x'));
  CHECK_FALSE(reader.next().ok());

  ReplyReader nested;
  std::string lists = "*7\r\n";
  for (int i = 0; i < 5; ++i) lists += "*50000\r\n";
  nested.feed(lists);
  CHECK_FALSE(nested.next().ok());
}

TEST_CASE("the room for elements is that of one reply, not of a connection") {
  ReplyReader reader;
  for (int i = 0; i < 30; ++i) {
    std::string wire = "*10000\r\n";
    for (int k = 0; k < 10000; ++k) wire += ":1\r\n";
    reader.feed(wire);
    const auto next = reader.next();
    REQUIRE(next.ok());
    CHECK(next.value()->list.size() == 10000);
  }
}

TEST_CASE("a command is sent with its lengths, so that any bytes may be in it") {
  Command command;
  command.arguments = {"SET", "k\r\n", std::string("\0", 1)};
  std::string wire;
  append_wire(wire, command);
  CHECK(wire == std::string("*3\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$1\r\n\0\r\n", 29));
}

}  // namespace ppc::server::redis
