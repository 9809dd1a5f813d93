#include "server/base/crypto.h"

#include <doctest/doctest.h>

namespace ppc::server {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

// NIST, FIPS 180-2, appendix B.
TEST_CASE("SHA-256 gives the standard's examples") {
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256(std::string(1000000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// RFC 4231, cases 2 and 6: a short key, and one longer than a block.
TEST_CASE("a key signs as the RFC's examples do, also the second time") {
  const HmacKey short_key(bytes_of("Jefe"));
  for (int i = 0; i < 2; ++i) {
    CHECK(to_hex(short_key.sign("what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }
  const std::string long_text(131, '\xaa');
  const HmacKey long_key(bytes_of(long_text));
  CHECK(to_hex(long_key.sign("Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("a key that was moved signs on") {
  HmacKey key(bytes_of("Jefe"));
  const Digest before = key.sign("m");
  const HmacKey moved(std::move(key));
  CHECK(moved.sign("m") == before);
}

}  // namespace ppc::server
