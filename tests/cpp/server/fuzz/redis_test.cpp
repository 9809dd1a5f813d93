// A Redis that talks nonsense, or somebody who writes into it: no crash, no memory without bounds.
#include <doctest/doctest.h>

#include "server/redis/reply_reader.h"
#include "server/redis/settings.h"
#include "server/redis/slots.h"
#include "server/url_cache/record_json.h"
#include "support/mutator.h"

namespace ppc::server {
namespace {

const std::vector<std::string> kReplies = {
    "+OK\r\n",
    "-ERR no\r\n",
    "-MOVED 3999 127.0.0.1:6381\r\n",
    "-ASK 1 :1\r\n",
    ":42\r\n",
    "$5\r\nhello\r\n",
    "$-1\r\n",
    "*2\r\n$3\r\nfoo\r\n*2\r\n:1\r\n*-1\r\n",
    "*1\r\n*4\r\n:0\r\n:16383\r\n*3\r\n$9\r\n127.0.0.1\r\n:7000\r\n$1\r\nx\r\n*2\r\n$0\r\n\r\n:1\r\n",
    "*3\r\n$7\r\nmessage\r\n$7\r\nchannel\r\n$4\r\nkeys\r\n"};
const std::vector<std::string> kWords = {
    "\r\n",    "*",       "$",          "*1000000000\r\n", "$2147483648\r\n", "$-2\r\n",
    ":-1\r\n", "*-1\r\n", "*99999\r\n", "16384",           "-MOVED ",         "\r"};

}  // namespace

TEST_CASE("damaged replies of Redis are refused or whole") {
  test::Mutator mutator(kReplies, kWords);
  const net::Address asked{"h", 1};
  const auto rounds = test::fuzz([&] {
    redis::ReplyReader reader;
    redis::SlotMap slots;
    const std::string bytes = mutator.next();
    const std::size_t cut = mutator.below(bytes.size() + 1);
    for (const std::string& piece : {bytes.substr(0, cut), bytes.substr(cut)}) {
      reader.feed(piece);
      for (auto next = reader.next(); next.ok() && next.value(); next = reader.next()) {
        slots.read(*next.value(), asked);
        const auto redirection = redis::redirection_of(*next.value(), asked);
        if (redirection) REQUIRE(redirection->slot < redis::kSlots);
        record_from_json(next.value()->text);
      }
    }
  });
  CHECK(rounds > 100);
}

TEST_CASE("damaged records are a miss or whole") {
  test::Mutator mutator(
      {R"({"url":"u","version":"v","contentType":"image/webp","bytes":1,"signedAt":1,"expiresAt":2})"},
      {"{", "}", "\"", "null", "-1", "1e300", "1.5", "[", "\\ud800", std::string(1, '\0')});
  const auto rounds = test::fuzz([&] {
    const auto picture = record_from_json(mutator.next());
    if (!picture) return;
    REQUIRE_FALSE(picture->url.empty());
    REQUIRE(picture->expires_at >= 0);
  });
  CHECK(rounds > 100);
}

TEST_CASE("damaged Redis URLs are refused or name a server") {
  test::Mutator mutator(
      {"redis://u:p@host:1/2", "redis+sentinel://a,b:2/name/3", "rediss+cluster://[::1]:7,b"},
      {":", "/", "@", "[", "]", ",", "%", "%zz", "redis", "+"});
  const auto rounds = test::fuzz([&] {
    const auto settings = redis::parse_url(mutator.next());
    if (settings.ok()) REQUIRE_FALSE(settings.value().addresses.empty());
  });
  CHECK(rounds > 100);
}

}  // namespace ppc::server
