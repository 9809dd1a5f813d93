#include "server/redis/slots.h"

#include <doctest/doctest.h>

#include "server/redis/reply_reader.h"

namespace ppc::server::redis {
namespace {

Reply parse(std::string_view wire) {
  ReplyReader reader;
  reader.feed(wire);
  return *reader.next().value();
}

const net::Address kAsked{"10.0.0.9", 7000};

}  // namespace

TEST_CASE("keys go to the slots that Redis names") {
  // CRC-16/XMODEM of "123456789" is 0x31C3 (the specification's check value); the others are CLUSTER
  // KEYSLOT's.
  CHECK(slot_of("123456789") == 0x31C3 % kSlots);
  CHECK(slot_of("") == 0);
  CHECK(slot_of("foo") == 12182);
  CHECK(slot_of("{foo}:bar") == 12182);
  CHECK(slot_of("a{foo}b{x}") == 12182);
  CHECK(slot_of("foo{}") != 12182);
  CHECK(slot_of("{}foo") != 12182);
  CHECK(slot_of("foo{") == slot_of("foo{"));
}

TEST_CASE("a fence is in the slot of its record") {
  for (const char* key : {"profile_pic_url:ada:128", "profile_pic_url:é/ü:64"}) {
    CHECK(slot_of('{' + std::string(key) + "}:dropped") == slot_of(key));
  }
}

TEST_CASE("the slots' masters are read from CLUSTER SLOTS") {
  SlotMap slots;
  CHECK(slots.empty());
  const auto reply = parse(
      "*2\r\n"
      "*4\r\n:0\r\n:8000\r\n*3\r\n$8\r\n10.0.0.1\r\n:7001\r\n$2\r\nid\r\n*2\r\n$8\r\n10.0.0.2\r\n:7002\r\n"
      "*3\r\n:8001\r\n:16382\r\n*2\r\n$0\r\n\r\n:7003\r\n");
  REQUIRE(slots.read(reply, kAsked));
  CHECK(*slots.master_of(0) == net::Address{"10.0.0.1", 7001});
  CHECK(*slots.master_of(8000) == net::Address{"10.0.0.1", 7001});
  // An empty host is the node that was asked.
  CHECK(*slots.master_of(8001) == net::Address{"10.0.0.9", 7003});
  CHECK(slots.master_of(16383) == nullptr);
  CHECK(slots.masters().size() == 2);
}

TEST_CASE("what is not an answer to CLUSTER SLOTS changes nothing") {
  SlotMap slots;
  REQUIRE(slots.read(parse("*1\r\n*3\r\n:0\r\n:5\r\n*2\r\n$1\r\na\r\n:1\r\n"), kAsked));
  for (const char* wire :
       {"*0\r\n", "-ERR This instance has cluster support disabled\r\n", "$2\r\nhi\r\n",
        "*1\r\n*3\r\n:0\r\n:16384\r\n*2\r\n$1\r\na\r\n:1\r\n",
        "*1\r\n*3\r\n:-1\r\n:5\r\n*2\r\n$1\r\na\r\n:1\r\n", "*1\r\n*3\r\n:6\r\n:5\r\n*2\r\n$1\r\na\r\n:1\r\n",
        "*1\r\n*3\r\n:0\r\n:5\r\n*2\r\n$1\r\na\r\n:65536\r\n", "*1\r\n*2\r\n:0\r\n:5\r\n"}) {
    CAPTURE(wire);
    CHECK_FALSE(slots.read(parse(wire), kAsked));
    CHECK(*slots.master_of(5) == net::Address{"a", 1});
  }
}

TEST_CASE("redirections name slot and node") {
  const auto moved = redirection_of(parse("-MOVED 3999 10.0.0.3:6381\r\n"), kAsked);
  REQUIRE(moved);
  CHECK(moved->moved);
  CHECK(moved->slot == 3999);
  CHECK(moved->address == net::Address{"10.0.0.3", 6381});
  const auto ask = redirection_of(parse("-ASK 1 :6381\r\n"), kAsked);
  REQUIRE(ask);
  CHECK_FALSE(ask->moved);
  CHECK(ask->address == net::Address{"10.0.0.9", 6381});
  for (const char* wire : {"-MOVED\r\n", "-MOVED 16384 a:1\r\n", "-MOVED 1 a\r\n", "-MOVED 1 a:0\r\n",
                           "-ERR x\r\n", "+OK\r\n", "-MOVEDX 1 a:1\r\n"}) {
    CAPTURE(wire);
    CHECK_FALSE(redirection_of(parse(wire), kAsked));
  }
}

}  // namespace ppc::server::redis
