#include "server/base/base64url.h"

#include <doctest/doctest.h>

namespace ppc::server {

TEST_CASE("base64url goes both ways") {
  // RFC 4648, section 10, without padding.
  CHECK(base64url_encode("") == "");
  CHECK(base64url_encode("f") == "Zg");
  CHECK(base64url_encode("fo") == "Zm8");
  CHECK(base64url_encode("foo") == "Zm9v");
  CHECK(base64url_encode("foobar") == "Zm9vYmFy");
  CHECK(base64url_encode("\xfb\xff\xfe") == "-__-");
  for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "\xff\xfe\xfd\xfc"}) {
    CHECK(base64url_decode(base64url_encode(text)) == text);
  }
}

TEST_CASE("base64url with padding, other alphabets or bits left over is refused") {
  for (const char* text :
       {"Zg==", "Zm8=", "+__-", "/__-", "Z", "Zm9vY", "Zh", "Zm9", "Zg ", "Zg\n", "Z g", "\xff\xff"}) {
    CAPTURE(text);
    CHECK_FALSE(base64url_decode(text));
  }
}

}  // namespace ppc::server
